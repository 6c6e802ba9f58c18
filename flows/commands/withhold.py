"""`tapelog withhold` and `tapelog release`: keep parts from publication, and publish them again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from flows.commands.shared import ARCHIVE, AUTHOR, author_or_user, open_existing

if TYPE_CHECKING:
    from archive.catalogue.withholding import WithheldEntry
    from archive.database.connection import Catalogue
    from transcripts.edits.change import Change
    from transcripts.edits.kinds.withhold import WithholdPerson

Level = Literal["on-site", "closed"]

_NEXT_STEP = (
    "next: build the site again (`tapelog site FOLDER`), and replace the old files wherever else "
    "they were copied to"
)


@click.command()
@click.argument("recording", required=False)
@click.argument("times", required=False, metavar="[FROM-TO]")
@click.option("--person", metavar="NAME", help="Withhold a person: the name, and all they say.")
@click.option(
    "--pseudonym",
    metavar="NAME",
    help="Show the person under this name; what they say is published unless --level is given.",
)
@click.option(
    "--level",
    type=click.Choice(["closed", "on-site"]),
    help="closed: for nobody (default); on-site: only in the archive's reading room.",
)
@click.option("--until", metavar="DATE", help="Release it on this day, such as 2040-01-01.")
@click.option("--tone", is_flag=True, help="A tone in the sound instead of silence.")
@click.option("--reason", metavar="TEXT", help="Why; only the archive's history shows it.")
@AUTHOR
@ARCHIVE
def withhold(
    recording: str | None,
    times: str | None,
    person: str | None,
    pseudonym: str | None,
    level: Level | None,
    until: str | None,
    tone: bool,
    reason: str | None,
    author: str | None,
    archive: Path | None,
) -> None:
    """Withhold words and sound from publication, and publish RECORDING without them.

    FROM-TO (such as 1:23.4-1:40) withholds everything said in this time. --person withholds a
    person in RECORDING, or in all recordings if RECORDING is left out. Without either option, all
    of RECORDING is withheld. docs/withholding.md says what is promised.
    """
    from flows.withholding import WithholdingDecision, find_recordings_about
    from flows.withholding import withhold as withhold_and_publish

    if pseudonym and not person:
        raise click.UsageError("--pseudonym needs a person: add --person NAME")
    if person and times:
        raise click.UsageError("use FROM-TO or --person, not both")
    if not person and not recording:
        raise click.UsageError("specify a RECORDING, or a person with --person NAME")
    if tone and not (person or times):
        raise click.UsageError(
            "--tone needs FROM-TO or --person: no sound of a wholly withheld RECORDING is published"
        )
    decided = WithholdingDecision(author_or_user(author), reason)
    with open_existing(archive) as catalogue:
        if person:
            person = " ".join(person.split())
            chosen = (recording,) if recording else find_recordings_about(catalogue, person)
        else:
            chosen = (str(recording),)
        for each in chosen:
            change = (
                _build_person_edit(catalogue, each, person, pseudonym, level, until, tone)
                if person
                else _build_part_edit(times, level or "closed", until, tone)
            )
            for line in withhold_and_publish(catalogue, each, change, decided):
                click.echo(line)
    click.echo(_NEXT_STEP)


def _build_part_edit(times: str | None, level: Level, until: str | None, tone: bool) -> Change:
    from transcripts.edits.kinds.withhold import WithholdPassage, WithholdRecording
    from transcripts.excerpt import parse_span

    if times is None:
        return WithholdRecording(level, until)
    span = parse_span(times)
    return WithholdPassage(span.start, span.end, level, until, tone)


def _build_person_edit(
    catalogue: Catalogue,
    recording: str,
    name: str,
    pseudonym: str | None,
    level: Level | None,
    until: str | None,
    tone: bool,
) -> WithholdPerson:
    """Return the edit for a person; raise UserError if their words cannot be found."""
    from archive.catalogue.current import load_snapshot
    from transcripts.edits.kinds.withhold import WithholdPerson
    from transcripts.errors import UserError
    from transcripts.folding import folded

    speakers = load_snapshot(catalogue, recording).transcript.speakers
    found = [s.id for s in speakers if folded(s.label) == folded(name)]
    if not pseudonym and level is None:
        level = "closed" if found else None
    if level and not found:
        labels = ", ".join(speaker.label for speaker in speakers)
        raise UserError(f"{name!r} does not speak in {recording}: its speakers are {labels}")
    if found and next(s for s in speakers if s.id == found[0]).name is None:
        raise UserError(
            f"the speaker {name!r} in {recording} is not named yet: name the speaker in "
            "`tapelog edit` first, otherwise a later run could lose track of who is to be withheld"
        )
    return WithholdPerson(name, found[0] if found else None, pseudonym, level, until, tone)


@click.command()
@click.argument("recording", required=False)
@click.argument("edits", nargs=-1)
@click.option("--person", metavar="NAME", help="Release this person in all recordings.")
@click.option("--due", is_flag=True, help="Release what was withheld until today or earlier.")
@click.option("--reason", metavar="TEXT", help="Why; only the archive's history shows it.")
@AUTHOR
@ARCHIVE
def release(
    recording: str | None,
    edits: tuple[str, ...],
    person: str | None,
    due: bool,
    reason: str | None,
    author: str | None,
    archive: Path | None,
) -> None:
    """Release what is withheld of RECORDING, and publish it again.

    EDITS are the numbers that `tapelog archive withheld` prints, such as E3. They are not needed if
    there is only one decision about RECORDING.
    """
    from archive.catalogue.withholding import list_withheld, release_due
    from archive.database.timestamps import current_time
    from flows.withholding import WithholdingDecision, publish_again, release_entries

    if not (recording or person or due):
        raise click.UsageError("specify a RECORDING, or add --person NAME or --due")
    with open_existing(archive) as catalogue:
        if due:
            now = current_time()
            entries = release_due(catalogue, now[:10], now, recording)
            for entry in entries:
                click.echo(f"{entry.recording}: {entry.edit.id} is released")
            for name in dict.fromkeys(entry.recording for entry in entries):
                click.echo(publish_again(catalogue, name))
        else:
            entries = _choose_entries(list_withheld(catalogue, recording), edits, person)
            decided = WithholdingDecision(author_or_user(author), reason)
            for line in release_entries(catalogue, entries, decided):
                click.echo(line)
    click.echo(_NEXT_STEP if entries else "nothing is due")


def _choose_entries(
    entries: tuple[WithheldEntry, ...], edits: tuple[str, ...], person: str | None
) -> tuple[WithheldEntry, ...]:
    from transcripts.edits.kinds.withhold import WithholdPerson
    from transcripts.errors import UserError
    from transcripts.folding import folded

    if person:
        entries = tuple(
            entry
            for entry in entries
            if isinstance(entry.edit.change, WithholdPerson)
            and folded(entry.edit.change.name) == folded(person)
        )
    if not entries:
        raise UserError("no withheld entry matches: see `tapelog archive withheld`")
    known = {entry.edit.id for entry in entries}
    if unknown := [edit for edit in edits if edit not in known]:
        raise UserError(
            f"edit {unknown[0]} does not withhold anything: choose from {', '.join(sorted(known))}"
        )
    if edits:
        return tuple(entry for entry in entries if entry.edit.id in edits)
    if not person and len(entries) > 1:
        raise UserError(f"several decisions withhold something: choose one of {', '.join(known)}")
    return entries
