"""Loopback servers that answer as a test says and remember what they were asked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """One request: `began` and `ended` are seconds on the monotonic clock."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    host: str
    began: float
    ended: float = 0.0

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters of the address and of a form."""
        return parse_qs(urlsplit(self.path).query) | parse_qs(self.body)


Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def recording(answer: Callable[[Asked], Answer], host: str = "127.0.0.1") -> Iterator[tuple[int, list[Asked]]]:
    """A server that gives `answer` to GET and POST; yields its port and what was asked, in order.

    robots.txt is not there unless `answer` has it. `host` is where it listens: 0.0.0.0 is every loopback address.
    """
    seen: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            asked = Asked(self.command, self.path, dict(self.headers), body, self.headers["Host"], time.monotonic())
            seen.append(asked)
            status, headers, content = answer(asked)
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(content))} | headers).items():
                self.send_header(name, value.replace("HOST", self.headers["Host"]))
            self.end_headers()
            self.wfile.write(content)
            asked.ended = time.monotonic()

        do_POST = do_GET  # noqa: N815 - the name http.server uses

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer((host, 0), Handler)
    # A client that was killed is no error of the server.
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.server_port, seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serving(answers: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """A server of the answers by path and query; yields its address and the paths that were asked for.

    An answer is a value, `(status, headers, value)`, or a function of the parameters that gives one of them.
    """
    paths: list[str] = []

    def answer(asked: Asked) -> Answer:
        paths.append(asked.path)
        found = answers.get(asked.path) or answers.get(urlsplit(asked.path).path)
        if callable(found):
            found = found(asked.query)
        status, headers, body = found if isinstance(found, tuple) else (200, {}, found)
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return 404 if found is None else status, headers, text.encode() if isinstance(text, str) else text

    with recording(answer) as (port, _):
        yield f"http://127.0.0.1:{port}", paths
