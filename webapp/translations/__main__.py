"""`python -m webapp.translations`: bring every `<tag>.po` up to the messages of the code."""

from __future__ import annotations

import sys

from webapp.languages import LANGUAGES
from webapp.translations import FOLDER, brought_up, extracted, lacking, written


def main() -> None:
    """Write the files; say how many messages each lacks."""
    wanted = extracted()
    for language in LANGUAGES[1:]:
        catalog = brought_up(language, wanted)
        file = FOLDER / f"{language.tag}.po"
        file.write_bytes(written(language, catalog))
        sys.stdout.write(f"{file.name}: {len(catalog)} messages, {len(lacking(catalog))} to be translated\n")


if __name__ == "__main__":
    main()
