"""Measures search engines on the same questions and listings, interleaved, and holds their answers equal.

    .venv/bin/python -m tests.bench.search.run --corpus 10k --engines kith,sqlite,tantivy,postgis

README.md says how it is done and what it does not show.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from data.model import Listing
from tests.bench.search import worker
from tests.bench.search.corpus import CORPORA
from tests.bench.search.questions import Question, draw
from tests.bench.search.rows import Listings, Rows, is_measured, is_there, sample, write
from tests.bench.search.table import table
from tests.bench.search.worker import ENGINES

DATA = Path("var/bench")
SAMPLE = 2_000
_spawn = multiprocessing.get_context("spawn")


@dataclass
class Measured:
    """What came of one engine: milliseconds a question and round, its answers, and facts about it."""

    name: str
    open_ms: float = 0.0
    times: dict[int, list[float]] = field(default_factory=dict)
    answers: dict[int, tuple[int, dict[str, dict[str, int]], list[str]]] = field(default_factory=dict)
    built: dict[str, float] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)

    def typical(self) -> dict[int, float]:
        """Return the best round of each question: what else the machine does can only add."""
        return {number: min(values) for number, values in self.times.items()}


def prepare(listings: Callable[[], Iterable[Listing]], folder: Path, engines: list[str], rebuild: set[str]) -> None:
    """Build what is not there yet: the analysed rows, then each engine, in a process of its own."""
    rows = folder / "rows"
    if not is_there(rows):
        write(listings(), rows)
    for name in engines:
        kept = folder / ENGINES[name].module
        if (kept / "built.json").exists() and name not in rebuild:
            continue
        source = Listings(rows) if ENGINES[name].module == "kith" else Rows(rows)
        process = _spawn.Process(target=worker.build, args=(name, source, kept))
        process.start()
        process.join()
        if process.exitcode:
            raise SystemExit(f"building {name} failed")


def measure(folder: Path, engines: list[str], questions: list[Question], rounds: int) -> list[Measured]:
    """Ask every engine every question: once to compare and to warm up, then `rounds` times for the clock."""
    found = [Measured(name) for name in engines]
    pipes: dict[str, Connection] = {}
    processes = []
    for one in found:
        ours, theirs = _spawn.Pipe()
        kept = folder / ENGINES[one.name].module
        process = _spawn.Process(target=worker.answer, args=(one.name, kept, questions, theirs))
        process.start()
        theirs.close()
        processes.append(process)
        pipes[one.name] = ours
        one.open_ms = ours.recv()
        one.built = json.loads((kept / "built.json").read_text("utf-8"))
    for turn in range(rounds + 1):
        for number in range(len(questions)):
            # Who comes first may find the processor's caches warmer or colder: take turns.
            for one in found if number % 2 else reversed(found):
                pipes[one.name].send(("time" if turn else "ask", number))
                took, answer = pipes[one.name].recv()
                if turn:
                    one.times.setdefault(number, []).append(took)
                else:
                    one.answers[number] = answer
    for one, process in zip(found, processes, strict=True):
        pipes[one.name].send(("stop",))
        one.memory = pipes[one.name].recv()
        process.join()
    return found


def differences(found: list[Measured], questions: list[Question]) -> list[str]:
    """Return a line for every question whose total or facets are not the same with all compared engines."""
    compared = [one for one in found if ENGINES[one.name].compared]
    lines = []
    for question in questions:
        answers = {one.name: one.answers[question.number][:2] for one in compared}
        if any(answer != answers[compared[0].name] for answer in answers.values()):
            totals = {name: answer[0] for name, answer in answers.items()}
            lines.append(f"question {question.number} {question.words} {question.filters}: totals {totals}")
    return lines


def _listings(options: argparse.Namespace) -> Iterable[Listing]:
    return _captured(options.home) if options.corpus == "captures" else CORPORA[options.corpus]


def _captured(home: Path) -> list[Listing]:
    """Listings of a merged home that every engine answers for: with a public point, found by no area, not closed."""
    from data.areas import served_by
    from data.settings import load_settings
    from data.store import Store
    from data.visibility import public

    store = Store(load_settings(home).store)
    try:
        shown = [one for listing in store.listings() if (one := public(listing)) is not None]
    finally:
        store.close()
    return [one for one in shown if is_measured(one) and not served_by(one)]


def main() -> None:
    """Run as asked for; end with status 1 when answers differ."""
    options = _options()
    engines = [name for name in options.engines.split(",") if _is_here(name)]
    folder = options.data.resolve() / options.corpus
    prepare(lambda: _listings(options), folder, engines, set(options.rebuild.split(",")))
    questions = draw(sample(folder / "rows", SAMPLE), options.questions)
    found = measure(folder, engines, questions, options.rounds)
    wrong = differences(found, questions)
    sys.stdout.write(table(found, questions))
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    sys.stdout.write(f"{len(questions) - len(wrong)} of {len(questions)} questions answered alike by all\n")
    if options.json:
        facts = [{"engine": one.name, "open_ms": one.open_ms, "built": one.built, "memory": one.memory,
                  "ms": one.typical()} for one in found]  # fmt: skip
        options.json.write_text(json.dumps(facts, indent=1), "utf-8")
    sys.exit(1 if wrong else 0)


def _is_here(name: str) -> bool:
    if ENGINES[name].is_here:
        return True
    sys.stderr.write(f"{name}: left out, because {ENGINES[name].needs} or its server is not installed (README.md)\n")
    return False


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", choices=[*CORPORA, "captures"], default="10k")
    parser.add_argument("--engines", default="kith,sqlite,tantivy,postgis", help=f"of {', '.join(ENGINES)}")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=Path, default=DATA, help="where corpora and indexes are kept")
    parser.add_argument("--rebuild", default="", help="engines to build again, with commas")
    parser.add_argument("--home", type=Path, help="a merged home, for the corpus captures")
    parser.add_argument("--json", type=Path, help="write every question's milliseconds there too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
