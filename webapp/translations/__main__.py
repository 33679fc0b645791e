"""`python -m webapp.translations`: bring every `<tag>.po` up to the messages of the code."""

from __future__ import annotations

import sys
from io import BytesIO

from babel import Locale
from babel.messages.pofile import read_po, write_po

from webapp.languages import LANGUAGES
from webapp.translations import FOLDER, extracted


def main() -> None:
    """Write the files; say how many messages each lacks."""
    wanted = extracted()
    for language in LANGUAGES[1:]:
        file = FOLDER / f"{language.tag}.po"
        with file.open("rb") as read:
            catalog = read_po(read, locale=Locale.parse(language.tag, sep="-"))
        # A message that changed is a new one: a guess from a like one would look like a translation.
        catalog.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        written = BytesIO()
        write_po(written, catalog, width=120, sort_output=True, include_lineno=False, omit_header=False)
        file.write_bytes(written.getvalue())
        empty = sum(1 for one in catalog if one.id and not one.string)
        sys.stdout.write(f"{file.name}: {len(catalog)} messages, {empty} to be translated\n")


if __name__ == "__main__":
    main()
