"""How fast local feeds are crawled: rows a second of the larger captures, each crawled alone.

Run it: `.venv/bin/python tests/bench/crawl.py [SOURCE…]`. Sources are those of `tests/captures/sources/`. `wall` counts
the seconds of the run itself, `cpu` those of processor time the whole command took above that of a feed of six rows: on
a busy machine it tells more, of a short run nothing. The best of three is shown.
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


def crawled(path: Path, home: Path) -> tuple[dict[str, Any], float]:
    """Crawl a source file a few times, each into a home of its own; return the quickest run, the least processor time.

    What comes first after a change also compiles modules and derives tables.
    """
    done = [run("crawl", path, "--json", "--home", home / str(number)) for number in range(TIMES)]
    return min((json.loads(out) for out, _ in done), key=lambda one: one["seconds"]), min(took for _, took in done)


def alone(name: str, folder: Path) -> Path:
    """Write a source file that holds one source."""
    source = SOURCES[name]
    text = source.where.read_text("utf-8").replace("../../../../shared", str(ROOT.parent / "shared"))
    head, *parts = text.split("[[source]]\n")
    part = next(part for part in parts if f'id = "{name}"' in part)
    path = folder / f"{name}.toml"
    path.write_text((head if "[defaults]" in head else "") + "[[source]]\n" + part, "utf-8")
    return path


def main() -> None:
    """Print a table; exit status 1 when a source stays under the aim."""
    wanted = sys.argv[1:] or [name for name, one in EXPECTED["sources"].items() if one["rows"] >= FEWEST_ROWS]
    slow = []
    with tempfile.TemporaryDirectory() as folder:
        _, starting = crawled(alone("tsml-atlanta", Path(folder)), Path(folder) / "start")
        sys.stdout.write(f"{'source':28} {'format':18} {'rows':>7} {'records':>7} {'wall':>8} {'cpu':>8}\n")
        for name in wanted:
            found, took = crawled(alone(name, Path(folder)), Path(folder) / name)
            rows, records = found["read"], found["records"]
            wall, more = rows / found["seconds"], took - starting
            cpu = rows / more if more > LEAST_SECONDS else 0
            form = SOURCES[name].format
            sys.stdout.write(
                f"{name:28} {form:18} {rows:7,} {records:7,} {wall:8,.0f} {f'{cpu:,.0f}' if cpu else '-':>8}\n"
            )
            slow += [name] if max(wall, cpu) < AIM else []
    if slow:
        sys.exit(f"under {AIM:,} rows a second: {', '.join(slow)}")


if __name__ == "__main__":
    main()
