from __future__ import annotations

from collections import Counter

from transcripts.corrections.choose import choose_words
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.realign import realign
from transcripts.transcript import Word

OLD = (
    "Everybody walked because the road was gone and no bus would go there any more. Very true. "
    "Then everyone packed in the night."
)
HEARD = (
    "Everybody walked because the road was very true gone and no bus would go there any more. "
    "Then everyone packed in the night."
)


def heard(text: str) -> tuple[Word, ...]:
    return tuple(Word(w, 0.25 * i, 0.25 * i + 0.2, 0.95) for i, w in enumerate(text.split()))


def test_words_spoken_over_a_turn_stay_where_the_old_text_has_them() -> None:
    alignment = realign(OLD, heard(HEARD), ENGLISH)
    assert [q.kind for q in alignment.candidate_sets] == ["insertion", "deletion"]
    chosen = choose_words(alignment, [(-30.0, 0.0), (0.0, 0.0)])
    words = Counter(word.text.strip(".,").lower() for word in chosen.timed_words)
    assert words["true"] == 1
    assert [w.text.strip(".,").lower() for w in chosen.timed_words][-8:-6] == ["very", "true"]


def test_words_missing_from_the_old_text_are_added() -> None:
    alignment = realign(OLD.replace("Very true. ", ""), heard(HEARD), ENGLISH)
    chosen = choose_words(alignment, [(-30.0, 0.0)])
    assert "true" in [word.text for word in chosen.timed_words]
