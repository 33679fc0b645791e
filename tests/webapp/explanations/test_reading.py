"""The measure itself is right where the answer is known."""

import pytest

from tests.webapp.explanations.reading import ease_es, grade_en, syllables_en, syllables_es


@pytest.mark.parametrize(
    ("word", "count"),
    [("a", 1), ("group", 1), ("people", 2), ("safe", 1), ("counselor", 3), ("walked", 1), ("wanted", 2),
     ("homes", 1), ("houses", 2), ("little", 2), ("insurance", 3), ("988", 1)],
)  # fmt: skip
def test_english_syllables(word, count):
    assert syllables_en(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("y", 1), ("grupo", 2), ("ayuda", 3), ("día", 2), ("cuidado", 3), ("biblioteca", 4), ("quien", 1), ("guía", 2),
     ("línea", 3), ("seis", 1), ("hay", 1), ("país", 2), ("cuenta", 2), ("leer", 2), ("988", 1)],
)  # fmt: skip
def test_spanish_syllables(word, count):
    assert syllables_es(word) == count


def test_hard_texts_are_found_hard():
    easy = "Come in. Sit down. You do not have to talk."
    hard = (
        "Notwithstanding individual circumstances, participation in multidisciplinary psychotherapeutic interventions "
        "necessitates preliminary authorization by participating insurance organizations."
    )
    assert grade_en(easy) < 2
    assert grade_en(hard) > 15
    assert ease_es("Pase. Siéntese. No tiene que hablar.") > 90
    assert (
        ease_es("La participación en intervenciones multidisciplinarias psicoterapéuticas requiere autorización") < 20
    )
