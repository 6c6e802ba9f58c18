"""Create Prefect artifacts of a run: a table of the speakers, and the scores."""

from __future__ import annotations

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from transcripts.agreement import Agreement
from transcripts.transcript import Transcript


def show_in_prefect(transcript: Transcript) -> None:
    """Attach a table of the speakers and a page of the scores to the flow run."""
    key = transcript.recording.id.lower()
    create_table_artifact(
        key=f"speakers-{key}",
        table=_build_speaker_table(transcript),
        description=f"Who speaks in {transcript.recording.file}",
    )
    create_markdown_artifact(
        key=f"scores-{key}",
        markdown=_format_scores(transcript),
        description=f"Scores of {transcript.recording.file}",
    )


def _build_speaker_table(transcript: Transcript) -> list[dict[str, object]]:
    turns = transcript.turns
    return [
        {
            "speaker": speaker.label,
            "role": speaker.role or "",
            "confidence": round(speaker.confidence, 2),
            "turns": sum(turn.speaker == speaker.id for turn in turns),
            "minutes": round(
                sum(turn.span.duration for turn in turns if turn.speaker == speaker.id) / 60, 1
            ),
        }
        for speaker in transcript.speakers
    ]


def _format_scores(transcript: Transcript) -> str:
    scores = transcript.scores
    rows = [
        ("reference against heard", scores.reference_against_heard),
        ("published against heard", scores.published_against_heard),
    ]
    lines = ["| | WER | MER | WIL | CER |", "|---|---|---|---|---|"]
    lines += [f"| {label} | {_format_cells(agreement)} |" for label, agreement in rows if agreement]
    lines += [
        "",
        f"{scores.words} words, {scores.corrections_applied} corrections applied, "
        f"{sum(c.status == 'proposed' for c in transcript.corrections)} proposed.",
    ]
    lines += [f"- {step.name}: {step.seconds:.1f} s" for step in transcript.provenance.steps]
    return "\n".join(lines)


def _format_cells(agreement: Agreement) -> str:
    values = (agreement.wer, agreement.mer, agreement.wil, agreement.cer)
    return " | ".join(f"{value:.1%}" for value in values)
