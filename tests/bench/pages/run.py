"""How long a page of results takes inside the application, over invented listings, in English and Spanish.

.venv/bin/python -m tests.bench.pages.run --corpus 100k
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from urllib.parse import quote_plus

import numpy as np
from flask.testing import FlaskClient

from data.settings import load_settings
from index import generations
from index.warming import warm
from tests.bench.api.run import DATA, SEED, build
from tests.bench.search.corpus import CORPORA
from webapp import create_app

ZIPS = (
    "90012", "10001", "60614", "77002", "85004", "19103", "78205", "92101", "75201", "95113", "62701", "98101", "80202",
    "30303", "48226",
)  # fmt: skip
WORDS = {
    "en": (
        "free support group", "grief", "counseling in spanish", "food pantry open now", "aa meeting tuesday night",
        "library", "someone to talk to", "teens online group", "volunteer", "church",
    ),
    "es": (
        "grupo de apoyo gratis", "duelo", "consejería en español", "despensa de alimentos abierta ahora",
        "reunión de aa martes", "biblioteca", "alguien con quien hablar", "grupo en línea para adolescentes",
        "voluntariado", "iglesia",
    ),
}  # fmt: skip


def addresses(language: str) -> list[str]:
    """Return the page of each sentence at each place, in an order that repeats nothing nearby."""
    pairs = [(words, place) for words in WORDS[language] for place in ZIPS]
    random.Random(SEED).shuffle(pairs)
    return [f"/{language}/search?q={quote_plus(words)}&near={place}" for words, place in pairs]


def ask(client: FlaskClient, paths: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return milliseconds of processor time and compressed bytes of each page. Raises AssertionError for an error."""
    took, sizes = [], []
    for path in paths:
        began = time.process_time()
        answer = client.get(path, headers={"Accept-Encoding": "gzip"})
        took.append((time.process_time() - began) * 1000)
        sizes.append(len(answer.data))
        assert answer.status_code == 200, path
    return np.array(took), np.array(sizes)


def main() -> None:
    """Run as asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", choices=list(CORPORA), default="100k")
    parser.add_argument("--rounds", type=int, default=3, help="how often each page is asked for")
    parser.add_argument("--data", type=Path, default=DATA, help="where the index is kept")
    options = parser.parse_args()
    settings = load_settings(options.data.resolve() / options.corpus)
    if generations.mark(settings.generations) is None:
        build(CORPORA[options.corpus], settings.generations)
    client = create_app(settings).test_client()
    warm()
    for language in WORDS:
        paths = addresses(language)
        ask(client, paths[:20])
        rounds = [ask(client, paths) for _ in range(options.rounds)]
        for name, took in (
            ("every request", np.concatenate([took for took, _ in rounds])),
            ("the best of each page", np.min([took for took, _ in rounds], axis=0)),
        ):
            middle, slow, slowest = np.percentile(took, [50, 95, 100])
            sys.stdout.write(f"{language}, {name}: p50 {middle:.1f} ms, p95 {slow:.1f} ms, slowest {slowest:.1f} ms\n")
        sys.stdout.write(f"{language}: at most {max(rounds[0][1]):,} bytes compressed\n")


if __name__ == "__main__":
    main()
