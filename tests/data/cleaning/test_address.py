import gzip
import json

import pytest

from data.cleaning.address import clean_address, clean_country, clean_postal_code, clean_state, split_formatted
from data.cleaning.points import place_location
from data.model import Address, Location


def parts(address):
    return address.address_1, address.city, address.state_province, address.postal_code, address.country


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1555 S 7th St, San Jose, CA 95112, USA", ("1555 S 7th St", "San Jose", "CA", "95112", "US")),
        ("1555 S 7th St, San Jose, CA 95112-1234", ("1555 S 7th St", "San Jose", "CA", "95112", "US")),
        ("1555 S 7th St, San Jose, CA", ("1555 S 7th St", "San Jose", "CA", None, "US")),
        ("1555 S 7th St, San Jose CA 95112", ("1555 S 7th St", "San Jose", "CA", "95112", "US")),
        ("1555 S 7th St San Jose CA 95112", ("1555 S 7th St San Jose", None, "CA", "95112", "US")),
        ("1555 S 7th St\nSan Jose, CA 95112", ("1555 S 7th St", "San Jose", "CA", "95112", "US")),
        ("123 Main St, Springfield, IL, 62701", ("123 Main St", "Springfield", "IL", "62701", "US")),
        ("Cuttyhunk Island, Gosnold, MA 02713, USA", ("Cuttyhunk Island", "Gosnold", "MA", "02713", "US")),
        ("Lane Building, 300 Pasteur Dr, Palo Alto, CA 94304, USA",
         ("Lane Building, 300 Pasteur Dr", "Palo Alto", "CA", "94304", "US")),
        ("1954 Camden Ave, Suite 5, San Jose, CA 95124", ("1954 Camden Ave, Suite 5", "San Jose", "CA", "95124", "US")),
        ("111 MA-137, Harwich, MA 02645, USA", ("111 MA-137", "Harwich", "MA", "02645", "US")),
        ("Santa Clara, CA, USA", (None, "Santa Clara", "CA", None, "US")),
        ("Gilroy, CA 95020, USA", (None, "Gilroy", "CA", "95020", "US")),
        ("Springfield", (None, "Springfield", None, None, "US")),
        ("62701", (None, None, None, "62701", "US")),
        ("CA, USA", (None, None, "CA", None, "US")),
        ("Los Angeles, CA", (None, "Los Angeles", "CA", None, "US")),
        ("Atlanta, Georgia", (None, "Atlanta", "GA", None, "US")),
        ("5 Broadway, New York, New York 10001", ("5 Broadway", "New York", "NY", "10001", "US")),
        ("5 Broadway, New York NY 10001", ("5 Broadway", "New York", "NY", "10001", "US")),
        ("10 Elm St, Charleston, West Virginia 25301", ("10 Elm St", "Charleston", "WV", "25301", "US")),
        ("1 Mall, Washington, DC 20500, USA", ("1 Mall", "Washington", "DC", "20500", "US")),
        ("1 Mall, Washington DC 20500", ("1 Mall", "Washington", "DC", "20500", "US")),
        ("1 Mall, Washington, D.C.", ("1 Mall", "Washington", "DC", None, "US")),
        ("1 Calle Sol, San Juan, 00901, Puerto Rico", ("1 Calle Sol", "San Juan", "PR", "00901", "US")),
        ("1 Calle Sol, San Juan, PR 00901", ("1 Calle Sol", "San Juan", "PR", "00901", "US")),
        ("St. Mary's Church", ("St. Mary's Church", None, None, None, "US")),
        ("St. Mary's Church, 10 High St", ("St. Mary's Church, 10 High St", None, None, None, "US")),
        ("12 Elm Ct", ("12 Elm Ct", None, None, None, "US")),
        ("100 Main St NE", ("100 Main St NE", None, None, None, "US")),
        ("9 Main St, Belleville, ON K8N 1A1, Canada", ("9 Main St", "Belleville", "ON", "K8N 1A1", "CA")),
        ("Quinte West, ON, Canada", (None, "Quinte West", "ON", None, "CA")),
        ("USA", (None, None, None, None, "US")),
        (" , ,", (None, None, None, None, "US")),
        ("", (None, None, None, None, "US")),
    ],
)  # fmt: skip
def test_an_address_in_one_line_is_parted(line, expected):
    assert parts(clean_address(split_formatted(line, "US"), "US")) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Belleville, ON, CA", (None, "Belleville", "ON", None, "CA")),
        ("9 Main St, Belleville ON K8N 1A1", ("9 Main St", "Belleville", "ON", "K8N 1A1", "CA")),
        ("9 Main St, Belleville, Ontario", ("9 Main St, Belleville", "Ontario", None, None, "CA")),
    ],
)
def test_an_address_of_a_canadian_source_is_parted(line, expected):
    assert parts(clean_address(split_formatted(line, "CA"), "CA")) == expected


def test_every_captured_line_is_parted_and_loses_no_word(shared):
    lines = set()
    for path in sorted((shared / "captures" / "tsml").glob("*.json*")):
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        try:
            rows = json.loads(raw)
        except ValueError:
            continue  # the file that is no JSON on purpose
        lines |= {row["formatted_address"] for row in rows if row.get("formatted_address")}
    assert len(lines) > 400
    for line in lines:
        found = split_formatted(line, "US")
        assert found.city, line
        assert found.state_province in ("CA", "MA", "VA", "GA", "OK"), line
        # A line of two or three parts is a town, else a street stands before it.
        assert bool(found.address_1) == (line.count(",") > 2), line
        again = [found.address_1, found.city, " ".join(filter(None, [found.state_province, found.postal_code])), "USA"]
        assert ", ".join(filter(None, again)) == line


@pytest.mark.parametrize(
    ("found", "country", "cleaned"),
    [
        ("62701", "US", "62701"),
        ("62701-1234", "US", "62701"),
        ("62701 1234", "US", "62701"),
        ("627011234", "US", "62701"),
        ("02139-", "US", "02139"),
        ("2139", "US", "02139"),
        ("2139.0", "US", "02139"),
        ("501", "US", "00501"),
        (" 62701 ", "US", "62701"),
        ("00000", "US", None),
        ("1234567", "US", None),
        ("12", "US", None),
        ("K8N 1A1", "US", None),
        ("IL", "US", None),
        ("k8n  1a1", "CA", "K8N 1A1"),
        ("", "US", None),
        (None, "US", None),
    ],
)
def test_postal_codes(found, country, cleaned):
    assert clean_postal_code(found, country) == cleaned


@pytest.mark.parametrize(
    ("found", "country", "cleaned"),
    [
        ("ca", "US", "CA"),
        ("California", "US", "CA"),
        ("FL ", "US", "FL"),
        ("D.C.", "US", "DC"),
        ("Puerto Rico", "US", "PR"),
        ("   ", "US", None),
        ("XX", "US", None),
        ("Ontario", "US", None),
        ("Ontario", "CA", "Ontario"),
        (None, "US", None),
    ],
)
def test_states(found, country, cleaned):
    assert clean_state(found, country) == cleaned


@pytest.mark.parametrize(
    ("found", "cleaned"),
    [
        ("us", "US"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("United States", "US"),
        ("Canada", "CA"),
        ("CAN", "CA"),
        ("UK", "GB"),
        ("Ireland", "IE"),
        ("XX", None),
        ("Dutchess County", None),
        ("", None),
        (None, None),
    ],
)
def test_countries(found, cleaned):
    assert clean_country(found) == cleaned


def test_every_part_of_an_address_is_tidy():
    found = Address(
        address_1=" 1 MAIN ST ",
        address_2="STE B",
        city="ST. LOUIS,",
        region="N/A",
        state_province="missouri",
        postal_code="63101-0001",
    )
    assert clean_address(found, "US") == Address(address_1="1 Main St", address_2="Ste B", city="St. Louis",
                                                 state_province="MO", postal_code="63101", country="US")  # fmt: skip


def test_a_territory_is_a_state_of_the_united_states():
    cleaned = clean_address(Address(city="San Juan", postal_code="901", country="Puerto Rico"), "US")
    assert (cleaned.country, cleaned.state_province, cleaned.postal_code) == ("US", "PR", "00901")
    assert place_location(Location(address=cleaned))[0].precision == "zip"
