"""`tapelog people`: known people and their voiceprints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

import click

from flows.commands.shared import ARCHIVE, AUTHOR, FILE, author_or_user, open_existing

if TYPE_CHECKING:
    from archive.catalogue.people import KnownPerson
    from archive.catalogue.rename import NameDecision, RenameResult


@click.group()
@ARCHIVE
@click.pass_context
def people(context: click.Context, archive: Path | None) -> None:
    """List and rename known people; enrol, export and delete their voiceprints."""
    context.obj = archive


@people.command("list")
@click.pass_obj
def list_(folder: Path | None) -> None:
    """List known people: recordings, roles, and seconds of enrolled voice."""
    from archive.catalogue.people import list_people as everybody

    with open_existing(folder) as catalogue:
        found = everybody(catalogue)
    for known in found:
        click.echo(_format_person(known))
    if not found:
        click.echo("no known people", err=True)


@people.command()
@click.argument("name")
@click.pass_obj
def show(folder: Path | None, name: str) -> None:
    """Show where NAME speaks, and which turns the voiceprint comes from."""
    from archive.catalogue.names import find_person_name
    from archive.catalogue.people import collect_stored_data, find_person

    with open_existing(folder) as catalogue:
        name = find_person_name(catalogue, name)
        known, stored = find_person(catalogue, name), collect_stored_data(catalogue, name)
    click.echo(_format_person(known))
    for spoken in stored["speaks_in"]:
        about = [spoken["title"], spoken["date"], spoken["role"]]
        click.echo(f"  {spoken['recording']}  {', '.join(part for part in about if part)}")
    for turn in stored["voice"]:
        undone = "" if turn["counts"] else "  (undone, not used)"
        click.echo(
            f"  voice: {turn['recording']} at {_format_hours(turn['start'])}, "
            f"{turn['seconds']:.0f} s, {turn['because']}{undone}"
        )


@people.command()
@click.pass_obj
def learn(folder: Path | None) -> None:
    """Enrol voices from turns that editors confirmed since the last run."""
    from rich.console import Console

    from archive.storage.files import archive_folder
    from flows.enrolment import enrol_voices as learn_voices
    from flows.progress import progress_on

    with open_existing(folder):
        pass
    with progress_on(Console(stderr=True)):
        learned = learn_voices(archive_folder(folder))
    for notice in learned.notices:
        click.echo(f"note: {notice}", err=True)
    click.echo(f"{_format_count(learned.turns, 'turn')} enrolled")


@people.command()
@click.argument("name")
@click.argument("file", type=FILE)
@click.pass_obj
def export(folder: Path | None, name: str, file: Path) -> None:
    """Write everything stored about NAME to FILE as JSON."""
    from archive.catalogue.people import collect_stored_data
    from archive.storage.files import write_atomically

    with open_existing(folder) as catalogue:
        stored = collect_stored_data(catalogue, name)
    write_atomically(file, json.dumps(stored, ensure_ascii=False, indent=1) + "\n")
    click.echo(f"{_format_count(len(stored['voice']), 'turn')} of {name} in {file}")


@people.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.pass_obj
def forget(folder: Path | None, name: str, yes: bool) -> None:
    """Delete NAME's voiceprint and never enrol it again."""
    from archive.catalogue.people import find_person
    from archive.catalogue.people import forget_voice as delete
    from archive.database.timestamps import current_time

    with open_existing(folder) as catalogue:
        known = find_person(catalogue, name)
        if not yes:
            click.confirm(f"Delete the voiceprint of {name}?", abort=True)
        count = delete(catalogue, name, current_time())
    click.echo(
        f"{_format_count(count, 'turn')} of {name} deleted; the voice will not be enrolled again"
    )
    click.echo(
        f"not deleted: the name in {_format_count(known.recording_count, 'transcript')} and their "
        "published files; notes in transcripts that a voice sounds like this person; archives that "
        "were exported before"
    )


@people.command()
@click.argument("name")
@click.pass_obj
def allow(folder: Path | None, name: str) -> None:
    """Allow the voice of NAME to be enrolled again after `forget`."""
    from archive.catalogue.people import allow_enrolment as permit

    with open_existing(folder) as catalogue:
        permit(catalogue, name)
    click.echo(f"the next `tapelog people learn` enrols the voice of {name} again")


@people.command()
@click.argument("former")
@click.argument("name")
@AUTHOR
@click.pass_obj
def rename(folder: Path | None, former: str, name: str, author: str | None) -> None:
    """Rename FORMER to NAME, a new name, in every recording."""
    from archive.catalogue.rename import rename_person as call

    decision = _build_decision(former, name, author)
    with open_existing(folder) as catalogue:
        _print_renamed(call(catalogue, decision), decision)


@people.command()
@click.argument("duplicate")
@click.argument("name")
@AUTHOR
@click.pass_obj
def merge(folder: Path | None, duplicate: str, name: str, author: str | None) -> None:
    """Merge person DUPLICATE into NAME; NAME is kept."""
    from archive.catalogue.rename import merge_people

    decision = _build_decision(duplicate, name, author)
    with open_existing(folder) as catalogue:
        _print_renamed(merge_people(catalogue, decision), decision)


@people.command()
@click.argument("former")
@click.argument("name")
@AUTHOR
@click.pass_obj
def undo(folder: Path | None, former: str, name: str, author: str | None) -> None:
    """Undo a `rename` or `merge` of FORMER into NAME."""
    from archive.catalogue.rename import undo_rename

    with open_existing(folder) as catalogue:
        renamed = undo_rename(catalogue, _build_decision(former, name, author))
    click.echo(
        f"the name {former} is restored in "
        f"{_format_count(len(renamed.changed_recordings), 'recording')}"
    )
    _print_next_steps()


def _build_decision(former: str, name: str, author: str | None) -> NameDecision:
    from archive.catalogue.rename import NameDecision
    from archive.database.timestamps import current_time

    name = normalize("NFC", " ".join(name.split()))
    return NameDecision(former, name, author_or_user(author), current_time())


def _print_renamed(renamed: RenameResult, decision: NameDecision) -> None:
    former, name = decision.former_name, decision.new_name
    click.echo(
        f"{former} is now {name} in {_format_count(len(renamed.changed_recordings), 'recording')}"
    )
    if renamed.unchanged_recordings:
        click.echo(
            f"note: nobody has confirmed yet that {former} speaks in "
            f"{', '.join(renamed.unchanged_recordings)}: check these recordings in `tapelog edit`",
            err=True,
        )
    if renamed.changed_recordings:
        click.echo(f'to undo: tapelog people undo "{former}" "{name}"')
        _print_next_steps()


def _print_next_steps() -> None:
    click.echo(
        "next: `tapelog archive publish RECORDING` updates the published files, "
        "`tapelog people learn` enrols the voice under the new name"
    )


def _format_person(person: KnownPerson) -> str:
    return " · ".join(_format_person_fields(person))


def _format_person_fields(person: KnownPerson) -> Iterator[str]:
    yield person.name
    yield _format_count(person.recording_count, "recording")
    if person.roles:
        yield ", ".join(person.roles)
    if person.refused_at:
        yield f"voiceprint deleted on {person.refused_at[:10]}"
    elif person.enrolled_turns:
        turns = _format_count(person.enrolled_turns, "turn")
        yield f"voice: {person.enrolled_seconds:.0f} s from {turns}"
    else:
        yield "no voiceprint"


def _format_count(number: int, noun: str) -> str:
    from transcripts.text.quantities import format_count

    return format_count(number, noun)


def _format_hours(seconds: float) -> str:
    from transcripts.formats.clock import clock

    return clock(seconds)
