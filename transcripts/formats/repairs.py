"""Write the corrections as text, turn by turn, like `diff`: before, after, and the reason."""

from __future__ import annotations

from collections.abc import Iterator

from transcripts.agreement import Agreement
from transcripts.formats.clock import clock
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.page.sides import ComparisonRow, comparison_rows
from transcripts.formats.provenance import one_line
from transcripts.transcript import Correction, EditedPassage, Transcript


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write every turn that differs: the reference (`-`), the published text (`+`), corrections.

    A correction is listed with its time, kind, status, both wordings and its probability. Changes
    by editors follow, with the editor's name and the time.
    """
    transcript = options.apply_names(transcript)
    lines = [
        "--- old text",
        f"+++ published: {transcript.recording.file}",
        *_format_summary(transcript),
    ]
    measures = {m.turn: m for m in transcript.scores.turns}
    for row in comparison_rows(transcript):
        if row.differs:
            lines += ["", *_format_turn(row, transcript)]
            if row.turn and row.turn.id in measures:
                of = measures[row.turn.id]
                lines.append(
                    _format_agreement(of.reference_against_heard, of.published_against_heard)
                )
    return "\n".join(lines) + "\n"


def _format_summary(transcript: Transcript) -> Iterator[str]:
    before, after = (
        transcript.scores.reference_against_heard,
        transcript.scores.published_against_heard,
    )
    if before and after:
        yield _format_agreement(before, after)


def _format_agreement(reference: Agreement, published: Agreement) -> str:
    """Report how well reference and published text agree with the recognized words (jiwer)."""
    pairs = (
        f"{name.upper()} {getattr(reference, name):.1%} -> {getattr(published, name):.1%}"
        for name in ("wer", "mer", "wil", "wip", "cer")
    )
    return f"# against what was heard: {', '.join(pairs)}"


def _format_turn(row: ComparisonRow, transcript: Transcript) -> Iterator[str]:
    if row.turn is not None:
        label = transcript.speaker(row.turn).label
        yield f"@@ {row.turn.id} {_format_moment(row.turn.start, transcript)}{label} @@"
        if row.reference_text != row.published_text:
            yield f"- {row.reference_text}" if row.reference_text else "-"
            yield f"+ {row.published_text}" if row.published_text else "+"
        else:
            yield f"  {row.published_text}"
    yield from (_format_repair(c, transcript) for c in row.corrections)
    yield from (_format_edit(e, transcript) for e in row.edited_passages)
    for passage in row.unspoken:
        yield f"- {passage.text}"
        yield f"    not in the recording ({passage.words} words)"


def _format_moment(seconds: float, transcript: Transcript) -> str:
    """Return a formatted time followed by a space, or "" if times are unknown."""
    return f"{clock(seconds)} " if transcript.recording.has_times else ""


def _format_repair(correction: Correction, transcript: Transcript) -> str:
    what = f"{_quote(correction.before)} -> {_quote(correction.after)}"
    unheard = (
        ", not confirmed by the recording" if correction.evidence.get("confirmed") is False else ""
    )
    kind = f"{correction.kind}, {correction.status}, {correction.score:.2f}"
    return f"    {_format_moment(correction.start, transcript)}{kind}: {what}{unheard}"


def _format_edit(passage: EditedPassage, transcript: Transcript) -> str:
    machine = (
        f" (the machine had {_quote(passage.machine)})" if passage.machine != passage.before else ""
    )
    what = f"{_quote(passage.before)} -> {_quote(passage.after)}"
    change = f"changed by {one_line(passage.author)}, {passage.at}"
    return f"    {_format_moment(passage.start, transcript)}{change}: {what}{machine}"


def _quote(text: str) -> str:
    return f'"{text}"' if text else "nothing"
