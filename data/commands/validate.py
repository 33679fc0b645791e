"""The command `kith validate`."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

import click

from data.cli import home_option, or_samples
from data.errors import KithError
from data.hsds.validating import Finding, Validation
from data.settings import Settings


@click.command()
@home_option
@click.argument("target", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead.")
@click.option("--pages", type=click.IntRange(min=0), default=5, show_default=True,
              help="Pages of each list of a live API to read; 0 reads all.")  # fmt: skip
def validate(settings: Settings, target: str | None, as_json: bool, pages: int) -> None:
    """Check HSDS 3.1: a JSON file, a tabular package (folder or .zip), or the address of a live API.

    Without TARGET the listings of this home are checked as they would be published. Every error is a line with its
    path and rule; warnings of one rule at one kind of path are one line. Ends with status 1 when there are errors.
    """
    validation = Validation()
    findings = validation.target(target, pages) if target else _own(settings, validation)
    if as_json:
        found = list(findings)
        counts = Counter[str](one.level for one in found)
        click.echo(json.dumps({"target": target, "records": validation.records, "errors": counts["error"],
                               "warnings": counts["warning"], "findings": [asdict(one) for one in found]}))  # fmt: skip
    else:
        counts = _told(findings)
        click.echo(f"{validation.records:,} records: {counts['error']:,} errors, {counts['warning']:,} warnings")
    if counts["error"]:
        sys.exit(1)


def _own(settings: Settings, validation: Validation) -> Iterator[Finding]:
    from data.store import Store

    settings = or_samples(settings, lambda one: one.store.exists())
    if not settings.store.exists():
        raise KithError(f"nothing has been merged in {settings.home}: name what to check", code="nothing-merged")
    store = Store(settings.store)
    try:
        yield from validation.listings(store.listings())
    finally:
        store.close()


def _told(findings: Iterator[Finding]) -> Counter[str]:
    """Print the errors as they come and the warnings at the end; return how many there were of each."""
    counts: Counter[str] = Counter()
    alike: dict[tuple[str, str], list[Finding]] = {}
    many: Counter[tuple[str, str]] = Counter()
    for one in findings:
        counts[one.level] += 1
        if one.level == "error":
            click.echo(str(one))
            continue
        key = one.rule, re.sub(r"\d+", "", one.path)
        alike.setdefault(key, [one])
        many[key] += 1
    for key, (first,) in alike.items():
        more = f" (and {many[key] - 1:,} more like this)" if many[key] > 1 else ""
        click.echo(f"{first}{more}")
    return counts
