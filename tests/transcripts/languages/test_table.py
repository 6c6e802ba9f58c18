from __future__ import annotations

import pytest

from transcripts.languages.table import AUTO, FOLDERS, language, parse_language_code


@pytest.mark.parametrize(
    ("written", "code"),
    [("de", "de"), ("German", "de"), ("de-AT", "de"), ("EN", "en"), ("fr", "fr"), ("auto", AUTO)],
)
def test_languages_as_people_write_them(written: str, code: str) -> None:
    assert parse_language_code(written) == code


@pytest.mark.parametrize("code", FOLDERS)
def test_every_row_has_its_language(code: str) -> None:
    assert language(code).code == code


def test_a_language_without_a_folder_has_no_rules() -> None:
    latin = language("la")
    assert not latin.fillers | latin.backchannels | latin.stop_words
    assert latin.plain("L'été") == "l'été"
    assert latin is language("la")
