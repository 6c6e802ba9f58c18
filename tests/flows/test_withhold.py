"""`tapelog withhold`, `release` and `archive withheld`, as an archivist types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.publishing.republish import ingest_and_publish
from archive.storage.files import published_folder
from archive.storage.published import read_transcript
from flows.cli import main
from tests.audio import media
from tests.lamplight import EXAMPLE

ID = EXAMPLE.recording.id


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    place = tmp_path / "archive"
    monkeypatch.setenv("TAPELOG_ARCHIVE", str(place))
    sound = media.write(tmp_path / "copy.mp3", media.tone(2.0), codec="libmp3lame")
    ingest_and_publish(EXAMPLE, sound, published_folder(place, ID), place)
    return place


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


def text_of(archive: Path) -> str:
    return (published_folder(archive, ID) / "transcript.txt").read_text(encoding="utf-8")


def test_what_is_withheld_is_listed_with_who_until_when_and_why(archive: Path) -> None:
    arguments = ("36-39", "--until", "2999-01-01", "--reason", "the donor", "--author", "Ann")
    assert run("withhold", ID, *arguments).exit_code == 0
    assert "less [withheld] letter" in text_of(archive)
    (line,) = run("archive", "withheld").output.splitlines()
    assert line.startswith(f"{ID}  E1  ")
    assert "Ann withheld 0:36 to 0:39 from everybody until 2999-01-01 (the donor)" in line
    assert run("release", ID, "E9").exit_code == 1
    assert "E1 is released" in run("release", ID, "--author", "Ann").output
    assert "[withheld]" not in text_of(archive)
    assert run("archive", "withheld").output == "nothing is withheld\n"


def test_similar_words_and_titles_are_left_to_the_archivist(archive: Path) -> None:
    done = run("withhold", ID, "--person", "Tobias Aurelian-Grey", "--pseudonym", "Guest A")
    assert done.exit_code == 0, done.output
    assert "Tobias" not in text_of(archive)
    assert "GUEST A" in text_of(archive)
    done = run("withhold", ID, "--person", "Marion Whitlocke", "--pseudonym", "Guest B")
    assert "these words are similar to 'Marion Whitlocke'" in done.output
    assert "Whitlock (" in done.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((ID, "0:39-0:36"), "ends before it begins"),
        ((ID, "9:00-9:10"), "ends at 1:52"),
        ((ID, "30-40", "--until", "2999"), "write it as 2040-01-01"),
        ((ID, "--person", "Nobody", "--level", "closed"), "does not speak in"),
        ((ID, "--person", "Marian Whitlock", "--pseudonym", "Ifeoma Castellan"), "another"),
        ((ID, "--person", "Marian Whitlock", "--pseudonym", "Marian X"), "a part of the name"),
        (("--person", "Nobody Known"), "nobody called"),
        (("r-unknown",), "there is no recording"),
    ],
)
def test_mistakes_are_one_line_and_save_nothing(
    archive: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = run("withhold", *arguments)
    assert done.exit_code == 1
    assert message in done.output
    assert run("archive", "withheld").output == "nothing is withheld\n"


def test_the_reading_room_gets_what_is_on_site_without_what_is_closed(
    archive: Path, tmp_path: Path
) -> None:
    run("withhold", ID, "36-39", "--level", "on-site")
    run("withhold", ID, "29-32")
    room = tmp_path / "room"
    done = run("archive", "publish", ID, "--on-site", str(room))
    assert done.exit_code == 0, done.output
    assert "less than my mother" in (room / "transcript.txt").read_text(encoding="utf-8")
    assert [entry.start for entry in read_transcript(room).withheld] == [29.0]
    assert [e.start for e in read_transcript(published_folder(archive, ID)).withheld] == [
        29.0,
        36.0,
    ]
    again = run("archive", "publish", ID, "--on-site", str(published_folder(archive, ID)))
    assert (again.exit_code, "choose an empty folder" in again.output) == (1, True)


def test_other_commands_do_not_bring_withheld_parts_back(archive: Path, tmp_path: Path) -> None:
    run("withhold", ID, "36-39")
    folder = str(published_folder(archive, ID))
    old = tmp_path / "old.txt"
    old.write_text("MARIAN WHITLOCK: From the river studios.", encoding="utf-8")
    realigned = run("realign", folder, str(old))
    assert (realigned.exit_code, "are withheld" in realigned.output) == (1, True)
    clip = run("clip", folder, "34-41", "--recording", folder + "/audio.mp3")
    assert (clip.exit_code, "leave out --recording" in clip.output) == (1, True)
    assert "less [withheld] letter" in run("export", folder, "--format", "txt").output
