"""FindTreatment.gov: rows, service texts, pages over loopback, and the captured page."""

import json
from collections import Counter

import pytest

from crawlers.codes import codes
from crawlers.payload import Payload, unpack
from crawlers.spiders.findtreatment import FindTreatmentSpider
from data import taxonomy
from data.cleaning import clean_record
from data.errors import FeedError
from data.sources import Source
from tests.support.http import serving

URL = "https://example.org/locator/exportsAsJson/v2"
GIVEN = {
    "_irow": 1, "frid": "f1", "name1": "Test Center", "name2": "", "street1": "1 Main St", "street2": "", "city":
    "Testville", "state": "IL", "zip": "62701", "phone": "217-555-0101", "typeFacility": "SA", "intake1": None,
    "hotline1": None, "website": "https://center.example.org", "latitude": "39.8", "longitude": "-89.65",
    "miles": 0.2, "services": [],
}  # fmt: skip


def spider():
    source = Source(id="test", name="T", format="findtreatment", url=URL)
    return FindTreatmentSpider(source=source, writer=None, progress=lambda *a: None)


def crawl(*rows):
    one = spider()
    return list(one.records([Payload("page", json.dumps({"page": 1, "rows": list(rows)}).encode(), URL)])), one.tally


def only(**fields):
    (found,), tally = crawl(GIVEN | fields)
    assert not tally.skipped
    return found


def services(category, text):
    return only(services=[{"f1": "A category", "f2": category, "f3": text}])


def test_a_row_becomes_a_facility():
    found = clean_record(only(street2="Suite 2"), spider().source)
    assert (found.record, found.key, found.name, found.organization.name) == ("f1", "f1", "Test Center", "Test Center")
    assert (found.needs, found.modes, found.led_by) == (["treatment"], ["in_person"], "professional")
    assert (found.location.latitude, found.location.longitude, found.location.precision) == (39.8, -89.65, "point")
    address = found.location.address
    assert (address.address_1, address.address_2, address.city) == ("1 Main St", "Suite 2", "Testville")
    assert (address.state_province, address.postal_code, found.url) == ("IL", "62701", "https://center.example.org")
    assert not found.problems


def test_the_second_name_is_the_program():
    found = only(name2="Women")
    assert (found.name, found.organization.name) == ("Test Center: Women", "Test Center")


@pytest.mark.parametrize(
    ("kind", "needs"), [("SA", ["treatment"]), ("MH", ["treatment/mental-health"]), ("XX", []), (None, [])]
)
def test_the_survey_says_what_is_treated(kind, needs):
    assert only(typeFacility=kind).needs == needs


def test_phones_say_what_they_are_for():
    found = clean_record(
        only(phone="217-555-0101 x110", intake1="217-555-0102", hotline1="217-555-0103 X 2"), spider().source
    )
    assert [(phone.number[-4:], phone.extension, phone.description) for phone in found.phones] == [
        ("0101", "110", None), ("0102", None, "Intake"), ("0103", "2", "Hotline"),
    ]  # fmt: skip
    assert only(phone=None).phones == []


@pytest.mark.parametrize(
    ("category", "text", "cost"),
    [
        ("PAY", "Cash or self-payment", ["fee"]),
        ("PAY", "No payment accepted", ["free"]),
        ("PAY", "Medicaid; Medicare; Private health insurance", ["insurance"]),
        ("PAY", "County or local government funds", []),
        ("PYAS", "Sliding fee scale (fee is based on income and other factors)", ["sliding_scale"]),
        ("PYAS", "Payment assistance (check with facility for details)", []),
        ("PAY", None, []),
    ],
)
def test_payment(category, text, cost):
    assert services(category, text).cost == cost


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("Residential; Short-term residential", ["treatment", "treatment/residential"]),
        ("Detoxification", ["treatment", "treatment/detox"]),
        ("Individual psychotherapy", ["treatment", "counseling"]),
        ("Couples/family therapy", ["treatment", "counseling/family"]),
        ("Psychiatric emergency walk-in services", ["treatment", "crisis"]),
    ],
)
def test_service_texts_say_needs(text, needs):
    assert services("SET", text).needs == needs


@pytest.mark.parametrize("text", ["Telemedicine/telehealth", "Computerized treatment/telemedicine",
                                  "Telemedicine/telehealth therapy"])  # fmt: skip
def test_telehealth_is_online(text):
    assert services("SET", f"Outpatient; {text}").modes == ["in_person", "online"]


def test_languages_and_audiences():
    assert services("OL", "Spanish; German").languages == ["es", "de"]
    assert services("SG", "Veterans; Adult women").audiences == ["veterans", "women"]
    assert services("SL", "Services for the deaf and hard of hearing").audiences == ["deaf"]


@pytest.mark.parametrize("category", ["LCA", "FOP", "SMP", "FVP", "GN", "SCR"])
def test_licences_owners_and_smoking_are_quiet(category):
    found = services(category, "The Joint Commission; Something new")
    assert (found.attributes, found.needs) == ([], ["treatment"])


def test_a_text_nobody_has_described_is_shown_as_it_stands():
    assert services("TAP", "Cognitive behavioral  therapy; Horse-assisted therapy").attributes == [
        "Cognitive behavioral therapy", "Horse-assisted therapy",
    ]  # fmt: skip


def test_every_row_of_the_code_list_is_of_our_words():
    known = {"text", "needs", "audiences", "languages", "cost"}
    for text, row in codes("findtreatment").items():
        assert row.keys() <= known, text
        assert set(row.get("needs", [])) <= set(taxonomy.needs()), text
        assert set(row.get("audiences", [])) <= set(taxonomy.facet_labels()["audiences"]), text
        assert set(row.get("languages", [])) <= set(taxonomy.languages()), text


def test_rows_that_are_none_are_counted():
    found, tally = crawl(GIVEN, GIVEN | {"miles": 3}, GIVEN | {"frid": None}, GIVEN | {"frid": "2", "name1": ""}, "x")
    assert (len(found), tally.read) == (1, 5)
    assert tally.skipped == {"repeated": 1, "no-id": 1, "no-name": 1, "wrong-type": 1}


def test_an_answer_without_rows_is_none():
    with pytest.raises(FeedError, match="empty list"):
        crawl()


def pages(total, **wrong):
    """Answers of an API of `total` pages with two rows each."""

    def page(query):
        assert query["sAddr"] == ['"39.8,-89.6"']
        number = int(query.get("page", ["1"])[0])
        rows = [GIVEN | {"frid": f"{number}-{row}"} for row in range(2)]
        return {"page": number, "totalPages": total, "recordCount": 2 * total, "rows": rows} | wrong.get(
            f"p{number}", {}
        )

    return {"/v2": page}


@pytest.fixture
def crawled(kith, tmp_path):
    """Crawl an API over loopback; return the summary, what was said and what was asked."""

    def run(answers, query="?sAddr=%2239.8,-89.6%22&pageSize=2"):
        with serving(answers) as (host, asked):
            facts = {"id": "loop", "name": "T", "format": "findtreatment", "url": f"{host}/v2{query}"}
            path = tmp_path / "source.toml"
            path.write_text("\n".join(f"{name} = {json.dumps(value)}" for name, value in facts.items()))
            done = kith("crawl", path, "--json", home=tmp_path / "home")
        return json.loads(done.out), done.err, [one for one in asked if one != "/robots.txt"]

    return run


@pytest.mark.parametrize("first", ["", "&page=1"])
def test_all_pages_are_asked_for_once(crawled, first):
    summary, _, asked = crawled(pages(5), f"?sAddr=%2239.8,-89.6%22&pageSize=2{first}")
    assert (summary["status"], summary["read"], summary["records"]) == ("ok", 10, 10)
    assert len(asked) == len(set(asked)) == 5
    assert sorted(one.rpartition("page=")[2] for one in asked[1:]) == ["2", "3", "4", "5"]
    assert all("pageSize=2" in one for one in asked)


def test_one_page_is_all(crawled):
    summary, _, asked = crawled(pages(1))
    assert (summary["status"], summary["records"], len(asked)) == ("ok", 2, 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"p2": {"page": 1}}, "asked for page 2, got page 1"),
        ({"p3": {"rows": []}}, "empty list"),
        ({"p1": {"totalPages": 10_001}}, "more than 10,000"),
        ({"p1": {"page": 2}}, "asked for page 1, got page 2"),
    ],
)
def test_pages_that_are_wrong_fail_the_run(crawled, wrong, words):
    summary, said, _ = crawled(pages(3, **wrong))
    assert summary["status"] == "failed"
    assert words in said


def test_the_captured_page(shared):
    name = "findtreatment-api-page-va-2019.json"
    one = spider()
    found = list(one.records(unpack((shared / "captures" / "samhsa" / name).read_bytes(), name, URL, 128)))
    assert (one.tally.read, len(found), dict(one.tally.skipped)) == (30, 30, {})
    cleaned = [clean_record(record, one.source) for record in found]
    assert not [record.problems for record in cleaned if record.problems]
    described = {row["text"] for row in codes("findtreatment").values() if "text" in row}
    assert {text for record in found for text in record.attributes} <= described
    assert sum("treatment/mental-health" in record.needs[:1] for record in found) == 16
    assert sum(record.modes == ["in_person", "online"] for record in found) == 9
    assert Counter(cost for record in found for cost in record.cost) == {
        "fee": 30, "insurance": 29, "sliding_scale": 18,
    }  # fmt: skip
    assert sum("es" in record.languages for record in found) == 8
    assert sum(len(record.phones) == 2 for record in cleaned) == 8
    assert {record.location.precision for record in cleaned} == {"point"}
    assert all(record.location.address.state_province == "VA" for record in cleaned)
