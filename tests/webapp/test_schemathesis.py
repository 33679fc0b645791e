"""Requests made up from the description of the API, right ones and wrong ones: the answers are as described.

`--soak` makes some 10,000 of them.
"""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import CheckFunction
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from data.hsds import terms
from data.hsds.listings import organization_of, service_id
from tests.support.builders import as_stored
from tests.webapp.support import community, full_listing, publish, settings_at
from webapp import create_app

LISTINGS = [*community(), full_listing()]
IDS = {
    "services": [service_id(one.id) for one in LISTINGS],
    "service_at_locations": [one.id for one in LISTINGS],
    "organizations": [organization_of(as_stored(one))["id"] for one in LISTINGS],
    "taxonomies": [one["id"] for one in terms.taxonomies()],
    "taxonomy_terms": [one["id"] for one in terms.fixed_terms()],
}
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
SAMPLE, MANY = 6, 280
_turns, _chance = itertools.count(), random.Random(11)


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, APIOperation]:
    """Every operation of the description that is served over the small community, by method and path."""
    home = settings_at(tmp_path_factory.mktemp("described"))
    publish(home, LISTINGS)
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", create_app(home))
    return {found.label: found for found in (one.ok() for one in schema.get_all_operations())}


def _made_sense(case: Case, mode: GenerationMode) -> None:
    """Ask for a record that is there every other time; and what a description cannot say goes together."""
    name = case.operation.path.split("/")[1]
    if mode is GenerationMode.POSITIVE and case.path_parameters and next(_turns) % 2:
        case.path_parameters["id"] = _chance.choice(IDS[name])
    if mode is GenerationMode.NEGATIVE:
        return
    for given_values in (case.query, case.body):
        if isinstance(given_values, dict):
            _complete(given_values)


def _complete(values: dict[str, Any]) -> None:
    if "proximity" in values:
        values["postcode"] = "62701"
        for name in ("lat", "lon", "radius"):
            values.pop(name, None)
    if not {"lat", "lon"} <= set(values):
        for name in ("lat", "lon", "radius"):
            values.pop(name, None)
    if values.get("minimal") in (None, False, "false") and "per_page" in values:
        values["per_page"] = min(int(values["per_page"]), 500)


def _not_asked_of(answer: Response) -> list[CheckFunction]:
    """No description can say which words are a place that nobody knows: only the answer tells."""
    if answer.status_code == 400 and answer.json()["error"]["code"] in ("ask-place", "unknown-place"):
        return [positive_data_acceptance]
    return []


def _ask(operation: APIOperation, mode: GenerationMode, examples: int) -> int:
    asked = 0

    @seed(20261122)
    @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Case) -> None:
        nonlocal asked
        asked += 1
        _made_sense(case, mode)
        # The test client does not unpack what is compressed.
        answer = case.call(headers={"Accept-Encoding": "identity"})
        case.validate_response(answer, excluded_checks=_not_asked_of(answer))

    check()
    return asked


def _all_of(operations: dict[str, APIOperation], examples: int) -> int:
    asked = 0
    for operation in operations.values():
        has_values = bool(list(operation.query) or list(operation.path_parameters) or list(operation.body))
        for mode in MODES if has_values else MODES[:1]:
            asked += _ask(operation, mode, examples)
    return asked


def test_a_sample_of_made_up_requests(operations: dict[str, APIOperation]) -> None:
    assert len(operations) == 22
    assert _all_of(operations, SAMPLE) >= 180


@pytest.mark.soak
def test_ten_thousand_made_up_requests(operations: dict[str, APIOperation]) -> None:
    assert _all_of(operations, MANY) >= 10_000
