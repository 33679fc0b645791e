"""The command `kith edit`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import click

from data.cli import home_option
from data.settings import Settings


def _value(ctx: click.Context, param: click.Parameter, text: str) -> Any:
    """JSON when it is that, else the words themselves."""
    try:
        return json.loads(text)
    except ValueError:
        return text


@click.command()
@click.argument("listing")
@click.argument("field")
@click.argument("value", default="null", callback=_value)
@home_option
@click.option("--role", default="steward", show_default=True, help="Who says so: a role, never a person's name.")
@click.option("--note", help="Why, for other stewards.")
@click.option("--undo", is_flag=True, help="Let the sources have their word on this field again.")
def edit(listing: str, field: str, value: Any, settings: Settings, role: str, note: str | None, undo: bool) -> None:
    """Say what FIELD of LISTING is (VALUE in words or as JSON; without one it is empty), whatever its sources say."""
    from data.keeping.edits import Edit
    from data.keeping.ledger import moment_text
    from data.pipeline import edit as store_edit

    said = Edit(listing, field, json.dumps(value, ensure_ascii=False), role, note, moment_text(datetime.now(UTC)))
    store_edit(settings, said, undo)
    click.echo(f"{listing}: {field} is {'as its sources say' if undo else said.value}; run kith build to show it")
