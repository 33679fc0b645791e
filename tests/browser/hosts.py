"""Pages of other people, on an origin of their own, that the widget must work in; what tests do with it there."""

from __future__ import annotations

import re
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Page, expect

# Nothing but what the builder says a page must allow, and no string may become code.
STRICT = (
    "default-src 'none'; base-uri 'none'; script-src {site}; connect-src {site}; form-action {site}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HOSTILE = """<style>
* { all: unset !important; }
html, body, kith-search, kith-search *, div, p, a, button, input, li {
  color: yellow !important; background: magenta !important; font: italic 7px/0.6 fantasy !important;
  letter-spacing: 1em !important; text-transform: uppercase !important; text-align: center !important;
  cursor: none !important; user-select: none !important; pointer-events: none !important; visibility: hidden !important;
}
</style>"""
ELEMENT = '<kith-search near="62701" needs="support-groups" limit="3"></kith-search>'
EMPTY = "<kith-search></kith-search>"


@dataclass
class Host:
    """A site on its own origin. `pages` maps a path to a body and further headers."""

    address: str = ""
    pages: dict[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)

    def page(
        self, path: str, body: str, *, head: str = "", lang: str = "en", direction: str = "ltr", **headers: str
    ) -> str:
        """Serve a page; return its address. Names of headers are written with `_`."""
        html = (
            f'<!DOCTYPE html><html lang="{lang}" dir="{direction}"><head><meta charset="utf-8"><title>Clinic</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
            f"{head}</head><body><main><h1>Clinic</h1>{body}</main></body></html>"
        )
        self.pages[path] = html, {name.replace("_", "-"): value for name, value in headers.items()}
        return self.address + path


@contextmanager
def serving() -> Iterator[Host]:
    """Serve pages on a free port of loopback."""
    host = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, headers = host.pages.get(self.path, ("", {}))
            self.send_response(200 if body else 404)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def script(site: str, **data: str) -> str:
    presets = "".join(f' data-{name}="{value}"' for name, value in data.items())
    return f'<script src="{site}/widget.v1.js" crossorigin="anonymous"{presets} async></script>'


def written(site: str, paste: str, query: str = "near=62701&needs=support-groups") -> str:
    """A paste as the builder writes it."""
    with urllib.request.urlopen(f"{site}/en/embed?{query}", timeout=10) as answer:
        body = answer.read().decode()
    found = re.search(rf'<textarea id="p-{paste}"[^>]*>(.*?)</textarea>', body, re.DOTALL)
    assert found
    return found[1].replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def results(page: Page, place: int = 0) -> None:
    expect(page.locator("kith-search").nth(place).get_by_role("status")).to_contain_text("Springfield, IL 62701")
    expect(page.locator("kith-search").nth(place).locator(".card").first).to_be_visible()


def ask(page: Page, text: str, near: str = "62701") -> None:
    page.get_by_label("What do you need?").fill(text)
    page.get_by_label("Where are you?").fill(near)
    page.get_by_role("button", name="Search", exact=True).click()
