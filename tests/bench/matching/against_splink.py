"""Splink on the same labelled pairs, with the same features: which is better, our rules or a learnt model?

Run it in an environment of its own that has `splink` and what `data` imports (`pip install splink rapidfuzz …`), with
this checkout on PYTHONPATH: `python tests/bench/matching/against_splink.py --home HOME`. HOME as for score.py.
"""

from __future__ import annotations

import argparse
import json
import sys

import pandas as pd
import splink.comparison_library as cl
from score import PAIRS, Labelled, Score, count, read_pairs
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from data.merging.features import features
from data.settings import load_settings
from data.store import Store

BLOCKS = (
    block_on("phone"),
    block_on("number", "street_word", "state"),
    block_on("name", "state"),
    block_on("word", "postal_code"),
)


def frame(home: str) -> pd.DataFrame:
    """Return the records of a home with the columns Splink compares."""
    store, rows = Store(load_settings(home).store), []
    with store.writing() as writer:
        for source, key, content in writer.records():
            one = features(json.loads(content))
            rows.append({
                "unique_id": f"{source}\t{key}", "name": " ".join(one.name), "phone": min(one.phones, default=None),
                "number": one.street.number if one.street else None, "state": one.state or None,
                "street_word": max(one.street.core, key=len) if one.street else None, "city": one.city or None,
                "postal_code": one.postal_code or None, "word": max(one.name, key=len, default=None),
                "times": " ".join(sorted(one.slots)) or None, "help": " ".join(sorted(one.families)) or None,
            })  # fmt: skip
    store.close()
    return pd.DataFrame(rows)


def probabilities(records: pd.DataFrame) -> dict[frozenset[str], float]:
    """Train Splink without labels (its usual way) and return the probability of every pair it considers."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.ExactMatch("number"),
            cl.JaroWinklerAtThresholds("street_word", [0.9]),
            cl.ExactMatch("city"),
            cl.ExactMatch("postal_code"),
            cl.ExactMatch("times"),
            cl.ExactMatch("help"),
        ],
        blocking_rules_to_generate_predictions=list(BLOCKS),
    )
    linker = Linker(DuckDBAPI().register(records), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("name", "phone")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("phone"), block_on("name", "state")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    columns = (found["unique_id_l"], found["unique_id_r"], found["match_probability"])
    return {frozenset((one, other)): share for one, other, share in zip(*columns, strict=True)}


def scored(pairs: list[Labelled], found: dict[frozenset[str], float], least: float) -> Score:
    """Score pairs, taking a probability of `least` for a match."""
    total = Score()
    for pair in pairs:
        share = found.get(frozenset(("\t".join(pair.one), "\t".join(pair.other))), 0.0)
        count(total, pair, share >= least, asked=False)
    return total


def main() -> int:
    """Print the score at the threshold that is best on the pairs rules were made on, and at surer ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", required=True)
    found = probabilities(frame(parser.parse_args().home))
    known, fresh = read_pairs(), read_pairs(PAIRS.with_name("fresh.csv"))
    best = max((0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999), key=lambda least: scored(known, found, least).f1)
    for least in (best, 0.9999, 0.999999):
        sys.stdout.write(f"from {least}: known {scored(known, found, least)}\n  fresh {scored(fresh, found, least)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
