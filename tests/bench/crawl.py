"""How fast local feeds are crawled: rows a second of the larger captures, each crawled alone.

Run it: `.venv/bin/python tests/bench/crawl.py [SOURCE…]`. Sources are those of `tests/captures/sources/`. `wall` counts
the seconds of the run itself, `cpu` those of processor time the whole command took above that of a feed of six rows: on
a busy machine it tells more, of a short run nothing. `often` is `cpu` of one command that crawls the feed again and
again, as so many sources, until it has read 5,000 rows: so a feed of thirty rows tells something too. It has what every
run costs in it (a folder, a spider, a summary), but flatters where words repeat: after the first run they are known.
The best of three is shown. A feed is slow by `wall` and `cpu`, and by `often` only where `cpu` says nothing.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.captures.support import EXPECTED, SOURCES  # noqa: E402

AIM = 2_000
FEWEST_ROWS = 600
OFTEN_ROWS = 5_000
TIMES = 3
# Less processor time than this is lost in that of starting Python.
LEAST_SECONDS = 0.1


def cpu_seconds() -> float:
    """Return the processor time of all commands run so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(*arguments: str | Path) -> tuple[str, float]:
    """Run kith; return what it printed and the processor time it took."""
    before = cpu_seconds()
    command = [Path(sys.executable).with_name("kith"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    return done.stdout, cpu_seconds() - before


def crawled(path: Path, home: Path) -> tuple[list[dict[str, Any]], float]:
    """Crawl a source file a few times, each into a home of its own; return the quickest runs, the least processor time.

    What comes first after a change also compiles modules and derives tables.
    """
    done = [run("crawl", path, "--json", "--home", home / str(number)) for number in range(TIMES)]
    found = ([json.loads(line) for line in out.splitlines()] for out, _ in done)
    return min(found, key=lambda runs: sum(one["seconds"] for one in runs)), min(took for _, took in done)


def alone(name: str, folder: Path, copies: int = 1) -> Path:
    """Write a source file that holds one source, or the same under several ids."""
    source = SOURCES[name]
    text = source.where.read_text("utf-8").replace("../../../../shared", str(ROOT.parent / "shared"))
    head, *parts = text.split("[[source]]\n")
    part = next(part for part in parts if f'id = "{name}"' in part)
    parts = [part] + [part.replace(f'id = "{name}"', f'id = "{name}-{number}"') for number in range(2, copies + 1)]
    path = folder / f"{name}-{copies}.toml"
    path.write_text((head if "[defaults]" in head else "") + "".join(f"[[source]]\n{one}\n" for one in parts), "utf-8")
    return path


def rate(rows: int, seconds: float) -> float:
    """Return rows a second, 0 where the seconds are too few to tell."""
    return rows / seconds if seconds > LEAST_SECONDS else 0


def main() -> None:
    """Print a table; exit status 1 when a source stays under the aim."""
    wanted = sys.argv[1:] or [name for name, one in EXPECTED["sources"].items() if one["rows"] >= FEWEST_ROWS]
    slow = []
    with tempfile.TemporaryDirectory() as folder:
        _, starting = crawled(alone("tsml-atlanta", Path(folder)), Path(folder) / "start")
        columns = "".join(f" {name:>8}" for name in ("wall", "cpu", "often"))
        sys.stdout.write(f"{'source':28} {'format':18} {'rows':>7} {'records':>7}{columns}\n")
        for name in wanted:
            [found], took = crawled(alone(name, Path(folder)), Path(folder) / name)
            rows, records = found["read"], found["records"]
            wall, cpu = rows / found["seconds"], rate(rows, took - starting)
            again, took = crawled(alone(name, Path(folder), -(-OFTEN_ROWS // rows)), Path(folder) / f"{name}-often")
            often = rate(sum(one["read"] for one in again), took - starting)
            said = "".join(f" {f'{one:,.0f}' if one else '-':>8}" for one in (wall, cpu, often))
            sys.stdout.write(f"{name:28} {SOURCES[name].format:18} {rows:7,} {records:7,}{said}\n")
            sys.stdout.flush()
            slow += [name] if max(wall, cpu or often) < AIM else []
    if slow:
        sys.exit(f"under {AIM:,} rows a second: {', '.join(slow)}")


if __name__ == "__main__":
    main()
