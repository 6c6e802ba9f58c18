"""Transcripts of odd text: quotes, brackets, emoji, right-to-left, long words, empty turns."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tests.lamplight import EXAMPLE, crossed
from transcripts.errors import UserError
from transcripts.identifiers import check_name
from transcripts.transcript import Speaker, Transcript, Turn, Word

# Words as `str.split` returns them: no spaces, and no lone surrogates, which no file can hold.
TEXTS = st.one_of(
    st.sampled_from(["<b>", "</v>", "&amp;", "-->", "שלום", "👩‍🚀,", "“so”", "{\\an8}", "x" * 150]),
    st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=12
    ),
)


def _is_name(text: str) -> bool:
    try:
        return bool(check_name(text))
    except UserError:
        return False


NAMES = st.one_of(st.none(), st.lists(TEXTS, min_size=1, max_size=3).map(" ".join).filter(_is_name))


@st.composite
def odd_transcripts(draw: st.DrawFn) -> Transcript:
    """Draw a transcript of at most six turns by up to three people; turns may overlap."""
    speakers = tuple(
        Speaker(f"S{n}", (f"V{n}",), draw(NAMES)) for n in range(1, draw(st.integers(1, 3)) + 1)
    )
    start, turns = draw(st.sampled_from([0.0, 360_000.0])), []
    for n in range(1, draw(st.integers(1, 6)) + 1):
        texts = draw(st.lists(TEXTS, max_size=40))
        speaker = draw(st.sampled_from(speakers))
        turns.append(_turn(f"T{n}", speaker, round(start, 3), texts, draw))
        start = max(start, turns[-1].end + draw(st.sampled_from([-2.0, 0.0, 0.5, 3.0])))
    return replace(
        EXAMPLE,
        speakers=speakers,
        turns=crossed(turns),
        corrections=(),
        unspoken=(),
        unwritten=(),
        voices=(),
        recording=replace(EXAMPLE.recording, duration=round(max(t.end for t in turns) + 1, 3)),
    )


def _turn(name: str, speaker: Speaker, start: float, texts: list[str], draw: st.DrawFn) -> Turn:
    words, at = [], start
    for text in texts:
        end = at + draw(st.sampled_from([0.0, 0.02, 0.3, 2.0]))
        words.append(Word(text, round(at, 3), round(end, 3)))
        at = end + draw(st.sampled_from([0.0, 0.05, 1.5]))
    end = words[-1].end if words else start
    return Turn(name, speaker.id, speaker.voices[0], start, end, " ".join(texts), 1.0, tuple(words))
