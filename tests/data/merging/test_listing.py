import pytest

from data.merging.listing import make_listing
from data.model import Listing, ServiceAtLocation
from data.visibility import public
from tests.support.builders import NOW, make_location, make_record


def stored(source="a", **changes):
    record = make_record("1", source=source, **{"run": "r1", "seen": NOW} | changes)
    return record.model_dump(mode="json", exclude_defaults=True)


def listing(*records, facts=None):
    return Listing.model_validate(make_listing("the-id", list(records), facts or {}))


def test_a_listing_of_one_record_says_all_it_says_and_nothing_of_the_crawl():
    record = make_record(cost=["free"], run="r1", seen=NOW, problems=[{"field": "a", "value": "b", "reason": "c"}])
    made = make_listing("the-id", [record.model_dump(mode="json", exclude_defaults=True)], {})
    assert all(
        getattr(Listing.model_validate(made), name) == getattr(record, name) for name in ServiceAtLocation.model_fields
    )
    assert "problems" not in made


def test_every_source_is_named_with_its_facts():
    facts = {"a": {"name": "Source A", "licence": "CC0-1.0"}, "b": {"homepage": "https://b.example"}}
    made = listing(stored(record_url="https://a.example/1"), stored("b"), stored("c"), facts=facts)
    assert [(one.source, one.source_name, one.url) for one in made.sources] == [
        ("a", "Source A", "https://a.example/1"), ("b", "b", "https://b.example"), ("c", "c", None)
    ]  # fmt: skip
    assert made.sources[0].licence == "CC0-1.0"


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"confirmed": "2026-01-01"}, {"last_modified": "2026-09-01T00:00:00Z", "run": "r9"}),
        ({"last_modified": "2026-09-01T00:00:00Z"}, {"last_modified": "2020-09-01T00:00:00Z", "run": "r9"}),
        ({"run": "r2"}, {"run": "r1", "email": "x@example.org"}),
        ({"email": "x@example.org"}, {}),
    ],
)
def test_the_best_source_speaks_first_and_the_others_fill_in(better, worse):
    made = listing(stored("z", name="Worse", description="kept", **worse), stored("b", name="Better", **better))
    if "email" not in better:
        assert made.description == "kept"
    assert made.name == ("Worse" if better == {"email": "x@example.org"} else "Better")


def test_costs_that_contradict_are_not_joined_and_the_conflict_is_told():
    made = listing(stored(cost=["free"], run="r2"), stored("b", cost=["fee"], fees_description="$10"))
    assert (made.cost, made.fees_description) == (["free"], None)
    assert [(one.field, one.values) for one in made.conflicts] == [("cost", {"a": "free", "b": "fee"})]


def test_what_sources_disagree_about_is_told_by_source():
    one = stored(phones=[{"number": "+12175550117"}], run="r2")
    other = stored(
        "b", phones=[{"number": "+12175550118"}], location=make_location(address={"address_1": "9 Other St"})
    )
    made = listing(one, other)
    assert {found.field: found.values for found in made.conflicts} == {
        "phones": {"a": "+12175550117", "b": "+12175550118"},
        "address": {"a": "1 Sample Street", "b": "9 Other St"},
    }
    assert [phone.number for phone in made.phones] == ["+12175550117", "+12175550118"]
    assert listing(one, stored("b", phones=[])).conflicts == []


def test_an_address_that_one_source_hides_is_hidden():
    hidden = make_location().model_copy(update={"visibility": "hidden"})
    made = listing(
        stored(run="r9", location=make_location(address={"address_1": "9 Other St"})), stored("b", location=hidden)
    )
    assert (made.location.visibility, made.location.latitude) == ("hidden", None)
    assert "Sample Street" not in public(made).model_dump_json() + str(made.conflicts)
    assert "Other St" not in public(made).model_dump_json() + str(made.conflicts)


@pytest.mark.parametrize(
    ("fresh", "old", "status"),
    [
        ("temporarily closed", "active", "temporarily closed"),
        ("active", "temporarily closed", "active"),
        ("defunct", "active", "defunct"),
    ],
)
def test_the_freshest_source_says_whether_it_is_open(fresh, old, status):
    assert listing(stored(status=fresh, run="r2"), stored("b", status=old, confirmed="2020-01-01")).status == status


def test_of_equally_fresh_sources_the_one_that_says_closed_is_believed():
    assert listing(stored(), stored("b", status="temporarily closed")).status == "temporarily closed"


def test_all_days_of_the_best_source_in_the_order_of_the_week():
    days = [{"freq": "WEEKLY", "byday": [day], "opens_at": "19:00"} for day in ("FR", "TU")]
    made = listing(*(stored(schedules=[day]) | {"key": str(at)} for at, day in enumerate(days)),
                   stored("b", schedules=[days[0]], run="r0"))  # fmt: skip
    assert [one.byday for one in made.schedules] == [["TU"], ["FR"]]
