import random

import numpy as np

from index import generations
from index.columns import Columns
from tests.conftest import Build
from tests.support.scattered import scattered


def test_facets_are_counted_alike_in_every_way(build: Build) -> None:
    build(*scattered(700, random.Random(7)))
    columns = Columns(generations.current_folder(build.settings.generations) / "base")
    count, chance = columns.documents, np.random.default_rng(8)
    chosen = [np.flatnonzero(chance.random(count) < share) for share in (0, 0.02, 0.3, 1)]
    for docs in (*chosen, np.arange(130, 260), np.arange(10, 80)):
        has = [int(columns.has_any(docs, facet, (value,)).sum()) for facet, value in columns.facets]
        marks = np.zeros(count, bool)
        marks[docs] = True
        assert columns.count_facets(docs).tolist() == has
        assert columns.count_marked(marks, len(docs)).tolist() == has
