"""`tapelog schema`: the JSON Schema of transcript.json."""

from __future__ import annotations

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of transcript.json."""
    from transcripts.formats import json as transcript_json

    click.echo(json.dumps(transcript_json.schema(), indent=2))
