import pytest

from crawlers.payload import Payload, unpack
from crawlers.spiders.imls import ImlsSpider
from data.cleaning import clean_record
from data.errors import FeedError
from data.sources import Source

URL = "https://example.org/puout.csv"
GIVEN = {
    "STABR": "IL", "FSCSKEY": "IL0001", "FSCS_SEQ": "002", "LIBNAME": "SAMPLE PUBLIC LIBRARY", "ADDRESS": "1 MAIN ST",
    "CITY": "TESTVILLE", "ZIP": "01234", "CNTY": "SAMPLE", "PHONE": "2175550101", "C_OUT_TY": "BR", "HOURS": "1377",
    "STATSTRU": "00", "LONGITUD": "-89.65", "LATITUDE": "39.8",
}  # fmt: skip


def spider():
    source = Source(id="test", name="T", format="imls", url=URL, needs=["libraries"])
    return ImlsSpider(source=source, writer=None, progress=lambda *a: None)


def table(*rows, columns=tuple(GIVEN)):
    lines = [",".join(columns), *(",".join((GIVEN | row)[column] for column in columns) for row in rows)]
    return "\r\n".join(lines).encode("cp1252")


def crawl(*payloads):
    one = spider()
    return list(one.records([Payload(name, body, URL) for name, body in payloads])), one.tally


def only(**cells):
    (found,), tally = crawl(("puout.csv", table(cells)))
    assert not tally.skipped
    return found


def test_a_row_becomes_an_outlet():
    found = only()
    assert (found.record, found.key) == ("IL0001-002", "IL0001-002")
    assert found.name == "SAMPLE PUBLIC LIBRARY"
    assert (found.needs, found.attributes) == (["libraries"], ["Branch library"])
    assert (found.modes, found.status) == (["in_person"], "active")
    assert (found.location.latitude, found.location.longitude) == (39.8, -89.65)
    address = found.location.address
    assert (address.address_1, address.city, address.region) == ("1 MAIN ST", "TESTVILLE", "SAMPLE")
    assert (address.state_province, address.postal_code) == ("IL", "01234")
    assert found.phones[0].number == "2175550101"


def test_hours_in_the_year_are_no_opening_times():
    found = only()
    assert found.schedules == []
    assert "1377" not in found.model_dump_json()


def test_upper_case_names_are_read_as_words():
    cleaned = clean_record(only(), spider().source)
    assert (cleaned.name, cleaned.location.address.city) == ("Sample Public Library", "Testville")


@pytest.mark.parametrize("mark", ["M", "-1", "-3", "-9", "", " M "])
def test_marks_that_mean_missing_are_no_values(mark):
    found = only(PHONE=mark, ADDRESS=mark, CITY=mark, ZIP=mark, CNTY=mark, LATITUDE=mark, LONGITUD=mark)
    assert found.phones == []
    assert found.location.address.model_dump(exclude_none=True) == {"state_province": "IL"}
    assert (found.location.latitude, found.location.longitude) == (None, None)


@pytest.mark.parametrize(
    ("kind", "attribute", "needs", "modes", "location_type", "precision"),
    [
        ("CE", "Central library", ["libraries"], ["in_person"], "physical", None),
        ("BR", "Branch library", ["libraries"], ["in_person"], "physical", None),
        ("BS", "Bookmobile", ["libraries", "libraries/bookmobile"], ["in_person"], "physical", "approximate"),
        ("BM", "Books by mail", ["libraries"], ["phone"], "postal", None),
    ],
)
def test_kinds_of_outlet(kind, attribute, needs, modes, location_type, precision):
    found = only(C_OUT_TY=kind)
    assert (found.attributes, found.needs, found.modes) == ([attribute], needs, modes)
    assert (found.location.location_type, found.location.precision) == (location_type, precision)


@pytest.mark.parametrize(
    ("code", "status"),
    [("00", "active"), ("02", "active"), ("03", "defunct"), ("23", "temporarily closed"), ("", "active")],
)
def test_status_of_the_structure(code, status):
    assert only(STATSTRU=code).status == status


def test_names_are_windows_1252():
    assert only(LIBNAME="CAF\xc9 \x96 PI\xd1ON".encode("latin-1").decode("cp1252")).name == "CAFÉ – PIÑON"


@pytest.mark.parametrize(
    ("cells", "code", "message"),
    [
        ({"C_OUT_TY": "XX"}, "unknown-type", "record IL0001-002, field C_OUT_TY: unknown outlet type 'XX'"),
        ({"LIBNAME": ""}, "no-name", "record IL0001-002, field name"),
        ({"LATITUDE": "north"}, "wrong-type", "record IL0001-002, field location.latitude"),
    ],
)
def test_a_broken_row_is_named_and_the_others_go_on(cells, code, message):
    found, tally = crawl(("puout.csv", table(cells, {"FSCS_SEQ": "003"})))
    assert [one.record for one in found] == ["IL0001-003"]
    assert tally.skipped == {code: 1}
    assert tally.messages[0].startswith(message)


def test_of_a_years_archive_only_the_outlets_are_read():
    systems = b"STABR,FSCSKEY,LIBNAME\r\nIL,IL0001,SAMPLE SYSTEM\r\n"
    states = b"STABR,POPU\r\nIL,1\r\n"
    found, _ = crawl(("pudpls.csv", systems), ("puout.csv", table({})), ("pusum.csv", states), ("read me.pdf", b"%PDF"))
    assert [one.record for one in found] == ["IL0001-002"]


@pytest.mark.parametrize("name", ["puout.csv", "download", "puout.txt"])
def test_the_files_name_does_not_matter(name):
    assert len(crawl((name, table({})))[0]) == 1


@pytest.mark.parametrize("missing", ["FSCSKEY", "FSCS_SEQ", "LIBNAME", "C_OUT_TY"])
def test_a_column_that_is_missing_is_named(missing):
    body = table({}, columns=[column for column in GIVEN if column != missing])
    with pytest.raises(FeedError, match=f"no column {missing}"):
        crawl(("puout.csv", body))


def test_columns_that_may_be_missing():
    (found,), _ = crawl(("puout.csv", table({}, columns=["FSCSKEY", "FSCS_SEQ", "LIBNAME", "C_OUT_TY"])))
    assert (found.name, found.phones, found.status) == ("SAMPLE PUBLIC LIBRARY", [], "active")


def captured(shared, name):
    path = shared / "captures" / "imls" / name
    one = spider()
    return list(one.records(unpack(path.read_bytes(), name, URL, one.source.max_mb))), one


@pytest.fixture(scope="module")
def outlets(shared):
    return captured(shared, "puout15a.csv.gz")


def test_the_captured_outlet_file(outlets):
    found, one = outlets
    assert (one.tally.read, len(found), dict(one.tally.skipped)) == (17408, 17408, {})
    assert len({record.key for record in found}) == 17408
    kinds = [record.attributes[0] for record in found]
    assert [kinds.count(kind) for kind in ("Central library", "Branch library", "Bookmobile", "Books by mail")] == [
        9067, 7711, 627, 3
    ]  # fmt: skip
    assert sum(record.location.address.state_province == "CA" for record in found) == 1177
    assert sum(not record.phones for record in found) == 99
    assert sum(record.location.address.postal_code.startswith("0") for record in found) == 1925
    statuses = [record.status for record in found]
    assert (statuses.count("defunct"), statuses.count("temporarily closed")) == (63, 9)
    assert [record.name for record in found if not record.name.isascii()] == [
        "DELTA CO PLD – DELTA PUBLIC LIBRARY", "SAGE CAFÉ LIBRARY"
    ]  # fmt: skip


def test_captured_outlets_are_cleaned_without_losing_a_word(outlets):
    found, one = outlets
    cleaned = [clean_record(record, one.source) for record in found[::7]]
    assert {problem.field for record in cleaned for problem in record.problems} == {"location.latitude"}
    assert all(phone.number.startswith("+1") for record in cleaned for phone in record.phones)
    assert {record.location.precision for record in cleaned} <= {"point", "approximate", "zip", None}


def test_the_portals_export_of_the_same_file_is_refused_by_its_column(shared):
    with pytest.raises(FeedError, match="no column FSCSKEY"):
        captured(shared, "outlets-fy2015-socrata.csv.gz")
