"""Serves the sample community over HTTP on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from data.sample import sample_folder

SITE = "https://sampleton.example.org"


class SampleServer(ThreadingHTTPServer):
    """A running server; `requests` are the paths asked for so far, in order."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        self.requests: list[str] = []
        super().__init__(("127.0.0.1", port), partial(_Handler, directory=str(sample_folder() / "site")))

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self.server_port


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".csv": "text/csv; charset=utf-8",
        ".ics": "text/calendar; charset=utf-8",
        ".json": "application/json",
        ".txt": "text/plain; charset=utf-8",
        ".xml": "application/xml",
    }

    def do_GET(self) -> None:
        """Answer a file of the site; the sitemap and robots.txt name this server in place of the invented one."""
        assert isinstance(self.server, SampleServer)
        self.server.requests.append(self.path)
        if self.path not in ("/sitemap.xml", "/robots.txt"):
            super().do_GET()
            return
        text = (sample_folder() / "site" / self.path[1:]).read_text("utf-8")
        body = text.replace(SITE, f"http://127.0.0.1:{self.server.port}").encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(self.path))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name http.server uses
        """Say nothing."""


@contextmanager
def serve(port: int = 0) -> Iterator[SampleServer]:
    """Serve the sample site on 127.0.0.1 (port 0: a free one) until the block ends."""
    server = SampleServer(port)
    thread = threading.Thread(target=server.serve_forever, name="sample-site", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
