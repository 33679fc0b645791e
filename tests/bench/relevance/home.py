"""A home built from the captures and the sample community that our own queries are asked of.

Run it once: `.venv/bin/python -m tests.bench.relevance.home --home HOME [--only SOURCE]...`, then score as often as
wanted. The sources are those of `tests/captures/sources`; of two large federal files only a few states are read.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from data.sample import write_sources
from data.sample.server import serve
from tests.bench.relevance import rows, sample_names

SOURCES = rows.ROOT / "tests" / "captures" / "sources"


def build_home(home: Path, wanted: Iterable[str]) -> None:
    """Crawl the wanted sources into `home`, merge and build. Raises CalledProcessError when a step fails."""
    names = set(wanted)
    home.mkdir(parents=True, exist_ok=True)
    with serve() as site:
        files = [_only(path, names, home / "sources") for path in sorted(SOURCES.glob("*.toml"))]
        if names & set(sample_names.SOURCES):
            files += write_sources(home / "sample", site.port)
        _kith("crawl", *(str(path) for path in files if path), home=home)
    _kith("merge", home=home)
    _kith("build", home=home)


def _only(path: Path, names: set[str], folder: Path) -> Path | None:
    """Write a source file with the wanted sources alone; None when it has none of them."""
    defaults, *blocks = path.read_text("utf-8").split("[[source]]")
    kept = [block for block in blocks if _id(block) in names]
    if not kept:
        return None
    folder.mkdir(exist_ok=True)
    text = "[[source]]".join([defaults, *kept])
    for block in kept:
        if _id(block) in rows.CUT:
            cut = _cut(_id(block), folder)
            text = text.replace(block, re.sub(r'(?m)^path = ".*"$', f'path = "{cut.name}"', block))
    target = folder / path.name
    target.write_text(text.replace("../../../../shared/captures", str(rows.CAPTURES)), "utf-8")
    return target


def _id(block: str) -> str:
    return block.split('id = "', 1)[1].split('"', 1)[0]


def _cut(source: str, folder: Path) -> Path:
    """Write the rows of a large table that are read, as they stand there."""
    kept = rows.read(source)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(kept[0]))
    writer.writeheader()
    writer.writerows(kept)
    target = folder / f"{source}.csv"
    target.write_text(text.getvalue(), "utf-8")
    return target


def _kith(*arguments: str, home: Path) -> None:
    command = [str(Path(sys.executable).with_name("kith")), *arguments, "--home", str(home)]
    subprocess.run(command, check=True, env=os.environ | {"KITH_CRAWL_DELAY": "0"})


def main() -> int:
    """Build the home the queries need, or one of some sources."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", required=True, type=Path)
    parser.add_argument("--only", action="append", choices=[*rows.FILES, *sample_names.SOURCES])
    given = parser.parse_args()
    if not rows.CAPTURES.is_dir():
        sys.stdout.write("no captures beside the checkout: nothing to build\n")
        return 0
    build_home(given.home, given.only or [*rows.FILES, *sample_names.SOURCES])
    return 0


if __name__ == "__main__":
    sys.exit(main())
