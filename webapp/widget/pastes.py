"""What a webmaster copies into a page: the widget, a plain form, a frame; and what the page's own policy must allow."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request, url_for

from webapp.languages import current, gettext, speaking, without_prefix
from webapp.widget import script
from webapp.widget.presets import Presets

# Characters on a line of the field that shows a paste.
_WIDE = 100


@dataclass(frozen=True)
class Paste:
    """One piece of HTML: when it is right, the `code`, and the directives of a Content-Security-Policy it needs."""

    id: str
    title: str
    text: str
    code: str
    policy: str

    @property
    def rows(self) -> int:
        """How many lines it takes on a wide screen."""
        return sum(1 + len(line) // _WIDE for line in self.code.splitlines())


def pastes(presets: Presets) -> tuple[Paste, ...]:
    """Return all pastes, the best one first. Their words are in the language of the widget."""
    origin = request.host_url.rstrip("/")
    with speaking(presets.lang or current().tag):
        codes = {name: _code(name, presets) for name in ("script", "line", "form", "frame", "link")}
    loads = f"script-src {origin}; connect-src {origin}; form-action {origin}"
    return (
        Paste(
            "script",
            gettext("The search, with results on your page"),
            gettext("The best one. Where scripts are off, readers get a plain form that leads here."),
            codes["script"],
            loads,
        ),
        Paste(
            "line",
            gettext("The same in one line"),
            gettext("For editors that take a script and nothing else. Where scripts are off there is nothing."),
            codes["line"],
            loads,
        ),
        Paste(
            "form",
            gettext("A plain form"),
            gettext("No script at all: results open here. For editors that strip scripts, as many of WordPress do."),
            codes["form"],
            f"form-action {origin}",
        ),
        Paste(
            "frame",
            gettext("A frame"),
            gettext("For editors that take an iframe. It scrolls by itself and looks the same on every page."),
            codes["frame"],
            f"frame-src {origin}",
        ),
        Paste(
            "link",
            gettext("A link"),
            gettext("For editors that take nothing else."),
            codes["link"],
            gettext("nothing"),
        ),
    )  # fmt: skip


def _code(name: str, presets: Presets) -> str:
    """The HTML of one paste, in the current language."""
    return render_template(
        f"widget/{name}.html",
        presets=presets,
        form_url=_address("search.show", current().tag),
        help_url=_address("help_now.show", current().tag),
        link_url=f"{_address('search.show', current().tag)}?{presets.search()}".rstrip("?"),
        frame_url=f"{_address('embed.frame', current().tag)}?{presets.query()}".rstrip("?"),
        script_url=script_url(),
        integrity=script.integrity(script.NEWEST),
    ).strip()


def script_url() -> str:
    """Return the whole address of the newest version of the script."""
    return _address("widget.version", number=script.NEWEST)


def _address(endpoint: str, tag: str = "", **values: int) -> str:
    path = without_prefix(url_for(endpoint, **values))
    return f"{request.host_url.rstrip('/')}{f'/{tag}' if tag else ''}{path}"
