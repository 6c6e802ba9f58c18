from __future__ import annotations

from unittest.mock import patch

from transcripts.corrections import choose
from transcripts.corrections.choose import choose_words
from transcripts.corrections.punctuate import punctuate
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.realignment.realign import align_without_reference, realign
from transcripts.text.normalize import plain
from transcripts.transcript import Word


def heard(text: str) -> tuple[Word, ...]:
    return tuple(Word(w, 0.25 * i, 0.25 * i + 0.2, 0.9) for i, w in enumerate(text.split()))


REFERENCE = "when they grow they know and then they leave. nobody minds"
SPOKEN = "When they grow, they know and then they leave. Nobody minds."


def test_the_sound_sets_and_removes_commas_and_changes_no_word() -> None:
    chosen = choose_words(realign(REFERENCE, heard(SPOKEN), ENGLISH), None)
    by_sound = punctuate(chosen, [0.0] * 4 + [0.99] + [0.0] * 6)
    assert " ".join(w.text for w in by_sound.words).startswith("When they grow they know, and")
    assert [plain(w.text) for w in by_sound.words] == [plain(w.text) for w in chosen.timed_words]
    assert [(c.before, c.after) for c in by_sound.changes] == [
        ("when", "When"),
        ("know", "know,"),
        ("nobody minds", "Nobody minds."),
    ]


def test_decisions_are_not_repeated() -> None:
    alignment = realign("we sensor the news", heard("We censor the news."), ENGLISH)
    with patch.object(choose, "decide", wraps=choose.decide) as decide:
        chosen = choose_words(alignment, [[-30.0, 0.0]])
        punctuate(chosen)
        punctuate(chosen, [0.0] * len(chosen.timed_words))
    assert decide.call_count == len(alignment.candidate_sets) == 1


def test_without_comma_probabilities_the_words_stay_as_they_were_aligned() -> None:
    chosen = choose_words(realign(REFERENCE, heard(SPOKEN), ENGLISH), None)
    assert punctuate(chosen).words == chosen.timed_words


def test_heard_words_without_a_reference_get_commas_only() -> None:
    words = heard("Then one day she left. And so")
    chosen = choose_words(align_without_reference(words, ENGLISH), None)
    assert chosen.timed_words == words
    assert punctuate(chosen).words == words
    found = punctuate(chosen, [0.0, 0.0, 0.99, 0.0, 0.0, 0.0, 0.0])
    assert " ".join(w.text for w in found.words) == "Then one day, she left. And so"
    assert (found.changes, found.source_indices, found.reference_words) == ((), (), ())
