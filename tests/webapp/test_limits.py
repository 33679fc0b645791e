import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from webapp import limits
from webapp.limits import Limit, address_of


@pytest.fixture
def now(monkeypatch):
    """Seconds that pass when a test says so."""
    passed = [1000.0]
    monkeypatch.setattr(limits.time, "monotonic", lambda: passed[0])
    return passed


def test_each_address_has_its_count_and_time_gives_it_back(now):
    limit = Limit(most=2, most_of_all=100, seconds=60)
    assert [limit.allows(one) for one in ("a", "a", "a", "b")] == [True, True, False, True]
    now[0] += 61
    assert limit.allows("a")
    assert len(limit._times) == 1, "what is over is forgotten"


def test_all_together_have_a_count_too(now):
    limit = Limit(most=2, most_of_all=3, seconds=60)
    assert [limit.allows(one) for one in "abcd"] == [True, True, True, False]


def test_what_is_remembered_stays_small_and_names_nobody(now, monkeypatch):
    monkeypatch.setattr(limits, "_MOST_ADDRESSES", 3)
    limit = Limit(most=1, most_of_all=100, seconds=60)
    assert all(limit.allows(f"203.0.113.{at}") for at in range(10))
    assert len(limit._times) == 3
    assert b"203" not in b"".join(limit._times)


@pytest.mark.parametrize(
    ("own", "forwarded", "expected"),
    [
        ("203.0.113.5", None, "203.0.113.5"),
        ("8.8.4.4", "198.51.100.1", "8.8.4.4"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "nonsense", "10.0.0.2"),
        ("2001:db8:1:2:3::4", None, "2001:0db8:0001:0002"),
        ("", None, ""),
    ],
)
def test_a_proxy_is_believed_only_from_near_and_only_its_own_word(own, forwarded, expected):
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    environ = EnvironBuilder(headers=headers, environ_base={"REMOTE_ADDR": own}).get_environ()
    assert address_of(Request(environ)) == expected
