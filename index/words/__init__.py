"""Word lists, one file a language: what people type and what they mean by it."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

LANGUAGES = ("en", "es")


def read_words(name: str) -> dict[str, Any]:
    """Return the table of `name.toml` in this folder."""
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
