import pytest

from data.cleaning import clean_record
from data.cleaning.privacy import is_violence_shelter, stands_for_street
from data.visibility import public
from tests.support.builders import make_listing, make_location, make_record, make_source


def visibility(**changes):
    return clean_record(make_record(**changes), make_source()).location.visibility


@pytest.mark.parametrize(
    ("field", "words", "expected"),
    [
        ("name", "Confidential", "hidden"),
        ("name", "Undisclosed location", "hidden"),
        ("description", "The location is kept confidential.", "hidden"),
        ("description", "Address not published", "hidden"),
        ("description", "Confidentially located in the valley", "hidden"),
        ("description", "Call for address", "partial"),
        ("description", "Please call the hotline for the exact location.", "partial"),
        ("transportation", "Address given upon request", "partial"),
        ("description", "Confidential HIV testing", "full"),
        ("description", "Call for an appointment", "full"),
        ("description", "Enter from the parking lot", "full"),
        ("description", "Address Confidentiality Program", "full"),
    ],
)
def test_words_about_the_place_are_honoured(field, words, expected):
    assert visibility(location=make_location(**{field: words})) == expected


@pytest.mark.parametrize("line", ["Confidential", "Call for address", "Address withheld", "Undisclosed"])
def test_words_in_the_place_of_a_street_are_no_street(line):
    assert stands_for_street(line)
    place = clean_record(make_record(location={"address": {"address_1": line}}), make_source()).location
    assert place.address.address_1 is None
    assert place.visibility != "full"


@pytest.mark.parametrize("line", ["1 Secret Lake Rd", "12 Confidential Way", None, "Main & 3rd"])
def test_a_street_is_a_street(line):
    assert not stands_for_street(line)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Asian Women's Shelter"},
        {"name": "Harbor Safe House"},
        {"organization": {"name": "The Shelter for Abused Women & Children"}},
        {"name": "Safespace Shelter", "description": "Support for victims of domestic violence."},
        {"description": "Emergency shelter for battered women."},
        {"description": "A domestic violence shelter with 20 beds."},
        {"description": "Refugio para mujeres maltratadas"},
        {"attributes": ["Domestic Violence Shelters"]},
    ],
)
def test_a_shelter_from_violence_is_hidden_whatever_its_source_says(changes):
    record = make_record(**changes)
    assert is_violence_shelter(record)
    assert clean_record(record, make_source()).location.visibility == "hidden"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Florida Coalition Against Domestic Violence"},
        {"name": "Family Court", "description": "Domestic violence injunctions."},
        {"name": "Animal Shelter"},
        {"name": "Safe Haven Recovery", "attributes": ["Clients who have experienced domestic violence"]},
        {"description": "Refers callers to shelters for domestic violence."},
        {"description": "Women's group. Housing help."},
    ],
)
def test_others_who_name_violence_or_shelter_keep_their_address(changes):
    assert not is_violence_shelter(make_record(**changes))


SECRET = {"address_1": "12 N Hidden Lane", "city": "Springfield", "state_province": "IL", "postal_code": "62701",
          "country": "US"}  # fmt: skip
LEAKS = ("hidden", "lane", "62701")


@pytest.mark.parametrize("kept", ["partial", "hidden"])
def test_no_other_field_repeats_a_hidden_street(kept):
    listing = make_listing(
        "Grief Circle",
        location=make_location(address=SECRET, visibility=kept),
        description="We meet weekly. Our house is at 12 North Hidden Lane, ring twice! Bring tea.",
        alert="Moved from 12 Hidden Ln",
        attributes=["12 n. hidden lane", "Open"],
        url="https://example.org/places/12-n-hidden-lane",
        schedules=[{"byday": ["MO"], "description": "At 12 Hidden"}],
        phones=[{"number": "+12135550100", "description": "12 N Hidden Lane desk"}],
        key="Grief Circle|12 N HIDDEN LANE|62701",
    )
    shown = public(listing)
    assert not [word for word in LEAKS if word in shown.model_dump_json(exclude={"location", "sources"}).lower()]
    assert (shown.sources[0].record, shown.sources[0].key) == ("hidden", "hidden")
    assert shown.description == "We meet weekly.\nBring tea."
    assert (shown.attributes, shown.url, shown.alert) == (["Open"], None, None)
    assert (shown.phones[0].number, shown.schedules[0].byday, shown.id) == ("+12135550100", ["MO"], listing.id)


def test_a_listing_named_by_its_hidden_street_is_named_by_who_runs_it():
    listing = make_listing("12 Hidden Lane", location=make_location(address=SECRET, visibility="hidden"))
    assert public(listing).name == "Sample Neighbors"
