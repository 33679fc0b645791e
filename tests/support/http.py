"""A loopback server that answers as a test says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@contextmanager
def serving(answers: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """A loopback server of the answers by path and query; yields its address and what was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            found = answers.get(self.path) or answers.get(urlsplit(self.path).path)
            if callable(found):
                found = found(parse_qs(urlsplit(self.path).query))
            status, headers, body = found if isinstance(found, tuple) else (200, {}, found)
            status = 404 if found is None else status
            text = body if isinstance(body, (str, bytes)) else json.dumps(body)
            content = text.encode() if isinstance(text, str) else text
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value.replace("HOST", self.headers["Host"]))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
