"""`tapelog score`: score a transcript against the truth."""

from __future__ import annotations

import json
from pathlib import Path

import click

from flows.commands.shared import PATH


@click.command()
@click.argument("hypothesis", type=PATH)
@click.argument("truth", type=PATH)
@click.option(
    "--language",
    metavar="CODE",
    help="The language spoken (default: that of a transcript.json, else English).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object, for programs.")
def score(hypothesis: Path, truth: Path, language: str | None, as_json: bool) -> None:
    """Score HYPOTHESIS against TRUTH: transcript.json, STM, RTTM, CTM, SegLST, or any transcript.

    docs/formats.md lists the forms of transcripts that are read, such as WebVTT and Word.
    """
    from flows.printing import render_plain, score_table
    from flows.scoring import score_files

    result = score_files(hypothesis, truth, language)
    click.echo(
        json.dumps(result.as_json(), indent=2)
        if as_json
        else render_plain(score_table(result.rows()))
    )
