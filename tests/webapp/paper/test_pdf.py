"""The PDF, read back: what a screen reader is told, in which order, and that every text is as it was given."""

import io
from collections import Counter

import pikepdf
import pytest

from data.model import Phone
from data.settings import load_settings
from tests.webapp.paper.support import items, page_texts, plain, structure, wish
from tests.webapp.support import make_listing
from webapp.languages import BY_TAG
from webapp.paper import pdf
from webapp.paper.content import texts_of
from webapp.paper.fonts import SERIF, Fonts
from webapp.paper.grouping import Item
from webapp.paper.layouts import LAYOUTS, PAPERS
from webapp.paper.pdf import panels, pdf_of, printable

FONTS = load_settings().fonts
FLAT = [name for name, layout in LAYOUTS.items() if not layout.folding]


def panels_of(listed, asked, name, paper="letter"):
    made, fonts = printable(listed, asked, FONTS)
    return made, panels(made, LAYOUTS[name], paper, fonts)


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_file_says_what_it_is(name):
    done = pdf_of(items(2), wish(group="day"), LAYOUTS[name], fonts=FONTS)
    with pikepdf.open(io.BytesIO(done)) as opened:
        root = opened.Root
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert str(root.Lang) == "en"
        assert all(page.obj.Tabs == pikepdf.Name.S for page in opened.pages if "/Annots" in page)
        with opened.open_metadata() as metadata:
            assert metadata["dc:title"] == "Support near Springfield, IL"
            assert metadata["pdfuaid:part"] == "1"


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_structure_tells_headings_lists_and_the_code(name):
    made, done = panels_of(items(4), wish(group="day"), name)
    read = structure(done)
    headings = [(int(one.role[1:]), one.text) for one in read if one.role in ("H1", "H2", "H3", "H4")]
    assert headings[0] == (1, "Support near Springfield, IL")
    assert [level for level, _ in headings].count(1) == 1
    assert all(low <= high + 1 for (high, _), (low, _) in zip(headings, headings[1:], strict=False))
    names = [plain(text) for level, text in headings if level == 4]
    assert names == [plain(one.name + (one.at or "")) for one in made.entries]
    assert {"L", "LI", "Lbl", "LBody"} <= {one.role for one in read}
    figures = [one.alt for one in read if one.role == "Figure"]
    assert figures
    assert set(figures) == {"QR code that opens kith.example.org/search?need=support-groups&near=62701"}


@pytest.mark.parametrize("name", FLAT)
def test_reading_goes_from_the_title_over_crisis_lines_to_the_credits(name):
    made, done = panels_of(items(3), wish(), name)
    said = plain("".join(one.text for one in structure(done) if one.depth == 1))
    order = [made.title, made.advice, made.crisis.title, *(one.name for one in made.entries)]
    places = [*(said.find(plain(text)) for text in order), said.rfind(plain(made.credits[-1]))]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("language", BY_TAG)
def test_every_text_is_printed_as_it_was_given(language):
    made, done = panels_of(items(4), wish(language=language, group="day"), "full")
    if made.language != language:
        pytest.skip(f"this computer has no font for {language} (KITH_FONTS names a folder with more)")
    with pikepdf.open(io.BytesIO(done)) as opened:
        assert str(opened.Root.Lang).split("-")[0] == language.split("-")[0]
        direction = opened.Root.ViewerPreferences.get("/Direction", pikepdf.Name.L2R)
        assert direction == (pikepdf.Name.R2L if language == "ar" else pikepdf.Name.L2R)
    printed = plain("".join(one.text for one in structure(done) if one.depth == 1))
    texts = [made.title, made.advice, *(line for one in made.entries for fact in one.facts for line in fact.lines)]
    for text in texts:
        if language == "ar" and not text.isascii():
            # Arabic stands in the file in the order it is drawn.
            assert not Counter(plain(text)) - Counter(printed)
        else:
            assert plain(text) in printed


SIZES = {
    # Pages of the whole paper for so many listings: at least and at most, as fonts differ.
    "full": {0: (1, 1), 1: (1, 1), 7: (1, 3), 100: (12, 30), 1000: (120, 300)},
    "large": {0: (1, 2), 1: (2, 3), 7: (4, 9), 100: (40, 80), 1000: (400, 800)},
    "booklet": {0: (2, 2), 1: (2, 2), 7: (2, 4), 100: (12, 24), 1000: (120, 240)},
    "trifold": {0: (2, 2), 1: (2, 2), 7: (2, 2), 100: (6, 14), 1000: (60, 140)},
    "pocket": {0: (1, 1), 1: (1, 1), 7: (1, 1), 100: (4, 9), 1000: (40, 90)},
    "one-per-page": {0: (2, 2), 1: (3, 3), 7: (9, 11), 100: (100, 130), 1000: (1000, 1300)},
}


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize(("count", "paper"), [(0, "letter"), (1, "letter"), (7, "letter"), (7, "a4"), (100, "letter")])
def test_page_counts(name, count, paper):
    done = pdf_of(items(count), wish(with_index=False), LAYOUTS[name], paper, FONTS)
    with pikepdf.open(io.BytesIO(done)) as opened:
        least, most = SIZES[name][count]
        assert least <= len(opened.pages) <= most
        across = LAYOUTS[name].folding is not None
        wanted = PAPERS[paper][::-1] if across else PAPERS[paper]
        for page in opened.pages:
            assert [float(one) for one in page.mediabox] == pytest.approx([0, 0, *wanted], abs=0.01)


@pytest.mark.soak
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_thousand_listings(name):
    listed = items(1000)
    made, done = panels_of(listed, wish(group="need"), name)
    printed = plain("".join(page_texts(done)))
    assert all(plain(one.name) in printed for one in made.entries)
    least, most = SIZES[name][1000]
    with pikepdf.open(io.BytesIO(pdf_of(listed, wish(with_index=False), LAYOUTS[name], fonts=FONTS))) as opened:
        assert least <= len(opened.pages) <= most


def test_headings_take_no_page_of_their_own():
    made, done = panels_of(items(5), wish(group="need", with_index=False), "one-per-page")
    texts = [plain(text) for text in page_texts(done)]
    titles = [plain(section.title) for part in made.parts for section in part.sections if section.title]
    headed = [text for text in texts[1:] if any(title in text for title in titles)]
    assert len(headed) >= len(titles) > 1
    assert all(any(plain(one.name) in text for one in made.entries) for text in headed)


def test_each_listing_has_its_own_page_when_asked_to():
    made, done = panels_of(items(5), wish(with_index=False), "one-per-page")
    texts = [plain(text) for text in page_texts(done)]
    for entry in made.entries:
        assert sum(plain(f"{entry.number}.{entry.name}") in text for text in texts) == 1
    for text in texts:
        assert plain(made.crisis.short) in text


HOSTILE = [
    '#panic("no") #import "/etc/passwd": * #sys.inputs #read("main.typ")',
    "= Heading\n- list\n+ one\n/ term: x\n$ sum $ `raw` *b* _e_ @x <x> \\u{41} // x /* y */",
    "<script>alert(1)</script>&amp;",
    "\u202eevil right to left\u202c",
    "😀👩‍👩‍👧🏳️‍🌈 ★ ♿",
    "".join(map(chr, range(1, 160))),
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("name", ["full", "pocket"])
def test_hostile_text_prints_as_plain_text(name):
    phones = [[Phone(number="+12175550100", description=text)] for text in HOSTILE]
    listed = [
        Item(make_listing(f"h{place}", name=text, phones=phones[place]), note=text)
        for place, text in enumerate(HOSTILE)
    ]
    made, done = panels_of(listed, wish(title="<b>#title</b>", intro="*no* #markup"), name)
    printed = plain("".join(one.text for one in structure(done) if one.depth == 1))
    for text in (made.title, made.intro, *(one.name for one in made.entries), *(one.note for one in made.entries)):
        assert plain(text) in printed


@pytest.mark.parametrize("name", ["full", "booklet"])
@pytest.mark.parametrize("text", ["z" * 10_000, "zz zzz " * 1_429], ids=["one word", "many words"])
def test_ten_thousand_characters_go_on_over_pages(name, text):
    _, done = panels_of([Item(make_listing("long", name=text), note=text)], wish(), name)
    pages = page_texts(done)
    assert "".join(pages).count("z") == 2 * text.count("z")
    assert len(pages) >= 3


def test_what_no_font_has_is_said(monkeypatch):
    monkeypatch.setattr(pdf, "fonts_for", lambda language, folder: Fonts((SERIF,), folder, {}))
    listed = [Item(make_listing("k", name="한국 가족 모임")), Item(make_listing("e", name="Grief 😀 circle"))]
    made, _ = printable(listed, wish())
    assert [one.name for one in made.entries][0].startswith("[letters of Korean]")
    assert [one.name for one in made.entries][1].split() == ["Grief", "circle"]
    assert made.notices == ("This computer has no font for some words, marked [ ]: letters of Korean.",)


@pytest.mark.parametrize("language", ["ko", "zh-Hans", "ar"])
def test_a_language_that_has_no_font_is_printed_in_english_and_says_so(language, monkeypatch):
    monkeypatch.setattr(pdf, "fonts_for", lambda language, folder: Fonts((SERIF,), folder, {}))
    made, fonts = printable(items(1), wish(language=language))
    assert (made.language, made.direction) == ("en", "ltr")
    assert "This paper is in English, because this computer has no font for" in made.notices[0]
    assert not fonts.missing("".join(texts_of(made)))
