"""The commands `kith build` and `kith search`."""

from __future__ import annotations

import json
import math
import sys
import textwrap
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
from typing import Any

import click
from babel.dates import get_timezone_name

from data import taxonomy
from data.cli import home_option, or_samples
from data.errors import GenerationError, QueryError
from data.schedules import clock_in_words, date_in_words, day_in_words, ordinal_in_words
from data.settings import Settings
from index import generations, publishing
from index.directory import Directory
from index.present import distance_in_words
from index.request import LARGEST_LIMIT, LARGEST_RADIUS_MILES, SearchRequest, from_parameters
from index.whoosh_engine import WhooshEngine


@click.command()
@home_option
@click.option("--whole", is_flag=True, help="Index everything anew, not only what changed.")
@click.option("--verify", is_flag=True, help="Only check every byte of the current generation.")
@click.option("--rollback", is_flag=True, help="Make the generation before the current one current again.")
def build(settings: Settings, whole: bool, verify: bool, rollback: bool) -> None:
    """Build a search index from the merged listings and publish it in one step."""
    root = settings.generations
    if verify:
        folder = generations.current_folder(root)
        click.echo(f"{folder.name}: {generations.verify(folder)} files, all as built")
        return
    if rollback:
        click.echo(f"current is now {generations.roll_back(root)}")
        return
    # Here, not above: a search should not wait for pandas and SQLAlchemy.
    from data.exporting.licences import kept_back
    from data.sources import not_to_be_passed_on
    from data.store import Store

    if not settings.store.exists():
        raise GenerationError("nothing has been merged yet: run kith crawl, then kith merge", code="nothing-merged")
    store = Store(settings.store)
    try:
        engine = WhooshEngine(kept_back=kept_back(store.sources(), not_to_be_passed_on()))
        with _Bar() as bar:
            done = publishing.publish(root, engine, store, whole, bar.begin)
    finally:
        store.close()
    since = "" if done.whole else f" ({done.changed:,} changed or new, {done.ended:,} ended since all were indexed)"
    click.echo(f"{done.generation}: {done.listings:,} listings{since}")


class _Bar(ExitStack):
    """A progress bar that learns its length when the work begins; nothing where nobody sees it."""

    def begin(self, length: int) -> Callable[[int], None]:
        """Show the bar."""
        hidden = not sys.stderr.isatty()
        bar: Any = self.enter_context(click.progressbar(length=length, label="index", file=sys.stderr, hidden=hidden))
        return lambda done: bar.update(done)


def _moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        raise click.BadParameter(f"{value!r} is not an ISO 8601 time such as 2026-11-24T19:00") from None


@click.command()
@click.argument("words", nargs=-1, metavar="[TEXT]")
@home_option
@click.option("--near", metavar="PLACE", help="ZIP, 'City, ST', city, county, state, or 'lat,lon' in WGS84 degrees.")
@click.option("--radius", type=click.FloatRange(0, LARGEST_RADIUS_MILES), help="Miles (default 25).")
@click.option("--at", callback=_moment, metavar="ISO_TIME", help="The time to ask for, local (default: now).")
@click.option("--need", "needs", multiple=True, metavar="ID", help="Only this need; may repeat.")
@click.option("--cost", multiple=True, help="Only this cost: free, donation, sliding_scale, insurance, fee.")
@click.option(
    "--without", multiple=True, metavar="WHAT", help="Leave out what the text says: need:ID, word:W, place, …"
)
@click.option("--group", type=click.Choice(["near", "area", "remote"]), help="Only this group.")
@click.option("--limit", type=click.IntRange(1, LARGEST_LIMIT), default=10, show_default=True, help="How many near.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as one JSON object.")
def search(words: tuple[str, ...], settings: Settings, at: datetime | None, as_json: bool, **given: Any) -> None:
    """Search the directory: kith search "free support group near me" --near 62701."""
    checked = from_parameters({"need": given.pop("needs"), "cost": given.pop("cost"), "without": given.pop("without")})
    radius = given.pop("radius")
    if radius is not None and not math.isfinite(radius):
        raise QueryError("must be a number of miles", code="bad-number", field="radius")
    request = SearchRequest(
        text=" ".join(words),
        at=at,
        radius_miles=radius,
        needs=checked.needs,
        cost=checked.cost,
        without=checked.without,
        **given,
    )
    answer = Directory(or_samples(settings, lambda one: generations.is_published(one.generations))).search(request)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else _in_words(answer))


_TITLES = {"near": "Near you", "area": "Serves your area", "remote": "Online or by phone"}


def _in_words(answer: dict[str, Any]) -> str:
    lines = []
    if answer["crisis"]:
        lines += ["In crisis? Call or text 988 (US), or text HOME to 741741. In danger now: 911.", ""]
    near = answer["query"]["near"]
    titles = _TITLES if near else _TITLES | {"near": "In person"}
    if near:
        also = f" (or: {'; '.join(near['alternatives'][:4])})" if near["alternatives"] else ""
        lines.append(f"Within {answer['query']['radius_miles']:g} miles of {near['label']}{also}")
    lines += _understood(answer["query"])
    if answer["query"]["corrected"]:
        lines.append(f"Searched for: {answer['query']['corrected']}")
    if answer["relaxed"]:
        lines.append(answer["relaxed"]["text"])
    for group, title in titles.items():
        results = [one for one in answer["results"] if one["group"] == group]
        if answer["groups"][group]:
            lines += [""] if lines else []
            lines.append(f"{title}: {answer['groups'][group]:,}")
        for one in results:
            lines += ["", *_card(one, near["timezone"] if near else None)]
    if not answer["total"]:
        lines.append("Nothing found. Call 211 to be told about help near you.")
    return "\n".join(lines)


def _understood(query: dict[str, Any]) -> list[str]:
    """What was taken out of the sentence, and the words left for text search."""
    labels = taxonomy.facet_labels()
    parts = [taxonomy.needs()[one].label() for one in query["needs"]]
    for facet in ("cost", "modes", "audiences", "accessibility"):
        parts += [labels[facet][value]["en"] for value in query[facet]]
    parts += [taxonomy.languages()[tag]["en"] for tag in query["languages"]]
    parts += [*query["faith"], *(f"{one}-led" for one in query["led_by"])]
    parts += _when(query["when"]) if query["when"] else []
    lines = [f"Understood: {'; '.join(dict.fromkeys(parts))}"] if parts else []
    lines += [f"Words: {' '.join(query['terms'])}"] if query["terms"] else []
    if query["unknown_place"]:
        lines.append(f"We do not know the place “{query['unknown_place']}”.")
    return lines


def _when(when: dict[str, Any]) -> list[str]:
    """Days and times as people say them: "first Tuesday", "Friday, November 27, 2026", "5:00 PM to midnight"."""
    numbers = " or ".join(ordinal_in_words(one) for one in when["nth"])
    parts = [f"{numbers} {day_in_words(day)}".strip() for day in when["days"]]
    parts += [date_in_words(date.fromisoformat(one)) for one in when["dates"]]
    if when["from"]:
        parts.append(f"{clock_in_words(when['from'])} to {clock_in_words(when['until'])}")
    return [*parts, "open now"] if when["open_now"] else parts


def _times(schedule: dict[str, Any], modes: list[str], here: str | None) -> str:
    """A schedule in words, with its zone where what is not only in person is in another than the place asked for."""
    text, zone = str(schedule["text"]), schedule["timezone"]
    is_remote = "online" in modes or "phone" in modes
    if not zone or zone == here or not is_remote or not schedule["opens_at"] or text == "Every day 24 hours":
        return text
    return f"{text}, {get_timezone_name(zone, width='long', zone_variant='generic', locale='en_US')}"


def _card(result: dict[str, Any], here: str | None) -> list[str]:
    facts = [distance_in_words(result["distance_miles"], result["precision"])]
    facts.append(", ".join(result["cost"]).replace("_", " ") or "cost not stated")
    facts.append(" or ".join(mode.replace("_", " ") for mode in result["modes"]) or None)
    facts.append(", ".join(taxonomy.languages()[tag]["en"] for tag in result["languages"]) or None)
    where = ", ".join(part for part in (result["location_name"], result["address"]) if part)
    when = "; ".join(_times(one, result["modes"], here) for one in result["schedules"] if one["text"])
    contact = " · ".join(
        [*(phone["display"] for phone in result["phones"][:2]), *([result["url"]] if result["url"] else [])]
    )
    source = result["sources"][0]
    rows = [
        f"  {result['name']}" + (f" ({result['organization']})" if result["organization"] != result["name"] else ""),
        "    " + " · ".join(fact for fact in facts if fact),
        *(f"    {text}" for text in (when, where, contact) if text),
        *textwrap.wrap(result["summary"] or "", 100, initial_indent="    ", subsequent_indent="    "),
        f"    why: {'; '.join(result['why'])}" if result["why"] else "",
        f"    last seen {result['seen'][:10]} on {source['name']}"
        + (", not there any more: call before you go" if result["not_seen_since"] else ""),
    ]
    return [row for row in rows if row]
