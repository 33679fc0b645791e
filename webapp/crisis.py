"""Crisis help that is on every page: constants, so that it needs no index, no store and no file."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask


@dataclass(frozen=True)
class CrisisLinks:
    """What the band and the card link to. Numbers work in the United States; other countries: `/help-now`."""

    call: str = "tel:988"
    text: str = "sms:988"
    text_home: str = "sms:741741?&body=HOME"
    emergency: str = "tel:911"


LINKS = CrisisLinks()

# Neutral, quick to load, and nothing a person nearby would wonder about.
LEAVE_URL = "https://weather.gov/"


def register(app: Flask) -> None:
    """Give every template the crisis links and the address that "Leave this site" goes to."""
    app.jinja_env.globals["crisis"] = LINKS
    app.jinja_env.globals["leave_url"] = LEAVE_URL
