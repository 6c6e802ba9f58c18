from __future__ import annotations

import pytest

from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.languages.german.language import LANGUAGE as GERMAN
from transcripts.languages.language import Language
from transcripts.realignment.realign import realign
from transcripts.realignment.written_names import written_names
from transcripts.transcript import Word


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        ("Then I met Liddy, and Sherburn’s son.", ENGLISH, ("Liddy", "Sherburn")),
        ("He told Liddy. Nobody told Liddy's son.", ENGLISH, ("Liddy",)),
        ("The Tide is a tide.", ENGLISH, ()),  # also in lower case
        ("Er sah Frau Lindner in der Stadt.", GERMAN, ("Lindner",)),
    ],
)
def test_names_have_a_capital_inside_a_sentence(
    text: str, language: Language, names: tuple[str, ...]
) -> None:
    assert written_names(text.split(), language) == names


def test_other_names_of_both_texts_are_candidates() -> None:
    spoken = "I saw Lidi and their Polly's son and Lidia."
    words = [Word(w, 0.3 * i, 0.3 * i + 0.2) for i, w in enumerate(spoken.split())]
    alignment = realign("I saw Libby and their Pully son and Liddy.", words, ENGLISH)
    first, second = (question.candidates for question in alignment.candidate_sets[:2])
    assert {"Libby", "Lidi", "Liddy"} <= set(first)
    assert second[1] == "Polly's"
