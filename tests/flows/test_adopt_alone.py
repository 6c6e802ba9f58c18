"""Transcripts adopted without a recording are published, edited, found, moved and withheld."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.catalogue.append import NewEdit, append
from archive.catalogue.candidates import find_enrolment_candidates
from archive.catalogue.current import load_snapshot
from archive.catalogue.open import open_catalogue
from archive.check import check
from archive.database.connection import Catalogue
from archive.publishing.republish import republish
from archive.search.search import Query, search
from archive.site.build import build
from archive.site.options import SiteOptions
from archive.storage.files import published_folder
from archive.storage.originals import originals_folder
from archive.storage.published import read_transcript, verify
from archive.transfer import export_archive, import_archive
from flows.adopting import Adoption, adopt_transcript
from flows.cli import main
from flows.old_text import read_old_text
from tests.conftest import ROOT
from tests.leaks import files_in, leaks
from transcripts.edits.kinds.add_comment import AddComment
from transcripts.edits.kinds.speakers import SetName
from transcripts.edits.kinds.withhold import WithholdPassage
from transcripts.errors import UserError
from transcripts.formats.options import RenderOptions
from transcripts.formats.table import BY_NAME, FORMATS, formats_for
from transcripts.transcript import Transcript

SENTENCE = ROOT / "tests" / "audio" / "data" / "censor.ogg"
LABELLED = (
    "ANN LEE: Good evening, Tom Ray.\n\n[music]\n\n"
    "TOM RAY: We sailed at dawn [laughs] and came home zxbitterly.\n\nANN LEE: Never?\n"
)
TIMED = (
    "WEBVTT\n\n00:10.000 --> 00:12.000\n<v Ann Lee>We sailed.\n\n"
    "00:12.000 --> 00:14.500\n<v Tom Ray>Never zxbitterly.\n"
)
UNLABELLED = (
    "Good evening. I'm Ann Lee, and my guest is the writer Tom Ray. Welcome to the show.\n\n"
    "Thank you, Ann. It is good to be here.\n\nTom, when did you begin to write?\n\n"
    "I began when I was nine, in my father's boat.\n"
)
SITE = SiteOptions("River Archive", "https://river.example", "ann@river.example")
NEEDS_SOUND = {"iiif", "annotations", "edl", "fcpxml"}


def adopted(folder: Path, text: str, **more: object) -> tuple[Transcript, Path]:
    path = folder / "old.txt"
    path.write_text(text)
    return adopt_transcript(Adoption(path, None, folder / "archive", **more))  # type: ignore[arg-type]


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    return tmp_path / "archive"


@pytest.fixture
def catalogue(archive: Path) -> Iterator[Catalogue]:
    with open_catalogue(archive) as opened:
        yield opened


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


@pytest.mark.parametrize("text", [LABELLED, TIMED])
def test_a_transcript_without_a_recording_is_whole(
    text: str, archive: Path, catalogue: Catalogue
) -> None:
    made, folder = adopted(archive.parent, text)
    assert [s.name for s in made.speakers] in (["ANN LEE", "TOM RAY"], ["Ann Lee", "Tom Ray"])
    assert read_transcript(folder) == made
    assert not verify(folder)
    assert not [path for path in folder.iterdir() if path.name.startswith("audio")]
    assert list(check(catalogue)) == []
    (hit,) = search(catalogue, Query(text="zxbitterly")).hits
    assert (hit.moment is None) == (text == LABELLED)
    assert find_enrolment_candidates(load_snapshot(catalogue, made.recording.id)) == ()


def test_times_are_published_only_if_the_source_has_them(archive: Path) -> None:
    timed, folder = adopted(archive.parent, TIMED)
    assert (timed.recording.medium, timed.recording.duration) == ("timed-text", 14.5)
    assert (folder / "transcript.vtt").is_file()
    assert "0:10" in (folder / "index.html").read_text()
    untimed, folder = adopted(archive.parent, LABELLED)
    assert (untimed.recording.medium, untimed.recording.duration) == ("text", 0.0)
    assert {path.name for path in folder.iterdir()} == {
        "index.html",
        "manifest.json",
        "old-text.txt",
        "transcript.json",
        "transcript.txt",
    }
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert 'class="time"' not in page
    assert "<audio" not in page
    assert "there is no recording" in page
    assert [event.text for event in untimed.events] == ["music", "laughter"]
    assert untimed.voices == ()


def test_formats_that_need_times_or_a_recording_say_so(archive: Path) -> None:
    untimed, folder = adopted(archive.parent, LABELLED)
    for kind in FORMATS:
        if kind.needs == "nothing":
            assert kind.render(untimed, RenderOptions(shows_times=True))
        else:
            with pytest.raises(UserError, match=f"^{kind.name} needs (times|a recording), and old"):
                kind.render(untimed)
    text = BY_NAME["txt"].render(untimed, RenderOptions(shows_times=True))
    assert "[0:" not in str(text)
    assert ",,,S1,ANN LEE," in str(BY_NAME["csv"].render(untimed)).replace("T1", "", 1)
    timed, _ = adopted(archive.parent, TIMED)
    assert {k.name for k in FORMATS} - {k.name for k in formats_for(timed.recording)} == NEEDS_SOUND
    ran = run("export", folder, "--all", "--out", archive.parent / "all")
    assert ran.exit_code == 0, ran.output
    assert not (archive.parent / "all" / "transcript.vtt").exists()
    ran = run("export", folder, "--format", "vtt")
    assert (ran.exit_code, ran.output.count("\n")) == (1, 1)
    with pytest.raises(UserError, match="vtt needs times"):
        adopted(archive.parent, LABELLED, published_formats=("txt", "vtt"))


def test_without_labels_the_speakers_are_found_with_their_probabilities(archive: Path) -> None:
    made, _ = adopted(archive.parent, UNLABELLED)
    ann, tom = made.speakers
    assert (ann.name, ann.role, tom.name) == ("Ann Lee", "host", "Tom Ray")
    assert [made.speaker(turn).name for turn in made.turns][:2] == ["Ann Lee", "Tom Ray"]
    assert all(0 < turn.confidence < 1 for turn in made.turns)
    (own,) = [reason for reason in ann.reasons if reason.kind == "introduces-self"]
    assert own.at == made.turns[0].start  # a withheld turn takes its quotes with it
    cast = archive.parent / "cast.txt"
    cast.write_text("Ann Lee: host\nTom Ray: author\n")
    with_cast, _ = adopted(archive.parent, LABELLED, cast=cast)
    assert [s.role for s in with_cast.speakers] == ["host", "author"]


def test_edits_are_published_and_comments_need_no_recording(
    archive: Path, catalogue: Catalogue
) -> None:
    made, folder = adopted(archive.parent, LABELLED)
    item = made.recording.id
    for n, change in enumerate((SetName("S1", "Ann Leigh"), AddComment(0.5, 2.0, "check"))):
        append(catalogue, item, NewEdit(change, "Ann", "2026-05-04T21:07:33+00:00", n))
    republish(catalogue, item)
    assert read_transcript(folder).speakers[0].name == "Ann Leigh"
    assert list(check(catalogue)) == []
    again, _ = adopted(archive.parent, LABELLED)
    assert again.speakers[0].name == "Ann Leigh"


def test_the_recording_that_comes_later_gets_the_corrected_text(
    archive: Path, catalogue: Catalogue
) -> None:
    made, folder = adopted(archive.parent, TIMED.replace("00:1", "00:0"))
    source = archive.parent / "old.txt"
    change = SetName("S1", "Ann Leigh")
    append(catalogue, made.recording.id, NewEdit(change, "Ann", "2026-05-04T21:07:33+00:00", 0))
    republish(catalogue, made.recording.id)
    late = Adoption(source, SENTENCE, archive)
    with pytest.raises(UserError, match=r"use the corrected text instead, .*transcript\.json"):
        adopt_transcript(late)
    found, _ = adopt_transcript(Adoption(folder / "transcript.json", SENTENCE, archive))
    assert found.recording.has_sound
    assert found.speakers[0].name == "Ann Leigh"


def test_estimated_times_are_no_evidence_when_the_transcript_is_read_again(archive: Path) -> None:
    _, folder = adopted(archive.parent, LABELLED)
    assert not read_old_text(folder / "transcript.json").is_timed


def test_an_export_has_the_source_and_is_imported(archive: Path, catalogue: Catalogue) -> None:
    made, _ = adopted(archive.parent, LABELLED)
    export_archive(catalogue, archive.parent / "all.tar")
    with open_catalogue(archive.parent / "other") as other:
        import_archive(other, archive.parent / "all.tar")
        assert list(check(other)) == []
    folder = published_folder(archive.parent / "other", made.recording.id)
    assert (folder / "old-text.txt").read_text() == LABELLED
    assert not verify(folder)


@pytest.mark.parametrize("text", [LABELLED, TIMED])
def test_a_withheld_passage_is_in_no_published_byte(
    text: str, archive: Path, catalogue: Catalogue
) -> None:
    made, folder = adopted(archive.parent, text, published_formats=tuple(BY_NAME))
    word = next(word for word in made.words if "zxbitterly" in word.text)
    place = archive.parent / "site"
    build(catalogue, place, SITE)
    assert any(leaks(data, {"zxbitterly"}) for data in files_in(place).values())
    item = made.recording.id
    change = WithholdPassage(word.start, word.end)
    append(catalogue, item, NewEdit(change, "Ann", "2026-05-05T08:00:00Z", 0))
    republish(catalogue, item)
    build(catalogue, place, SITE)
    digest = made.recording.sha256
    assert item[1:] not in digest
    for data in (*files_in(folder).values(), *files_in(place).values()):
        # The hash of the whole text must not be published: it would show whether a guess is right.
        assert not leaks(data, {"zxbitterly", digest, digest[:12]})
    assert list(check(catalogue)) == []
    assert originals_folder(archive, item) / f"old-text.{'txt' if text == LABELLED else 'vtt'}"
    export_archive(catalogue, archive.parent / "all.tar")
    with open_catalogue(archive.parent / "other") as other:
        import_archive(other, archive.parent / "all.tar")
        assert list(check(other)) == []
    moved = published_folder(archive.parent / "other", item)
    assert not any(leaks(data, {"zxbitterly"}) for data in files_in(moved).values())
    assert run("release", item, "E1", "--archive", archive).exit_code == 0
    assert leaks((folder / "transcript.txt").read_bytes(), {"zxbitterly"})
    assert list(folder.glob("old-text.*"))


def test_a_site_has_pages_without_players_and_a_feed_of_sound_only(
    archive: Path, catalogue: Catalogue
) -> None:
    made, _ = adopted(archive.parent, LABELLED, title="At sea")
    place = archive.parent / "site"
    build(catalogue, place, SITE)
    files = files_in(place)
    page = files[f"recordings/{made.recording.id}/index.html"].decode()
    assert "<audio" not in page
    assert "data-untimed" in page
    assert b"Text only" in files["index.html"]
    assert b"<item>" not in files["feed.xml"]
    assert b"<dc:type>Text</dc:type>" in files[f"oai/GetRecord-{made.recording.id}.xml"]
    assert b'"timed":false' in files[f"recordings/{made.recording.id}/turns.json"]


def test_commands_that_need_the_sound_refuse_in_one_line(archive: Path) -> None:
    made, folder = adopted(archive.parent, LABELLED)
    source = archive.parent / "old.txt"
    for command in (
        ("clip", folder, "0:00-0:02", "--out", archive.parent / "clips"),
        ("realign", folder, source),
        ("withhold", made.recording.id, "0:00-0:02", "--archive", archive),
    ):
        ran = run(*command)
        assert ran.exit_code == 1, command
        assert ran.output.count("\n") == 1, ran.output
        assert "Traceback" not in ran.output


def test_a_file_and_a_folder_without_recordings(archive: Path) -> None:
    texts = archive.parent / "texts"
    (texts / "1987").mkdir(parents=True)
    (texts / "1987" / "one.txt").write_text(LABELLED)
    (texts / "two.vtt").write_text(TIMED)
    (texts / "copy.vtt").write_text(TIMED)
    ran = run("adopt", texts, "--archive", archive)
    assert "0 adopted" in ran.output
    ran = run("adopt", texts, "--archive", archive, "--without-recordings")
    assert ran.exit_code == 0, ran.output
    assert "2 adopted, 1 already in the archive, 0 left out" in ran.output
    ran = run("adopt", texts / "two.vtt", "--archive", archive)
    assert ran.exit_code == 0, ran.output
    assert "there is no recording" in ran.output
