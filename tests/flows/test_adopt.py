"""`tapelog adopt`: a timed transcript is published, edited and found without any model."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.catalogue.append import NewEdit, append
from archive.catalogue.open import open_catalogue
from archive.check import check
from archive.publishing.republish import republish
from archive.storage.published import read_transcript, verify
from archive.transfer.layout import is_expected
from flows import adopting
from flows.adopting import Adoption, adopt_transcript
from flows.cli import main
from tests.audio import media
from tests.conftest import ROOT
from transcripts.edits.kinds.speakers import SetName
from transcripts.errors import UserError

SENTENCE = ROOT / "tests" / "audio" / "data" / "censor.ogg"
VTT = (
    "WEBVTT\n\n00:00.000 --> 00:01.000\n<v Ann Lee>We sailed, [laughs]\n\n"
    "00:01.000 --> 00:02.000\n<v Tom Ray>Never.\n"
)


def adopted(folder: Path, text: str = VTT) -> tuple[Path, Path]:
    path = folder / "old.html"  # the content decides, not the name
    path.write_text(text)
    archive = folder / "archive"
    _, published = adopt_transcript(Adoption(path, SENTENCE, archive, title="At sea"))
    return archive, published


def test_a_transcript_is_published_unchanged_with_its_source(tmp_path: Path) -> None:
    _, folder = adopted(tmp_path)
    made = read_transcript(folder)
    assert [(made.speaker(t).name, t.text) for t in made.turns] == [
        ("Ann Lee", "We sailed,"),
        ("Tom Ray", "Never."),
    ]
    assert made.recording.title == "At sea"
    assert made.provenance.models == ()
    assert [event.text for event in made.events] == ["laughter"]  # "[laughs]" in the source
    assert (folder / "old-text.vtt").read_text() == VTT
    assert not verify(folder)
    assert is_expected(f"published/{made.recording.id}/old-text.vtt")


def test_edits_and_source_survive_adopting_again(tmp_path: Path) -> None:
    archive, folder = adopted(tmp_path)
    recording = read_transcript(folder).recording.id
    with open_catalogue(archive) as catalogue:
        change = SetName("S1", "Ann Leigh")
        append(catalogue, recording, NewEdit(change, "Ann", "2026-05-04T21:07:33+00:00", 0))
        republish(catalogue, recording)
    adopted(tmp_path)  # again, unchanged
    found = read_transcript(folder)
    assert [s.name for s in found.speakers] == ["Ann Leigh", "Tom Ray"]
    assert (folder / "old-text.vtt").read_text() == VTT
    assert not verify(folder)


def test_a_web_page_source_cannot_run_in_a_browser(tmp_path: Path) -> None:
    page = (
        "<html><cite>Ann:</cite><time>0:00</time><p>Yes.</p>"
        "<cite>Tom:</cite><time>0:01</time><p>No."
    )
    _, folder = adopted(tmp_path, page)
    assert (folder / "old-text.html.txt").read_text() == page
    assert not is_expected("published/r-1/old-text.html")


def test_refused_sources_are_explained_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(
        UserError, match=r"old.html: the transcript has no times, so it cannot be adopted"
    ):
        adopted(tmp_path, "ANN: Yes.\n\nTOM: No.\n")
    assert not (tmp_path / "archive" / "published").exists()


@pytest.fixture
def tapes(tmp_path: Path) -> Path:
    """A folder of recordings: one has WebVTT, one two texts, one an untimed text, one no text."""
    folder = tmp_path / "tapes"
    (folder / "1987").mkdir(parents=True)
    shutil.copy(SENTENCE, folder / "sea.ogg")
    (folder / "sea.vtt").write_text(VTT)
    for number, name in enumerate(("1987/two", "plain", "alone")):
        sound = media.tone(3.0, hz=300.0 + 50 * number)
        media.write(folder / f"{name}.wav", sound, codec="pcm_s16le")
    (folder / "1987/two.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nWe sailed.\n")
    (folder / "1987/two.vtt").write_text(VTT)
    (folder / "plain.txt").write_text("ANN: We sailed.\n")
    (folder / ".hidden.vtt").write_text(VTT)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["adopt", *map(str, arguments)])


def test_a_folder_is_adopted_and_says_what_was_left_out(tapes: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    ran = run(tapes, "--archive", archive, "--programme", "Sea Tales")
    assert ran.exit_code == 1, ran.output
    assert "2 adopted, 0 already in the archive, 1 left out" in ran.output
    assert "plain.wav: left out: " in ran.output
    assert "has no times, so it cannot be adopted" in ran.output
    assert "alone.wav" not in ran.output
    made = [read_transcript(folder) for folder in (archive / "published").iterdir()]
    assert {t.recording.file for t in made} == {"sea.ogg", "two.wav"}
    assert {t.recording.programme for t in made} == {"Sea Tales"}
    assert all([s.name for s in t.speakers] == ["Ann Lee", "Tom Ray"] for t in made)  # not the srt


def test_a_recording_that_the_archive_has_is_left_as_it_is(tapes: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    run(tapes, "--archive", archive)
    before = {path: path.read_bytes() for path in (archive / "published").rglob("*.json")}
    (tapes / "sea.vtt").write_text(VTT.replace("sailed", "rowed"))
    (tapes / "plain.txt").unlink()
    ran = run(tapes, "--archive", archive)
    assert ran.exit_code == 0, ran.output
    assert "0 adopted, 2 already in the archive, 0 left out" in ran.output
    assert before == {path: path.read_bytes() for path in (archive / "published").rglob("*.json")}


def test_several_processes_adopt_what_one_does(
    tapes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adopting, "_PART", 1)
    shutil.copy(tapes / "sea.ogg", tapes / "zoo.ogg")  # the same recording again
    (tapes / "zoo.vtt").write_text(VTT.replace("sailed", "rowed"))
    archive = tmp_path / "archive"
    ran = run(tapes, "--archive", archive)
    assert "2 adopted, 1 already in the archive, 1 left out" in ran.output
    made = [read_transcript(folder) for folder in (archive / "published").iterdir()]
    assert {t.recording.file for t in made} == {"sea.ogg", "two.wav"}
    assert all(t.turns[0].text == "We sailed," for t in made)
    with open_catalogue(archive) as catalogue:
        assert list(check(catalogue)) == []


def test_the_recording_beside_the_transcript_is_found(tapes: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    assert run(tapes / "sea.vtt", "--archive", archive).exit_code == 0
    (made,) = (archive / "published").iterdir()
    assert read_transcript(made).recording.file == "sea.ogg"
    (tapes / "lost.vtt").write_text(VTT)
    ran = run(tapes / "lost.vtt", "--archive", archive)
    assert ran.exit_code == 0, ran.output
    assert "the words are those of lost.vtt; there is no recording" in ran.output


def test_a_folder_has_no_title(tapes: Path, tmp_path: Path) -> None:
    assert run(tapes, "--archive", tmp_path / "archive", "--title", "At sea").exit_code == 2


def test_the_page_says_that_nobody_listened(tmp_path: Path) -> None:
    _, folder = adopted(tmp_path)
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "Taken over from old.html without listening to the recording" in page
    assert "speech recognition" not in page
    assert "no existing transcript" not in page
