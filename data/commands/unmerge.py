"""The command `kith unmerge`."""

from __future__ import annotations

import json

import click

from data.cli import home_option
from data.errors import KithError
from data.settings import Settings


@click.command()
@home_option
@click.argument("name", metavar="ID", required=False)
@click.argument("other", metavar="[ID]", required=False)
@click.option("--undo", is_flag=True, help="Forget what was decided by naming this ID.")
@click.option("--list", "listing", is_flag=True, help="List what stewards decided.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def unmerge(settings: Settings, name: str | None, other: str | None, undo: bool, listing: bool, as_json: bool) -> None:
    """Put apart what was merged wrongly, for every later merge.

    ID is a listing's id, an id merged away, or source:record. With two, these two stay apart.
    """
    from data.merging import explain as reasons
    from data.merging.ledger import opened

    if listing == (name is not None):
        raise click.UsageError("name an ID, or --list")
    with opened(settings.store) as ledger:
        if name is None:
            decided = ledger.listed_decisions()
        elif undo:
            count, done = ledger.undo(name), "forgotten"
            if not count:
                raise KithError(f"nothing was decided by naming {name}", code="nothing-decided")
        else:
            count, done = reasons.unmerge(ledger, name, other), "kept apart"
    if name is None:
        click.echo(json.dumps(decided) if as_json else "\n".join(map(_line, decided)) or "nothing was decided")
    elif as_json:
        click.echo(json.dumps({"pairs": count, "done": done}))
    else:
        click.echo(f"{count:,} pairs of records {done}. kith merge makes the listings anew.")


def _line(row: dict[str, str]) -> str:
    pair = f"{row['source_one']}:{row['key_one']} and {row['source_other']}:{row['key_other']}"
    return f"{row['decided']}  {row['verdict']}  {pair}  (undo: kith unmerge {row['subject']} --undo)"
