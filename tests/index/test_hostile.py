"""Random and hostile questions: never an exception, always an answer or a 4xx error of the one shape, never slow."""

from __future__ import annotations

import gc
import http.client
import itertools
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask

from data.settings import Settings, load_settings
from index import generations
from index.whoosh_engine import WhooshEngine
from tests.support.hostile import Parameters, questions
from tests.support.scattered import scattered
from webapp import create_app

ROOT = Path(__file__).resolve().parents[2]
COUNT = 2_500


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A generation of some thousand listings, some of them changed since all were indexed."""
    settings, listings = load_settings(tmp_path_factory.mktemp("hostile")), scattered(COUNT, random.Random(1))
    changed, root, engine = scattered(120, random.Random(2), first=COUNT - 60), settings.generations, WhooshEngine()
    first = generations.publish(root, lambda to: engine.build(listings, {}, to))
    ended = [listings[0].id]
    generations.publish(root, lambda to: engine.update(root / first, changed, ended, {}, to))
    return settings


@pytest.fixture(scope="module")
def app(home: Settings) -> Iterator[Flask]:
    """The application, which lets exceptions out; what it keeps for good is not collected again and again."""
    made = create_app(home)
    made.config["PROPAGATE_EXCEPTIONS"] = True
    for _, asked in zip(range(40), questions(0), strict=False):
        made.test_client().get(address(asked))
    gc.collect()
    gc.freeze()
    yield made
    gc.unfreeze()


def address(asked: Parameters, path: str = "/api/search") -> str:
    """The address of a question: surrogates as the bytes that UTF-8 does not allow."""
    pairs = [(name, one.encode("utf-8", "surrogatepass")) for name, values in asked.items() for one in values]
    return f"{path}?{urlencode(pairs, quote_via=quote)}"


def check_error(body: Any) -> None:
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "field"}


def check_answer(answer: Any, asked: Parameters) -> None:
    groups, results = answer["groups"], answer["results"]
    assert answer["total"] == sum(groups.values())
    assert len({one["id"] for one in results}) == len(results)
    assert len(results) <= min(200, float((asked.get("limit") or ["20"])[0] or 20)) + 10
    assert all(0 < number <= answer["total"] for values in answer["facets"].values() for _, number in values)
    assert all(0 <= one["score"] <= 20 for one in results)
    radius = answer["query"]["radius_miles"]
    assert all(one["distance_miles"] <= radius + 0.01 for one in results if one["distance_miles"] is not None)
    json.dumps(answer, allow_nan=False).encode("utf-8")


@dataclass
class Asked:
    """How requests were answered."""

    answers: int = 0
    errors: int = 0

    def take(self, status: int, body: Any, asked: Parameters) -> None:
        if status == 200:
            self.answers += 1
            check_answer(body, asked)
        else:
            assert 400 <= status < 500, (status, asked)
            self.errors += 1
            check_error(body)


def ask_all(app: Flask, seed: int, count: int) -> None:
    client, seen, spent = app.test_client(), Asked(), []
    for number, asked in zip(range(count), questions(seed), strict=False):
        began = time.process_time()
        try:
            if number % 8 == 7:
                page = client.get(address(asked, "/search"))
                assert page.status_code in (200, 302, 303, 400), asked
                assert b"<html" in page.data or page.status_code >= 300
            elif number % 8 >= 5:
                response = client.post("/api/search", data=json.dumps(asked), content_type="application/json")
                seen.take(response.status_code, response.get_json(), asked)
            else:
                response = client.get(address(asked))
                seen.take(response.status_code, response.get_json(), asked)
        except Exception as error:
            error.add_note(f"asked {asked!r}")
            raise
        spent.append(time.process_time() - began)
    assert seen.answers > count / 3
    assert seen.errors > count / 10
    spent.sort()
    assert spent[len(spent) * 99 // 100] < 0.1


def test_any_question_is_answered_or_refused(app: Flask) -> None:
    ask_all(app, seed=1, count=400)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 22))
def test_a_hundred_thousand_questions_are_answered_or_refused(app: Flask, seed: int) -> None:
    ask_all(app, seed, count=5_000)


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "[]", "null", "7", '"q"', '{"q": {}}', '{"q": [[]]}', '{"q": null}', '{"limit": true}',
        '{"limit": 1e400}', '{"limit": NaN}', '{"radius": -Infinity}', '{"q": "\\ud800"}', '{"near": "\\u0000"}',
        "[" * 30_000, '{"q":' * 9_000, '{"q": ' + "1" * 5_000 + "}", '{"at": 5}', '{"without": ["need:", "word:"]}',
        '{"q": "\\udc00\\ud800"}',
    ],
)  # fmt: skip
def test_odd_bodies(app: Flask, body: str) -> None:
    response = app.test_client().post("/api/search", data=body, content_type="application/json")
    Asked().take(response.status_code, response.get_json(), {})


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00", "9999-12-31T23:59:59-12:00", "1899-12-31", "2201-01-01", "0001-01-01T00:00:00+14:00"]
)
def test_times_at_the_ends_of_the_calendar_are_refused(app: Flask, at: str) -> None:
    response = app.test_client().get(address({"at": [at], "q": ["tonight"]}))
    assert (response.status_code, response.get_json()["error"]["field"]) == (400, "at")


@pytest.fixture
def server(home: Settings) -> Iterator[tuple[str, int]]:
    """The real server, as `kith serve` starts it."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [Path(sys.executable).with_name("kith"), "serve", "--home", str(home.home), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        for _ in range(200):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield "127.0.0.1", port
    finally:
        process.terminate()
        process.wait()


def test_the_real_server_answers_or_refuses(server: tuple[str, int]) -> None:
    connection, seen = http.client.HTTPConnection(*server, timeout=30), Asked()
    for asked in itertools.islice(questions(77), 150):
        if len(address(asked)) > 6_000:
            continue
        connection.request("GET", address(asked))
        response = connection.getresponse()
        seen.take(response.status, json.loads(response.read()), asked)
    connection.close()
    assert min(seen.answers, seen.errors) > 20
