"""Two voices of one person become one speaker; labels of the old text name voices."""

from __future__ import annotations

from speakers.name import name_voices
from tests.speakers.dialogues import read_dialogue
from transcripts.attribution.voice_labels import VoiceLabel, count_voice_labels
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Diarization, Speaker, Word

ON_STAGE = """
    V1: From the studio, this is The Long Table. I'm Harriet Cole. Last week we were in Leeds, in
    front of four hundred people. Here is that evening.
    V2: Good evening, Leeds! I'm Harriet Cole, and my guest is the lighthouse keeper Owen Maddox.
    Owen, what do you do all night?
    V3: I wind the clock, Harriet, and I read. It is a quiet job, and I would not have another.
    V2: Do you ever get lonely up there?
    V3: Sometimes in February, and then I talk to the radio, which answers more than the gulls do.
    V2: Owen Maddox, thank you so much for coming.
    V3: Thank you, Harriet.
    V1: That was our evening in Leeds. Next week we are back at home, with a man who mends bells.
"""
TALKING = """
    V1: Good morning, I'm Harriet Cole. Who are you?
    V2: I'm Harriet Cole, too. It is not a rare name where I come from.
    V1: How did you find out about me?
    V2: I got your letters, and one day I began to answer them, I must admit.
    V1: What did they say?
    V2: That I was wonderful.
"""
UNLABELLED = """
    V1: We are on the air. Tell us what you do all night up there in the tower.
    V2: I wind the clock, and I read. It is a quiet job, and I would not have another.
    V1: Do you ever get lonely?
    V2: Sometimes in February.
    V3: That was our evening in Leeds. Next week we are back at home with a man who mends bells.
"""


def speakers_of(
    text: str, labels: tuple[VoiceLabel, ...] = (), cosine: float | None = None
) -> tuple[Speaker, ...]:
    embeddings = (
        {} if cosine is None else {"V1": (1.0, 0.0), "V2": (cosine, (1 - cosine**2) ** 0.5)}
    )
    voices = Diarization((), (), (), embeddings)
    return name_voices(read_dialogue(text), ENGLISH, voices, old_labels=labels)


def test_two_voices_that_say_one_name_are_one_person() -> None:
    host, guest = speakers_of(ON_STAGE)
    assert (host.name, set(host.voices)) == ("Harriet Cole", {"V1", "V2"})
    assert (guest.name, guest.voices) == ("Owen Maddox", ("V3",))
    reasons = [r for r in host.reasons if r.kind == "same-person"]
    assert {r.quote[:2] for r in reasons} == {"V1", "V2"}
    assert all("Harriet Cole" in r.quote and r.at is not None for r in reasons)


def test_voices_that_sound_nothing_alike_are_two_people() -> None:
    assert set(speakers_of(ON_STAGE, cosine=0.6)[0].voices) == {"V1", "V2"}
    assert all(len(s.voices) == 1 for s in speakers_of(ON_STAGE, cosine=0.0))


def test_voices_that_talk_to_each_other_are_two_people() -> None:
    assert [s.voices for s in speakers_of(TALKING)] == [("V1",), ("V2",)]


def test_labels_of_the_old_text_name_voices() -> None:
    labels = (
        VoiceLabel("V1", "HARRIET COLE, HOST", 20),
        VoiceLabel("V2", "Mr. OWEN MADDOX (Keeper)", 18),
        VoiceLabel("V2", "COLE", 1),
        VoiceLabel("V3", "COLE", 19),
    )
    host, guest = speakers_of(UNLABELLED, labels)
    assert (host.name, host.role, set(host.voices)) == ("Harriet Cole", "host", {"V1", "V3"})
    assert guest.name == "Owen Maddox"
    assert {r.kind for r in guest.reasons} == {"label"}
    (joined,) = [r for r in host.reasons if r.kind == "same-person"]
    assert "COLE" in joined.quote


def test_labels_without_a_name_join_and_name_nobody() -> None:
    labels = tuple(
        VoiceLabel(v, label, 18)
        for v, label in zip(("V1", "V2", "V3"), ("Q.", "Unidentified Man #1", "Q."), strict=True)
    )
    found = speakers_of(UNLABELLED, labels)
    assert [s.name for s in found] == [None, None, None]


def test_words_are_counted_by_voice_and_label() -> None:
    words = [
        Word(t, n, n + 1, origin=o)
        for n, (t, o) in enumerate(
            [("So", "both"), ("why?", "both"), ("Uh", "heard"), ("Rain.", "both"), ("Oh.", "both")]
        )
    ]
    found = count_voice_labels(words, ["V1", "V1", "V2", "V2", "V1"], {1: "COLE", 3: "MADDOX"})
    assert found == (
        VoiceLabel("V1", "COLE", 1),
        VoiceLabel("V2", "MADDOX", 1),
        VoiceLabel("V1", "MADDOX", 1),
    )
