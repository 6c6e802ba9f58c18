"""`tapelog archive`, as an archivist uses it."""

from __future__ import annotations

import json
from pathlib import Path
from unicodedata import normalize

import pytest
from click.testing import CliRunner

from archive.catalogue.append import NewEdit, append
from archive.catalogue.open import open_catalogue
from archive.publishing.republish import ingest_and_publish
from flows.cli import main
from tests.command import Ran
from tests.lamplight import EXAMPLE
from transcripts.edits.kinds.set_metadata import SetMetadata
from transcripts.edits.kinds.speakers import SetName

ID = EXAMPLE.recording.id


class Archive:
    """`tapelog archive` on an archive, in this process."""

    def __init__(self, folder: Path) -> None:
        self.archive = folder

    def __call__(self, *arguments: object) -> Ran:
        """Run a command."""
        words = ["archive", "--archive", str(self.archive), *map(str, arguments)]
        done = CliRunner().invoke(main, words)
        return Ran(done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    """The command with an archive that has one recording and an unpublished edit."""
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    fresh = Archive(tmp_path / "archive")
    audio = tmp_path / "copy.m4a"
    audio.write_bytes(b"sound")
    ingest_and_publish(EXAMPLE, audio, fresh.archive / "published" / ID, fresh.archive)
    with open_catalogue(fresh.archive) as catalogue:
        change = SetName("S3", "Ada Bell")
        append(catalogue, ID, NewEdit(change, "Ann", "2026-05-05T08:00:00Z", 0, "the sleeve"))
    return fresh


def test_an_archive_is_listed_published_checked_and_moved(filled: Archive, tmp_path: Path) -> None:
    listed = filled("list", "--speaker", "Ada Bell", "--unpublished").out
    assert listed.splitlines() == [
        f"{ID}  The Keeper Who Wouldn’t Leave, Evening Pages, 1987-11-04",
        "    1:52 · Marian Whitlock, Tobias Aurelian-Grey, Ada Bell · revision 1 · published 0"
        " · 2 to check",
    ]
    assert filled("list", "--speaker", "bell", "--programme", "evening").out == filled("list").out
    for option in ("--since", "--until"):
        refused = filled("list", option, "1987-13-45")
        assert (refused.status, f"{option} '1987-13-45' is not a date" in refused.err) == (1, True)
    backwards = filled("list", "--since", "1960", "--until", "1950")
    assert (backwards.status, backwards.out) == (1, "")
    assert "1960 is later than 1950: put the earlier date first" in backwards.err
    history = filled("history", ID).out
    assert history == (
        "E1  2026-05-05T08:00:00Z  Ann: set-name speaker=S3 name=Ada Bell (the sleeve)\n"
        "revision 1\n"
    )
    assert "revision 1 is in" in filled("publish", ID).out
    manifest = filled.archive / "published" / ID / "manifest.json"
    assert json.loads(manifest.read_text())["revision"] == 1
    assert filled("check").out == "no problems found\n"
    file = tmp_path / "moved.tar"
    assert filled("export", file).out.startswith("1 recording, 10 published files in ")
    other = Archive(tmp_path / "other")
    assert other("import", file).out == "1 recording, 10 published files\n"
    assert other("list").out == filled("list").out


def test_a_composed_and_a_decomposed_name_are_one(filled: Archive, tmp_path: Path) -> None:
    """macOS stores accented letters in file names decomposed, other systems composed."""
    programme, name = "Café Müller", "Zoë Brânză"
    with open_catalogue(filled.archive) as catalogue:
        for base, change in enumerate(
            (
                SetMetadata("programme", normalize("NFD", programme)),
                SetName("S3", normalize("NFD", name)),
                SetName("S4", name),
            ),
            start=1,
        ):
            append(catalogue, ID, NewEdit(change, "Ann", "2026-05-05T08:00:00Z", base))
    for form in ("NFC", "NFD"):
        listed = filled(
            "list", "--programme", normalize(form, programme), "--speaker", normalize(form, name)
        )
        assert programme in listed.out
        for part in (name, "zoë", "branza", "ZOË B"):
            arguments = ["people", "--archive", str(filled.archive), "show"]
            shown = CliRunner().invoke(main, [*arguments, normalize(form, part)])
            assert (shown.exit_code, name in shown.output) == (0, True), shown.output
    people = CliRunner().invoke(main, ["people", "--archive", str(filled.archive), "list"]).output
    assert people.count("Zo") == 1
    filled("publish", ID)
    site = tmp_path / "site"
    CliRunner().invoke(main, ["site", str(site), "--archive", str(filled.archive)])
    assert len([p for p in (site / "programmes").iterdir() if p.name != "index.html"]) == 1


def test_a_file_whose_name_begins_with_a_dash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-talk.txt").write_text("ANN: Hello.\n\nBOB: Yes.\n\nANN: So?\n\nBOB: No.\n")
    monkeypatch.setattr("sys.argv", ["tapelog", "show", "-talk.txt"])
    refused = CliRunner().invoke(main, ["show", "-talk.txt"])
    assert refused.exit_code == 2
    assert "To name the file -talk.txt, write ./-talk.txt" in refused.output
    for name in ("-talk.txt", "./-talk.txt"):
        read = CliRunner().invoke(main, ["label", "--transcript", name])
        assert read.exit_code == 0, read.output


def test_errors_are_one_line_and_status_1(filled: Archive, tmp_path: Path) -> None:
    (filled.archive / "published" / ID / "transcript.srt").unlink()
    checked = filled("check")
    assert (checked.status, checked.out.count("\n")) == (1, 1)
    assert "transcript.srt: is missing" in checked.out
    for arguments, complaint in (
        (("publish", "r-0"), "there is no recording 'r-0' in the archive"),
        (("import", tmp_path / "none.tar"), "none.tar does not exist"),
        (("export", tmp_path / "no" / "a.tar"), "cannot write to"),
    ):
        ran = filled(*arguments)
        assert ran.status == 1
        assert complaint in ran.complaint
        assert ran.err.count("\n") == 1
    assert filled("list", "--since", "1999").err == "no recordings\n"


def test_a_mistyped_folder_creates_no_archive(tmp_path: Path) -> None:
    ran = Archive(tmp_path / "archvie")("check")
    assert (ran.status, ran.out) == (1, "")
    assert f"there is no archive at {tmp_path / 'archvie'}" in ran.complaint
    assert not (tmp_path / "archvie").exists()
