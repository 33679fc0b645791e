"""Crisis help that is on every page: constants, so that it needs no index, no store and no file."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from webapp.languages import current


@dataclass(frozen=True)
class CrisisLinks:
    """What the band and the card link to. Numbers work in the United States; other countries: `/help-now`."""

    call: str = "tel:988"
    text: str = "sms:988"
    emergency: str = "tel:911"

    @property
    def word(self) -> str:
        """The word that asks the Crisis Text Line for somebody who writes the reader's language."""
        return "HOLA" if current().tag == "es" else "HOME"

    @property
    def text_home(self) -> str:
        """A text message to the Crisis Text Line with that word in it."""
        return f"sms:741741?&body={self.word}"


LINKS = CrisisLinks()

# Neutral, quick to load, and nothing a person nearby would wonder about.
LEAVE_URL = "https://weather.gov/"


def register(app: Flask) -> None:
    """Give every template the crisis links and the address that "Leave this site" goes to."""
    app.jinja_env.globals["crisis"] = LINKS
    app.jinja_env.globals["leave_url"] = LEAVE_URL
