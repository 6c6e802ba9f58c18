"""An archive on a URL: commands, editor and flows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from s3fs import S3FileSystem
from starlette.testclient import TestClient

from archive.catalogue.append import NewEdit, append
from archive.catalogue.open import open_catalogue
from archive.check import check
from archive.publishing.republish import ingest_and_publish
from archive.storage.files import parse_location
from archive.storage.published import read_transcript, verify
from audio.sound.recording import Source, probe
from audio.sound_events import event_model
from editor.app import build
from editor.passwords import read_login, set_password
from editor.settings import Settings
from flows import settings
from flows.request import Request
from flows.run import run as process
from flows.step import Step
from tests.archive.catalogue.postgres import server as postgres_server
from tests.command import Ran, Tapelog, run_here
from tests.editor.archives import write_sound
from tests.lamplight import EXAMPLE
from transcripts.edits.kinds.speakers import SetName
from transcripts.errors import UserError

ID = EXAMPLE.recording.id
WHEN = "2026-05-05T08:00:00Z"
Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="module")
def filled(objects: None, postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an archive with one recording, an edit, and its catalogue in PostgreSQL."""
    from tests.objects import bucket

    sound = tmp_path_factory.mktemp("sound") / "copy.wav"
    write_sound(sound, EXAMPLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAPELOG_DATABASE", postgres)
        archive = parse_location(f"{bucket()}/tapelog")
        ingest_and_publish(EXAMPLE, sound, archive / "published" / ID, archive)
        with open_catalogue(archive) as catalogue:
            append(catalogue, ID, NewEdit(SetName("S3", "Ada Bell"), "Ann", WHEN, 0))
        yield str(archive)


@pytest.fixture
def run(filled: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A function that runs `tapelog` in this process, on the archive `filled`."""
    monkeypatch.setenv("TAPELOG_ARCHIVE", filled)
    return run_here


def test_the_commands_work_on_a_url(run: Run, filled: str, tmp_path: Path) -> None:
    folder = f"{filled}/published/{ID}"
    assert f"revision 1 is in {folder}" in run("archive", "publish", ID).out
    assert run("archive", "check").status == 0
    assert "files are unchanged" in run("verify", folder).out
    assert "Ada Bell" in run("show", folder).out
    assert run("export", folder, "--format", "vtt").out.startswith("WEBVTT")
    assert f"{folder}/index.html#t=" in run("search", "hopeful").out
    assert run("status").status == 0
    assert run("archive", "--archive", filled, "export", tmp_path / "all.tar").status == 0


def test_an_unavailable_store_is_reported(
    run: Run, filled: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as away:
        away.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        away.setenv("AWS_MAX_ATTEMPTS", "1")
        away.setattr(S3FileSystem, "retries", 1)
        S3FileSystem.clear_instance_cache()
        commands = [["archive", "check"], ["archive", "publish", ID], ["site", tmp_path / "site"]]
        for command in commands:
            ran = run(*command)
            assert (ran.status, f"{filled} cannot be reached" in ran.complaint) == (1, True)
        assert run("status").status == run("search", "hopeful").status == 0
    S3FileSystem.clear_instance_cache()
    assert run("archive", "check").status == 0


def test_a_site_is_built_from_a_url(run: Run, tmp_path: Path) -> None:
    assert run("site", tmp_path / "site").out.startswith("1 recording, 3 people: 1 written")
    (sound,) = (tmp_path / "site").rglob("audio.wav")
    assert sound.read_bytes().startswith(b"RIFF")
    assert "0 written" in run("site", tmp_path / "site").out


def test_the_editor_plays_draws_edits_and_publishes(filled: str) -> None:
    archive = parse_location(filled)
    data = (archive / "published" / ID / "audio.wav").read_bytes()
    with open_catalogue(archive) as catalogue:
        app = build(catalogue, Settings(author="Ann", uses_models=False))
        with TestClient(app, "http://127.0.0.1:8765", client=("127.0.0.1", 50000)) as browser:
            sound = f"/recordings/{ID}/audio"
            whole = browser.get(sound)
            assert (whole.status_code, whole.content) == (200, data)
            assert whole.headers["content-type"].startswith("audio/")
            piece = browser.get(sound, headers={"range": "bytes=1000-1999"})
            assert (piece.status_code, piece.content) == (206, data[1000:2000])
            assert piece.headers["content-range"] == f"bytes 1000-1999/{len(data)}"
            long = browser.get(sound, headers={"range": "bytes=7-"})
            assert (long.status_code, long.content) == (206, data[7:])
            assert browser.get(sound, headers={"range": "bytes=-10"}).content == data[-10:]
            same = {"range": "bytes=0-9", "if-range": whole.headers["etag"]}
            assert browser.get(sound, headers=same).status_code == 206
            other = {"range": "bytes=0-9", "if-range": '"another"'}
            assert browser.get(sound, headers=other).status_code == 200
            assert browser.get(sound, headers={"range": "bytes=999999999-"}).status_code == 416
            head = browser.head(sound)
            assert (head.headers["content-length"], head.content) == (str(len(data)), b"")
            drawn = browser.get(f"/recordings/{ID}/peaks")
            assert drawn.content == (archive / "waves" / f"{ID}.dat").read_bytes()
            append(catalogue, ID, NewEdit(SetName("S3", "Ada Belle"), "Ann", WHEN, 1))
            app.state.editor.publisher.enqueue(ID)  # in a separate process, complete at the end
        assert app.state.editor.publisher.failure(ID) is None
        assert list(check(catalogue)) == []
    shown = read_transcript(archive / "published" / ID)
    assert "Ada Belle" in [speaker.name for speaker in shown.speakers]


def test_a_password_is_not_stored_on_a_url(filled: str) -> None:
    with pytest.raises(UserError, match="TAPELOG_EDIT_TOKEN"):
        set_password(parse_location(filled), "long enough it is")
    assert read_login(parse_location(filled)) is None


def test_a_request_with_a_url_is_serializable(filled: str, sentence: Path) -> None:
    request = Request(archive=parse_location(filled), recording=sentence)
    again = Request.model_validate_json(request.model_dump_json())
    assert again == request
    assert str(again.archive) == filled


def test_steps_cached_by_another_machine_are_reused(
    filled: str, server: str, sentence: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings.os, "environ", {**settings.os.environ})
    monkeypatch.setenv("TAPELOG_STEPS", f"{filled}/steps")
    monkeypatch.chdir(tmp_path)
    times: list[str] = []

    def listen(source: Source, more: str, *, progress: object) -> str:
        times.append(more)
        return f"{source.path.name}: {more}"

    step = Step("listen", listen, version=1)
    source = probe(sentence)
    first = step(source, (), "one")
    assert step(source, (), "one") == first
    assert step(source, (), "two").value != first.value
    assert times == ["one", "two"]
    kept = {path.name for path in (parse_location(filled) / "steps").iterdir()}
    assert kept == {f"{step.key(source, (), (each,))}.json" for each in times}
    assert list(tmp_path.iterdir()) == []


def test_prefect_gets_no_url_as_a_folder(
    filled: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings.os, "environ", {"XDG_DATA_HOME": str(tmp_path)})
    settings.set_environment(parse_location(filled))
    assert settings.os.environ["TAPELOG_STEPS"] == f"{filled}/steps"
    assert Path(settings.os.environ["PREFECT_LOCAL_STORAGE_PATH"]).is_absolute()


@pytest.mark.models
def test_another_machine_resumes_a_recording(
    address: str,
    postgres: str,
    server: str,
    sentence: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    archive = parse_location(address)
    monkeypatch.setattr(settings.os, "environ", {**settings.os.environ})
    monkeypatch.setenv("TAPELOG_DATABASE", postgres)
    monkeypatch.setenv("TAPELOG_STEPS", f"{address}/steps")
    _, folder = process(archive=archive, recording=sentence, model="tiny.en")
    kept = {path.name for path in (archive / "steps").iterdir()}
    steps = 4  # detect speech, recognize words, diarize, align words
    assert len(kept) == steps + (event_model() is not None)
    tapes = tmp_path / "list.csv"
    tapes.write_text(f"file,title\n{sentence},Censored\n")
    other = Tapelog(archive, server)(
        "batch", tapes, "--model", "tiny.en", XDG_DATA_HOME=str(tmp_path)
    )
    assert "1 recording published" in other.out
    assert {path.name for path in (archive / "steps").iterdir()} == kept
    assert read_transcript(folder).recording.title == "Censored"
    assert not verify(folder)
