"""What a WSGI server loads: the application for the home that the settings name."""

from __future__ import annotations

from flask import Flask

from data.settings import load_settings
from index.warming import warm
from webapp import create_app


def build() -> Flask:
    """Return the application of this process, ready for the first request."""
    app = create_app(load_settings())
    warm()
    return app
