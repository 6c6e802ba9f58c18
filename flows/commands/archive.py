"""`tapelog archive`: list, check, publish, export and import an archive."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands.shared import ARCHIVE, FILE, FOLDER, open_existing

if TYPE_CHECKING:
    from archive.catalogue.find import FoundRecording
    from archive.transfer import TransferResult
    from transcripts.edits.change import Edit


@click.group()
@ARCHIVE
@click.pass_context
def archive(context: click.Context, archive: Path | None) -> None:
    """List, check, publish, export and import an archive."""
    context.obj = archive


@archive.command("list")
@click.option("--title", metavar="T", help="Only recordings whose title contains T.")
@click.option("--programme", metavar="P", help="Only recordings of this programme.")
@click.option("--speaker", metavar="NAME", help="Only recordings in which this person speaks.")
@click.option(
    "--since", metavar="D", help="Only recordings broadcast on D or later: 2010-09-15, 2010."
)
@click.option("--until", metavar="D", help="Only recordings broadcast on D or earlier.")
@click.option(
    "--doubtful", "state", flag_value="doubtful", help="Only recordings with open questions."
)
@click.option(
    "--unpublished",
    "state",
    flag_value="unpublished",
    help="Only recordings with unpublished edits.",
)
@click.option("--after", metavar="PLACE", help="Continue an earlier list.")
@click.option("--most", type=click.IntRange(1, 1000), default=50, show_default=True, metavar="N")
@click.pass_obj
def list_(folder: Path | None, /, after: str | None, most: int, **filters: Any) -> None:
    """List recordings, newest first."""
    from archive.catalogue.find import RecordingFilter, find_recordings
    from archive.catalogue.names import find_person_name, find_programme
    from transcripts.dates import parse_date

    for name in ("since", "until"):
        if filters[name]:
            filters[name] = parse_date(filters[name], f"--{name}").rstrip("~")
    with open_existing(folder) as catalogue:
        if filters["speaker"]:
            filters["speaker"] = find_person_name(catalogue, filters["speaker"])
        if filters["programme"]:
            filters["programme"] = find_programme(catalogue, filters["programme"])
        page = find_recordings(catalogue, RecordingFilter(**filters), after=after, limit=most)
        for found in page.recordings:
            click.echo("\n".join(_format_recording(found)))
    if not page.recordings:
        click.echo("no recordings", err=True)
    if page.next_position:
        click.echo(f"more: --after '{page.next_position}'", err=True)


def _format_recording(recording: FoundRecording) -> Iterator[str]:
    about = [recording.title or recording.file, recording.programme, recording.date]
    yield f"{recording.id}  {', '.join(part for part in about if part)}"
    minutes, seconds = divmod(round(recording.duration), 60)
    state = [
        f"{minutes}:{seconds:02}" if recording.duration else "text without times",
        ", ".join(recording.speakers) or "no names",
        f"revision {recording.revision}",
        *(
            [f"published {recording.published_revision}"]
            if recording.published_revision != recording.revision
            else []
        ),
        *([f"{recording.doubt_count} to check"] if recording.doubt_count else []),
    ]
    yield f"    {' · '.join(state)}"


@archive.command()
@click.argument("recording")
@click.pass_obj
def history(folder: Path | None, recording: str) -> None:
    """Print every edit of RECORDING: who, what, when and why, and which do not apply any more."""
    from archive.catalogue.current import load_snapshot

    with open_existing(folder) as catalogue:
        now = load_snapshot(catalogue, recording)
    for edit in now.edits:
        click.echo(_format_edit(edit))
    for unapplied in now.unapplied:
        click.echo(f"{unapplied.edit.id} does not apply: {unapplied.reason}")
    click.echo(f"revision {now.revision}")


def _format_edit(edit: Edit) -> str:
    what = " ".join(f"{key}={value}" for key, value in edit.parameters.items())
    return f"{edit.id}  {edit.at}  {edit.author}: {edit.kind} {what}" + (
        f" ({edit.why})" if edit.why else ""
    )


@archive.command()
@click.argument("recording", required=False)
@click.pass_obj
def withheld(folder: Path | None, recording: str | None) -> None:
    """List what is withheld of RECORDING, or of all recordings: by whom, until when, and why."""
    from archive.catalogue.withholding import list_withheld as entries_of
    from archive.database.timestamps import current_time

    with open_existing(folder) as catalogue:
        entries = entries_of(catalogue, recording)
    today = current_time()[:10]
    for entry in entries:
        edit = entry.edit
        state = [
            *([edit.why] if edit.why else []),
            *(["due: see `tapelog release --due`"] if entry.is_due(today) else []),
            *([] if entry.is_published else ["NOT YET PUBLISHED: run `tapelog archive publish`"]),
        ]
        click.echo(
            f"{entry.recording}  {edit.id}  {edit.at[:10]}  {edit.author} "
            f"{entry.phrase}" + (f" ({'; '.join(state)})" if state else "")
        )
    if not entries:
        click.echo("nothing is withheld", err=True)


@archive.command()
@click.argument("recording")
@click.option("--out", type=FOLDER, help="Move its published files to this folder for good.")
@click.option(
    "--on-site",
    type=FOLDER,
    metavar="DIR",
    help="Write files for the reading room to this folder, with what is withheld on-site.",
)
@click.pass_obj
def publish(folder: Path | None, recording: str, out: Path | None, on_site: Path | None) -> None:
    """Publish RECORDING again with all edits."""
    from archive.catalogue.current import load_snapshot
    from archive.publishing.publish import publish_on_site
    from archive.publishing.republish import republish

    if out and on_site:
        raise click.UsageError("use --out or --on-site, not both")
    with open_existing(folder) as catalogue:
        if on_site:
            transcript = load_snapshot(catalogue, recording).transcript
            publish_on_site(transcript, catalogue.archive, on_site)
            click.echo(f"files for the reading room are in {on_site}")
            return
        revision, place = republish(catalogue, recording, out)
    click.echo(f"revision {revision} is in {place}")


@archive.command()
@click.pass_obj
def check(folder: Path | None) -> None:
    """Check the archive for problems; the exit status is 1 if there are any.

    Finds missing, changed and orphaned files, leftovers of killed runs, and rows of the catalogue
    that do not match the edits.
    """
    from archive.check import check as problems

    found = 0
    with open_existing(folder) as catalogue:
        for problem in problems(catalogue):
            click.echo(str(problem))
            found += 1
    if found:
        sys.exit(1)
    click.echo("no problems found")


@archive.command()
@click.pass_obj
def reindex(folder: Path | None) -> None:
    """Rebuild the search index from the transcripts.

    The archive can be used meanwhile. Transcripts that are not indexed yet are not found.
    """
    from archive.catalogue.reindex import reindex as make_anew
    from transcripts.text.quantities import format_count

    with open_existing(folder) as catalogue:
        done = sum(1 for _ in make_anew(catalogue))
    click.echo(f"{format_count(done, 'recording')} indexed")


@archive.command("export")
@click.argument("file", type=FILE)
@click.pass_obj
def export(folder: Path | None, file: Path) -> None:
    """Export the whole archive to FILE, a tar archive with the sha256 of everything in it.

    Published files that are missing or have changed are left out and named; the exit status is 1
    then.
    """
    from archive.transfer import export_archive as write

    with open_existing(folder) as catalogue:
        transferred = write(catalogue, file)
    click.echo(f"{_format_counts(transferred)} in {file}")
    for damaged in transferred.damaged:
        click.echo(f"left out because it is missing or has changed: {damaged}", err=True)
    if transferred.damaged:
        click.echo("see `tapelog archive check`, then `tapelog archive publish ID`", err=True)
        sys.exit(1)


@archive.command()
@click.argument("recording")
@click.option("--out", type=FOLDER, required=True, help="The new folder of the bag.")
@click.pass_obj
def bag(folder: Path | None, recording: str, out: Path) -> None:
    """Pack the published files of RECORDING as a bag (BagIt) with PREMIS metadata.

    The metadata have the sha256 of every file, how the transcript was made, and who edited it when.
    """
    from archive.transfer import write_bag
    from transcripts.text.quantities import format_count

    with open_existing(folder) as catalogue:
        files = write_bag(catalogue, recording, out.absolute())
    click.echo(f"{format_count(files, 'file')} in {out}")


@archive.command("import")
@click.argument("file", type=FILE)
@click.pass_obj
def import_(folder: Path | None, file: Path) -> None:
    """Import an archive from FILE into an empty one, after checking every sha256."""
    from archive.catalogue.open import open_catalogue
    from archive.transfer import import_archive

    with open_catalogue(folder) as catalogue:
        transferred = import_archive(catalogue, file)
    click.echo(_format_counts(transferred))


def _format_counts(transferred: TransferResult) -> str:
    from transcripts.text.quantities import format_count

    recordings = format_count(transferred.recordings, "recording")
    return f"{recordings}, {format_count(transferred.files, 'published file')}"
