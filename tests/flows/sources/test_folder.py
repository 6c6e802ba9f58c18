from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.sources.arrival import Arrival, Refusal, Waiting
from flows.sources.folder import folder
from flows.sources.settled import open_for_writing
from tests.audio import media
from transcripts.errors import UserError


def put(place: Path, *names: str) -> None:
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(name)


def found(place: Path, settle: float = 0.0) -> list[Arrival | Refusal | Waiting]:
    return list(folder(place, settle=settle, wait=lambda _: None))


def names(place: Path) -> list[str]:
    return [str(a.file.relative_to(place)) for a in found(place) if isinstance(a, Arrival)]


def test_recordings_are_found_by_name_and_texts_are_not(tmp_path: Path) -> None:
    put(tmp_path, "b.MP3", "a.wav", "deep/er/film.mkv", "notes.txt", "list.csv", "cover.jpg")
    assert names(tmp_path) == ["a.wav", "b.MP3", "deep/er/film.mkv"]


def test_a_file_with_an_unknown_extension_is_opened(tmp_path: Path) -> None:
    media.write(tmp_path / "tape.wav", media.tone(0.1), codec="pcm_s16le").rename(tmp_path / "TAPE")
    (tmp_path / "side.b").write_bytes((tmp_path / "TAPE").read_bytes())
    put(tmp_path, "README", "numbers.dat")
    assert names(tmp_path) == ["TAPE", "side.b"]


def test_texts_beside_a_recording_that_are_not_read_are_named(tmp_path: Path) -> None:
    put(tmp_path, "Talk.mp3", "talk.docx", "Talk.srt", "talk.doc", "other.vtt")
    (talk,) = found(tmp_path)
    assert isinstance(talk, Arrival)
    assert [path.name for path in talk.unused] == ["Talk.srt", "talk.doc"]


@pytest.mark.parametrize("extension", ["txt", "docx", "odt", "RTF", "vtt", "srt", "pdf"])
def test_an_old_text_in_any_usual_form_belongs_to_its_recording(
    tmp_path: Path, extension: str
) -> None:
    put(tmp_path, "Talk.mp3", f"talk.{extension}")
    (talk,) = found(tmp_path)
    assert isinstance(talk, Arrival)
    assert (talk.transcript, talk.unused) == (tmp_path / f"talk.{extension}", ())


def test_texts_beside_a_recording_belong_to_it(tmp_path: Path) -> None:
    put(
        tmp_path,
        *("Talk.mp3", "talk.TXT", "talk.context.txt", "Talk.context-2.txt", "talk.cast.txt"),
        *("Talk two.mp3", "Talk two.context.review.txt", "other.txt"),
    )
    two, talk = found(tmp_path)
    assert isinstance(talk, Arrival)
    assert talk == Arrival(
        file=tmp_path / "Talk.mp3",
        origin="folder",
        where=str(tmp_path),
        transcript=tmp_path / "talk.TXT",
        context=(tmp_path / "Talk.context-2.txt", tmp_path / "talk.context.txt"),
        cast=tmp_path / "talk.cast.txt",
    )
    assert isinstance(two, Arrival)
    assert (two.transcript, two.context) == (None, (tmp_path / "Talk two.context.review.txt",))


def test_hidden_published_and_system_folders_are_skipped(tmp_path: Path) -> None:
    put(tmp_path, ".hidden.mp3", "._talk.mp3", ".cache/a.mp3", "@eaDir/talk.mp3/a.mp3", "old.mp3~")
    put(tmp_path, "out/R1/transcript.json", "out/R1/manifest.json", "out/R1/audio.m4a")
    put(tmp_path, "$RECYCLE.BIN/a.mp3", "#recycle/a.mp3", "#12 talk.mp3", "#1987/@talk.mp3")
    assert names(tmp_path) == ["#12 talk.mp3", "#1987/@talk.mp3"]


def test_links_to_files_are_followed_and_links_to_folders_are_not(tmp_path: Path) -> None:
    put(tmp_path, "far/talk.mp3", "watched/own.mp3")
    (tmp_path / "watched/link.mp3").symlink_to(tmp_path / "far/talk.mp3")
    (tmp_path / "watched/gone.mp3").symlink_to(tmp_path / "far/gone.mp3")
    (tmp_path / "watched/loop").symlink_to(tmp_path / "watched")
    (tmp_path / "watched/self.mp3").symlink_to("self.mp3")
    assert names(tmp_path / "watched") == ["link.mp3", "own.mp3"]
    (refused,) = [each for each in found(tmp_path / "watched") if isinstance(each, Refusal)]
    assert refused.reason == "cannot be read: Too many levels of symbolic links"


def test_downloads_that_have_not_finished_wait(tmp_path: Path) -> None:
    put(tmp_path, "a.mp3.part", "b.mp3.crdownload", "c.mp3", "c.mp3.part", "list.csv.tmp")
    assert [each.file.name for each in found(tmp_path) if isinstance(each, Waiting)] == [
        "a.mp3.part",
        "b.mp3.crdownload",
        "c.mp3.part",
    ]
    assert names(tmp_path) == []


def test_an_empty_file_and_an_invalid_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.mp3")).write_text("sound")
    refused = [each.reason for each in found(tmp_path) if isinstance(each, Refusal)]
    assert refused == [
        "its name is not UTF-8: rename it",
        "is empty (0 bytes): copy it again from its source",
    ]


def test_a_named_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "talk.mp3")
    assert found(tmp_path) == []


def test_a_file_that_changes_between_checks_waits(tmp_path: Path) -> None:
    put(tmp_path, "still.mp3", "growing.mp3", "text.mp3", "text.txt")

    def meanwhile(seconds: float) -> None:
        assert seconds == 60
        with (tmp_path / "growing.mp3").open("a") as file:
            file.write("more")
        (tmp_path / "text.txt").write_text("corrected")

    seen = list(folder(tmp_path, settle=60, wait=meanwhile))
    assert [(type(each), each.file.name) for each in seen if not isinstance(each, Refusal)] == [
        (Waiting, "growing.mp3"),
        (Arrival, "still.mp3"),
        (Waiting, "text.mp3"),
    ]


def test_a_time_in_the_future_does_not_delay_a_file(tmp_path: Path) -> None:
    put(tmp_path, "talk.mp3")
    os.utime(tmp_path / "talk.mp3", (4e9, 4e9))
    assert names(tmp_path) == ["talk.mp3"]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux says who writes")
def test_a_file_that_a_program_has_open_to_write_waits(tmp_path: Path) -> None:
    put(tmp_path, "idle.mp3", "read.mp3")
    program = (
        "import sys; f = open(sys.argv[1], 'a'); g = open(sys.argv[2]); print(flush=True); input()"
    )
    command = [sys.executable, "-c", program, tmp_path / "idle.mp3", tmp_path / "read.mp3"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        writer.stdout.readline()
        waiting = [each for each in found(tmp_path) if isinstance(each, Waiting)]
        assert [(each.file.name, each.reason) for each in waiting] == [
            ("idle.mp3", "is still open for writing in a program")
        ]
        assert names(tmp_path) == ["read.mp3"]
        writer.communicate(b"\n")
    stat = (tmp_path / "idle.mp3").stat()
    assert (stat.st_dev, stat.st_ino) not in open_for_writing()
    assert names(tmp_path) == ["idle.mp3", "read.mp3"]


@pytest.mark.parametrize(("name", "reason"), [("none", "does not exist"), ("file", "is a file")])
def test_an_invalid_folder_path_is_reported(tmp_path: Path, name: str, reason: str) -> None:
    put(tmp_path, "file")
    with pytest.raises(UserError, match=reason):
        found(tmp_path / name)
