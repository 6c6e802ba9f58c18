"""`tapelog people`: known people and their voiceprints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.kinds import ARCHIVE, AUTHOR, FILE, author_or_me, opened

if TYPE_CHECKING:
    from archive.catalogue.people import KnownPerson
    from archive.catalogue.rename import NameDecision, Renamed


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
    from archive.catalogue.people import people as everybody

    with opened(folder) as catalogue:
        found = everybody(catalogue)
    for known in found:
        click.echo(_line(known))
    if not found:
        click.echo("nobody", err=True)


@people.command()
@click.argument("name")
@click.pass_obj
def show(folder: Path | None, name: str) -> None:
    """Show where NAME speaks, and the turns that the voiceprint comes from."""
    from archive.catalogue.names import find_person_name
    from archive.catalogue.people import everything, person

    with opened(folder) as catalogue:
        name = find_person_name(catalogue, name)
        known, kept = person(catalogue, name), everything(catalogue, name)
    click.echo(_line(known))
    for spoken in kept["speaks_in"]:
        about = [spoken["title"], spoken["date"], spoken["role"]]
        click.echo(f"  {spoken['recording']}  {', '.join(part for part in about if part)}")
    for share in kept["voice"]:
        undone = "" if share["counts"] else "  (undone, does not count)"
        click.echo(
            f"  voice: {share['recording']} at {_clock(share['start'])}, "
            f"{share['seconds']:.0f} s, {share['because']}{undone}"
        )


@people.command()
@click.pass_obj
def learn(folder: Path | None) -> None:
    """Enrol voices from turns that editors confirmed since the last run."""
    from rich.console import Console

    from archive.storage.files import archive_folder
    from flows.enrolment import enrol_voices as learn_voices
    from flows.progress import shown_on

    with opened(folder):
        pass
    with shown_on(Console(stderr=True)):
        learned = learn_voices(archive_folder(folder))
    for notice in learned.notices:
        click.echo(f"note: {notice}", err=True)
    click.echo(f"{_counted(learned.turns, 'turn')} learned")


@people.command()
@click.argument("name")
@click.argument("file", type=FILE)
@click.pass_obj
def export(folder: Path | None, name: str, file: Path) -> None:
    """Write everything stored about NAME to FILE as JSON."""
    from archive.catalogue.people import everything
    from archive.storage.files import write_atomically

    with opened(folder) as catalogue:
        kept = everything(catalogue, name)
    write_atomically(file, json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    click.echo(f"{_counted(len(kept['voice']), 'turn')} of {name} in {file}")


@people.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def forget(folder: Path | None, name: str, yes: bool) -> None:
    """Delete NAME's voiceprint and never enrol it again."""
    from datetime import UTC, datetime

    from archive.catalogue.people import forget as delete
    from archive.catalogue.people import person

    with opened(folder) as catalogue:
        known = person(catalogue, name)
        if not yes:
            click.confirm(f"Delete what is kept of the voice of {name}?", abort=True)
        count = delete(catalogue, name, datetime.now(UTC).isoformat(timespec="seconds"))
    click.echo(f"{_counted(count, 'turn')} of {name} forgotten; the voice is not learned any more")
    click.echo(
        f"what remains: the name in {_counted(known.recordings, 'transcript')} and what was "
        "published of them; reasons in transcripts that say whom a voice sounds like; archives "
        "exported before"
    )


@people.command()
@click.argument("name")
@click.pass_obj
def allow(folder: Path | None, name: str) -> None:
    """Allow the voice of NAME to be enrolled again after `forget`."""
    from archive.catalogue.people import allow as permit

    with opened(folder) as catalogue:
        permit(catalogue, name)
    click.echo(f"the voice of {name} is learned with the next `tapelog people learn`")


@people.command()
@click.argument("former")
@click.argument("name")
@AUTHOR
@click.pass_obj
def rename(folder: Path | None, former: str, name: str, author: str | None) -> None:
    """Rename FORMER to NAME, a new name, in every recording."""
    from archive.catalogue.rename import rename as call

    said = _said(former, name, author)
    with opened(folder) as catalogue:
        _tell(call(catalogue, said), said)


@people.command()
@click.argument("one")
@click.argument("other")
@AUTHOR
@click.pass_obj
def merge(folder: Path | None, one: str, other: str, author: str | None) -> None:
    """Merge person ONE into OTHER, whose name is kept."""
    from archive.catalogue.rename import merge as make_one

    said = _said(one, other, author)
    with opened(folder) as catalogue:
        _tell(make_one(catalogue, said), said)


@people.command()
@click.argument("former")
@click.argument("name")
@AUTHOR
@click.pass_obj
def undo(folder: Path | None, former: str, name: str, author: str | None) -> None:
    """Undo a `rename` or `merge` of FORMER into NAME."""
    from archive.catalogue.rename import take_back

    with opened(folder) as catalogue:
        done = take_back(catalogue, _said(former, name, author))
    click.echo(f"{former} is {former} again in {_counted(len(done.changed), 'recording')}")
    _follow_up()


def _said(former: str, name: str, author: str | None) -> NameDecision:
    from datetime import UTC, datetime

    from archive.catalogue.rename import NameDecision

    at = datetime.now(UTC).isoformat(timespec="seconds")
    return NameDecision(former, " ".join(name.split()), author_or_me(author), at)


def _tell(done: Renamed, said: NameDecision) -> None:
    former, name = said.former, said.name
    click.echo(f"{former} is {name} in {_counted(len(done.changed), 'recording')}")
    if done.left:
        click.echo(
            f"note: whether it is {former} who speaks is still a question in "
            f"{', '.join(done.left)}: answer it there, `tapelog edit`",
            err=True,
        )
    if done.changed:
        click.echo(f'back: tapelog people undo "{former}" "{name}"')
        _follow_up()


def _follow_up() -> None:
    click.echo(
        "next: `tapelog archive publish RECORDING` writes published files anew, "
        "`tapelog people learn` learns the voice under its name"
    )


def _line(known: KnownPerson) -> str:
    return " · ".join(_parts(known))


def _parts(known: KnownPerson) -> Iterator[str]:
    yield known.name
    yield _counted(known.recordings, "recording")
    if known.roles:
        yield ", ".join(known.roles)
    if known.refused:
        yield f"no voice is kept since {known.refused[:10]}"
    elif known.turns:
        yield f"voice: {known.seconds:.0f} s from {_counted(known.turns, 'turn')}"
    else:
        yield "voice not known"


def _counted(number: int, what: str) -> str:
    from transcripts.text.quantities import format_count

    return format_count(number, what)


def _clock(seconds: float) -> str:
    from transcripts.formats.clock import clock

    return clock(seconds)
