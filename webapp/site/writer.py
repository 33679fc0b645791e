"""The pages of the static site, by town and by need."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from data import helplines, taxonomy
from data.errors import KithError
from data.exporting.licences import Shared
from webapp import labels
from webapp.languages import BY_TAG, gettext, speaking
from webapp.site.gathering import LINES_A_PAGE, Entry, Gathered, Town, gather, paged
from webapp.site.lookup import STOP, Lookup
from webapp.site.rendering import file_of, rendered, stylesheet
from webapp.view_models.help_now import HOME_COUNTRY, Line, line

# The file by which the command knows a folder that it may replace.
MARK = ".kith-site"
Item = tuple[str, str, int]


def write(chosen: Shared, folder: Path) -> None:
    """Write the site into an empty folder. Raises KithError for a language that the interface does not have."""
    if chosen.language not in BY_TAG:
        raise KithError(f"{chosen.language!r} is none of {', '.join(BY_TAG)}", code="unknown-language")
    with speaking(chosen.language), tempfile.TemporaryFile() as texts:
        found = gather(chosen, texts)
        _Site(folder, found, chosen.sharing.rows()).write()


class _Site:
    def __init__(self, folder: Path, found: Gathered, sources: list[dict[str, str | int]]) -> None:
        self._folder = folder
        self._found = found
        self._sources = sources
        towns = sorted(found.towns.values(), key=lambda one: (one.area, one.name.casefold(), one.path))
        self._towns = towns
        self._count = sum(map(len, found.entries.values()))

    def write(self) -> None:
        lookup = Lookup()
        by_need: dict[str, list[tuple[Entry, str]]] = defaultdict(list)
        for town in self._towns:
            for address, entries in self._town(town):
                for entry in entries:
                    anchor = f"{address}#l-{entry.id}"
                    lookup.add(entry, anchor, " ".join(map(labels.need, entry.needs)))
                    for need in entry.needs:
                        by_need[need].append((entry, anchor))
        lookup.write(self._folder / "search")
        for need, pairs in by_need.items():
            self._need(need, pairs)
        self._areas()
        self._index(by_need)
        self._page("help-now.html", "help_now", heading=gettext("Help now"), countries=_help_lines())
        self._page("sources.html", "sources", heading=gettext("Where this comes from"), sources=self._sources)
        for name, text in (
            ("style.css", stylesheet()),
            ("search.js", file_of("site/search.js")),
            ("icon.svg", file_of("static/icon.svg")),
        ):
            (self._folder / name).write_text(text, "utf-8")

    def _page(self, address: str, template: str, **values: object) -> None:
        path = self._folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        root = "../" * address.count("/")
        path.write_text(rendered(template, root=root, **values), "utf-8", errors="replace")

    def _town(self, town: Town) -> Iterable[tuple[str, list[Entry]]]:
        """Write the pages of a town; return them."""
        pages = self._found.pages_of(town.path)
        heading = f"{town.name}, {town.area}" if town.area else town.name
        for number, (address, entries) in enumerate(pages, 1):
            texts = [self._found.text_of(entry) for entry in entries]
            self._page(address, "town", heading=_numbered(heading, number, len(pages)), texts=texts,
                       pages=_links(pages, number), total=len(self._found.entries[town.path]))  # fmt: skip
        return pages

    def _need(self, need: str, pairs: list[tuple[Entry, str]]) -> None:
        ordered = sorted(pairs, key=lambda pair: (not pair[0].where, pair[0].where, pair[0].order))
        addresses = {entry.id: address for entry, address in ordered}
        pages = paged(_need_path(need), [entry for entry, _ in ordered], LINES_A_PAGE)
        for number, (address, entries) in enumerate(pages, 1):
            self._page(
                address,
                "need",
                heading=_numbered(labels.full_need(need), number, len(pages)),
                groups=[(where, list(group)) for where, group in groupby(entries, key=lambda entry: entry.where)],
                addresses=addresses,
                pages=_links(pages, number),
                total=len(ordered),
            )

    def _areas(self) -> None:
        areas: dict[str, list[Item]] = defaultdict(list)
        for town in self._towns:
            if town.area:
                areas[town.area].append((town.name, f"{town.path}.html", len(self._found.entries[town.path])))
        self._area_items = []
        for area, towns in areas.items():
            address = f"{towns[0][1].rsplit('/', 1)[0]}.html"
            self._area_items.append((area, address, sum(count for _, _, count in towns)))
            self._page(address, "area", heading=area, towns=towns)

    def _index(self, by_need: dict[str, list[tuple[Entry, str]]]) -> None:
        def item(need: str) -> Item:
            return labels.need(need), f"{_need_path(need)}.html", len(by_need[need])

        tops = [need for need in taxonomy.needs() if "/" not in need and need in by_need]
        needs = [(item(top), [item(one) for one in taxonomy.needs() if one.startswith(f"{top}/") and one in by_need])
                 for top in tops]  # fmt: skip
        anywhere = [("places/anywhere.html", len(entries)) for path, entries in self._found.entries.items()
                    if path == "places/anywhere"]  # fmt: skip
        self._page("index.html", "index", heading=gettext("Find help"), needs=needs, areas=self._area_items,
                   anywhere=anywhere, count=self._count, stop=" ".join(sorted(STOP)))  # fmt: skip


def _help_lines() -> list[tuple[str, list[Line]]]:
    """All help lines by country, those of the country most readers are in first."""
    found = [(code, labels.country(code), list(map(line, lines))) for code, lines in helplines.by_country().items()]
    found.sort(key=lambda one: (one[0] != HOME_COUNTRY, one[1]))
    return [(name, lines) for _, name, lines in found]


def _need_path(need: str) -> str:
    return f"needs/{need.replace('/', '--')}"


def _numbered(heading: str, number: int, pages: int) -> str:
    if pages == 1:
        return heading
    return gettext("%(heading)s, page %(number)s of %(pages)s", heading=heading, number=number, pages=pages)


def _links(pages: list[tuple[str, list[Entry]]], number: int) -> list[tuple[int, str | None]]:
    """The number and the address of each page; None for the one these links stand on."""
    return [(at, None if at == number else address.rsplit("/", 1)[-1]) for at, (address, _) in enumerate(pages, 1)]
