"""A large merge measured: invented records with realistic duplication, cleaned, matched and stored.

Run it: `.venv/bin/python tests/bench/matching/synthetic.py --home EMPTY_HOME [--records 100000]`. All names are
invented, all telephone numbers are 555-01xx with invented area codes, every record says it is a sample.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

from data import pipeline
from data.model import Record
from data.runs import RunSummary, RunWriter, source_facts
from data.settings import Settings, load_settings
from data.sources import Source
from data.workers import processors

SOURCES = ("sample-a", "sample-b", "sample-c", "sample-d")
FIRST = ("Maple", "Cedar", "Willow", "Harbor", "Summit", "Valley", "Lantern", "Bluebell", "Juniper", "Copper",
         "Prairie", "Granite", "Meadow", "Orchard", "Falcon", "Beacon")  # fmt: skip
SECOND = ("Hope", "Bridge", "Haven", "Path", "Circle", "Table", "Light", "Garden", "Anchor", "Spring", "Hearth", "Door")
KINDS = (
    ("Recovery Center", "treatment"), ("Food Pantry", "practical-help/food"), ("Public Library", "libraries"),
    ("Grief Group", "support-groups/grief"), ("Counseling", "counseling"), ("Shelter", "practical-help/housing"),
)  # fmt: skip
STREETS = ("Oak", "Main", "Second", "Lincoln", "River", "Church", "Park", "Mill", "Hill", "Lake")
TOWNS = (("Springfield", "IL", "62701", 39.80, -89.65), ("Columbus", "OH", "43215", 39.97, -83.0),
         ("Fresno", "CA", "93721", 36.73, -119.79), ("Albany", "NY", "12207", 42.65, -73.75),
         ("Austin", "TX", "78701", 30.27, -97.74), ("Eugene", "OR", "97401", 44.05, -123.09))  # fmt: skip
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def records(count: int, seed: int = 1) -> Iterator[Record]:
    """Yield invented records: one in four services in a second source in other words, groups with several days."""
    chance = random.Random(seed)
    made = 0
    while made < count:
        kind, need = chance.choice(KINDS)
        town, state, code, lat, lon = chance.choice(TOWNS)
        name = f"{chance.choice(FIRST)} {chance.choice(SECOND)} {chance.choice(FIRST)} {kind}"
        number, street = chance.randint(1, 9_000), chance.choice(STREETS)
        point = {"latitude": lat + chance.uniform(-0.2, 0.2), "longitude": lon + chance.uniform(-0.2, 0.2)}
        phone = f"({chance.randint(2, 9)}{chance.randint(0, 99):02}) 555-01{chance.randint(0, 99):02}"
        for at, source in enumerate(chance.sample(SOURCES, 2 if chance.random() < 0.25 else 1)):
            days = chance.sample(DAYS, 3) if need == "support-groups/grief" else [None]
            for day in days:
                yield Record.model_validate({
                    "source": source, "record": f"{made}", "key": f"{made}",
                    "name": name.upper() if at else name,
                    "organization": {"name": f"{name.split()[0]} Sample Services"},
                    "description": "Invented for measuring. (Sample listing, not real help.)",
                    "needs": [need], "modes": ["in_person"], "phones": [{"number": phone}],
                    "schedules": [{"freq": "WEEKLY", "byday": [day], "opens_at": "19:00"}] if day else [],
                    "location": point | {"address": {"address_1": f"{number} {street} {'St' if at else 'Street'}",
                                                     "city": town, "state_province": state, "postal_code": code}},
                })  # fmt: skip
                made += 1


def write(settings: Settings, count: int) -> None:
    """Leave a run of each source."""
    sources = {
        one: Source(id=one, name="Sample", format="csv", url="https://example.org/", sample=True) for one in SOURCES
    }
    with ExitStack() as stack:
        writers = {one: stack.enter_context(RunWriter(settings.raw, source, "r1")) for one, source in sources.items()}
        for record in records(count):
            writers[record.source].write(record.model_copy(update={"run": "r1", "seen": datetime.now(UTC)}))
        for one, writer in writers.items():
            facts = source_facts(sources[one])
            writer.publish(RunSummary(one, "r1", "ok", records=writer.records, facts=facts))


def main() -> int:
    """Write the runs, merge, print what it took; exit status 1 above two minutes or 2 GB."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", required=True)
    parser.add_argument("--records", type=int, default=100_000)
    chosen = parser.parse_args()
    settings = load_settings(chosen.home)
    write(settings, chosen.records)
    wall, used = time.perf_counter(), time.process_time()
    result = pipeline.merge(settings)
    wall, used = time.perf_counter() - wall, time.process_time() - used
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    used += children.ru_utime + children.ru_stime
    # The largest of the processes stands for each of them.
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 + processors() * children.ru_maxrss / 1024
    sys.stdout.write(
        f"{result.records} records, {result.listings} listings: {wall:.0f} s, {used:.0f} s of all processors,"
        f" {megabytes:.0f} MB\n"
        f"  {result.days_joined} further days, {result.matched} matched, {result.asked} asked\n"
    )
    return int(wall > 120 or megabytes > 2_000)


if __name__ == "__main__":
    sys.exit(main())
