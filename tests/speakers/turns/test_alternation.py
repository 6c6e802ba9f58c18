from __future__ import annotations

from speakers.cast import CastMember
from speakers.label import label, read_evidence
from speakers.phrases.english.phrases import PHRASES
from transcripts.languages.english.language import LANGUAGE as ENGLISH

ANN, BOB = "Ann Lee", "Bob Moss"
CAST = (CastMember(ANN), CastMember(BOB))
SAID = (
    "The boats were out before the light came and the harbor was quiet.",
    "Nobody had mended the nets and the weather did not look good.",
    "There was a letter from the office about the mooring again.",
    "So the rope went over the side and the bucket with it.",
)


def conversation(turns: int) -> list[str]:
    # Every second turn is short, because long statements in a row look like paragraphs of a speech.
    return [f"Well, {SAID[turn % 4]}" if turn % 2 else SAID[turn % 3] for turn in range(turns)]


def test_people_who_alternate_are_told_apart_far_from_any_name() -> None:
    said = ["I'm Ann Lee, and this is The Harbor.", *conversation(80), "Goodbye, Bob."]
    labels = label("\n".join(said), ENGLISH, CAST)
    named = zip((labels.label(turn) for turn in labels.turns), [ANN, BOB] * 41, strict=True)
    # About nine turns in ten get the right name; if people did not alternate, half would.
    assert sum(name == who for name, who in named) >= 70


def test_without_commas_a_description_is_not_part_of_a_known_name() -> None:
    text = (
        "Hello and welcome to The Harbor. I am with Bob Moss Chief Engineer at North Pier. "
        "Bob how did it begin?\nIt began with a rope and I had to mend it."
    )
    names = {cue.name for cue in read_evidence(text, PHRASES, CAST).cues}
    assert "Bob Moss" in names
    assert "Bob Moss Chief Engineer" not in names
