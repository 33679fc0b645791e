import pytest

from data.cleaning.names import clean_title, name_case, title_case_if_shouted


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ("LOS ANGELES", "Los Angeles"),
        ("MCDONALD'S", "McDonald's"),
        ("MCH CLINIC", "Mch Clinic"),
        ("AA/NA HALL", "AA/NA Hall"),
        ("MACDONALD AND MACHADO", "MacDonald and Machado"),
        ("PIUS XII HALL", "Pius XII Hall"),
        ("LIBRARY @ THE Y", "Library @ The Y"),
        ("OUR PLANET: THE PROJECT", "Our Planet: The Project"),
        ("THE 'HOBIE HOUSE'", "The 'Hobie House'"),
        ("YMCA'S POOL", "YMCA's Pool"),
        ("LGBTQ+ CENTER", "LGBTQ+ Center"),
        ("O'FALLON", "O'Fallon"),
        ("O’FALLON", "O’Fallon"),
        ("MCGREGOR-MCKINNEY LIBRARY", "McGregor-McKinney Library"),
        ("ST. LOUIS", "St. Louis"),
        ("ST. MARY'S", "St. Mary's"),
        ("AA", "AA"),
        ("AA MEETING", "AA Meeting"),
        ("12TH ST", "12th St"),
        ("21ST AVE NE", "21st Ave NE"),
        ("SUITE 100B", "Suite 100B"),
        ("8115 U.S. HIGHWAY 43", "8115 U.S. Highway 43"),
        ("J.F. KENNEDY LIBRARY", "J.F. Kennedy Library"),
        ("P.O. BOX 12", "P.O. Box 12"),
        ("MARTIN LUTHER KING, JR. CENTER", "Martin Luther King, Jr. Center"),
        ("HOUSE OF THE GOOD SHEPHERD", "House of the Good Shepherd"),
        ("THE ALAMEDA", "The Alameda"),
        ("938 THE ALAMEDA", "938 The Alameda"),
        ("100 LA BREA AVE", "100 La Brea Ave"),
        ("VISTA DEL MAR", "Vista del Mar"),
        ("OLD RD, LOS ALAMITOS", "Old Rd, Los Alamitos"),
        ("COMMUNITY CENTER (WEST)", "Community Center (West)"),
        ("HARBOR HOUSE LLC", "Harbor House LLC"),
        ("ÉCOLE", "École"),
        ("McDonald's", "McDonald's"),
        ("Los ANGELES", "Los ANGELES"),
        ("los angeles", "los angeles"),
        ("123", "123"),
        ("", ""),
        (None, None),
    ],
)
def test_shouted_words_are_set_in_title_case(found, shown):
    assert title_case_if_shouted(found) == shown


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ("JWCH INSTITUTE", "JWCH Institute"),
        ("DPL-PARK HILL BRANCH", "DPL-Park Hill Branch"),
        ("ST MARYS TWP LIBRARY", "St Marys Twp Library"),
        ("DR MARTIN LUTHER KING JR CTR", "Dr Martin Luther King Jr Ctr"),
        ("LYNN GYM", "Lynn Gym"),
        ("12-STEP HOUSE", "12-Step House"),
    ],
)
def test_a_word_without_a_vowel_is_initials_unless_it_is_known_to_be_short_for_one(found, shown):
    assert name_case(found) == shown


@pytest.mark.parametrize(
    ("found", "name", "status"),
    [
        ("HARBOR HOUSE (#1234)", "Harbor House", None),
        ("Harbor House [ID: 77]", "Harbor House", None),
        ("Harbor House - 00123", "Harbor House", None),
        ("VFW Post 00123", "VFW Post 00123", None),
        ("Chapter #620", "Chapter #620", None),
        ("Library on Wheels (612)", "Library on Wheels (612)", None),
        ("Food Pantry - 90012", "Food Pantry - 90012", None),
        ("ZZZ Inactive - Harbor House", "Harbor House", "inactive"),
        ("zzzHarbor House", "Harbor House", "inactive"),
        ("INACTIVE: Harbor House", "Harbor House", "inactive"),
        ("Harbor House (DO NOT USE)", "Harbor House", "inactive"),
        ("Harbor House - Permanently Closed", "Harbor House", "inactive"),
        ("Harbor House **TEMPORARILY CLOSED**", "Harbor House", "temporarily closed"),
        ("Women's Step Study (closed)", "Women's Step Study (closed)", None),
        ("Closed Discussion", "Closed Discussion", None),
        ("Inactive", "Inactive", None),
        ("(#1234)", "(#1234)", None),
        ("O&amp;#39;Brien\u202e &amp;amp; Sons", "O'Brien & Sons", None),
        ("N/A", None, None),
        (None, None, None),
    ],
)
def test_the_publishers_own_marks_leave_the_name(found, name, status):
    assert clean_title(found) == (name, status)
