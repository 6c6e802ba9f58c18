"""The API cuts clips: sound, captions and quote in a ZIP file, without what is withheld."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
import webvtt

from audio.sound.cut import RATE_HZ
from audio.sound.decode import AudioReader
from editor.passwords import read_login
from editor.safety.csrf import HEADER
from flows.adopting import Adoption, adopt_transcript
from tests.editor.conftest import ID, Editor, Opener
from tests.lamplight import EXAMPLE
from tests.leaks import leaks

TURN = EXAMPLE.turns[6]
AROUND = {"start": EXAMPLE.turns[5].start, "end": EXAMPLE.turns[8].end}


def files_of(answer: Any) -> dict[str, bytes]:
    assert answer.status_code == 200, answer.text
    with ZipFile(BytesIO(answer.content)) as packed:
        return {Path(name).suffix: packed.read(name) for name in packed.namelist()}


def samples_of(data: bytes, place: Path) -> np.ndarray:
    place.write_bytes(data)
    with AudioReader(place, RATE_HZ) as reader:
        return np.concatenate([chunk[0] for chunk in reader.chunks()])


def test_a_clip_has_sound_captions_and_quote(
    reader: Editor, published: Path, tmp_path: Path
) -> None:
    span = {"start": TURN.start, "end": TURN.end}
    answer = reader.post(f"/{ID}/clip", span | {"pad": 0, "fade": 0})
    assert 'filename="The-Keeper-Who-Wouldnt-Leave-0.' in answer.headers["content-disposition"]
    files = files_of(answer)
    assert files.keys() == {".wav", ".vtt", ".txt"}
    assert TURN.text in files[".txt"].decode()
    cues = list(webvtt.from_string(files[".vtt"].decode()))
    assert cues[0].start == "00:00:00.000"
    (whole,) = (published / ID).glob("audio.*")
    found = samples_of(files[".wav"], tmp_path / "clip.wav")
    wanted = samples_of(whole.read_bytes(), tmp_path / "whole.wav")
    first = round(TURN.start * RATE_HZ)
    assert abs(len(found) / RATE_HZ - (TURN.end - TURN.start)) < 0.01
    assert np.corrcoef(found, wanted[first : first + len(found)])[0, 1] > 0.99


def test_an_edit_that_is_not_published_is_in_the_clip(editor: Editor) -> None:
    editor.edit(0, "set-name", speaker=TURN.speaker, name="Jo Fane")
    files = files_of(editor.post(f"/{ID}/clip", AROUND | {"form": "mp3", "level": -20}))
    assert "Jo Fane: “" in files[".txt"].decode()
    assert files.keys() == {".mp3", ".vtt", ".txt"}


@pytest.mark.parametrize("tone", [False, True])
def test_withheld_words_are_neither_read_nor_heard(
    editor: Editor, tmp_path: Path, tone: bool
) -> None:
    """Withheld words are missing from clips even before the recording is published again."""
    passage = {"start": TURN.start, "end": TURN.end, "level": "closed", "until": None}
    shown = {word.text for turn in EXAMPLE.turns if turn is not TURN for word in turn.words}
    secret = {word.text for word in TURN.words if len(word.text) > 4} - shown
    whole = files_of(editor.post(f"/{ID}/clip", AROUND | {"fade": 0}))
    assert leaks(whole[".vtt"] + whole[".txt"], secret)  # the search finds them
    before = samples_of(whole[".wav"], tmp_path / "whole.wav")
    assert editor.edit(0, "withhold-passage", **passage, tone=tone).status_code == 201
    answer = editor.post(f"/{ID}/clip", AROUND | {"fade": 0})
    files = files_of(answer)
    assert not leaks(files[".vtt"] + files[".txt"], secret)
    assert b"[withheld]" in files[".txt"]
    found = samples_of(files[".wav"], tmp_path / "clip.wav")
    begin = AROUND["start"] - 0.15
    part = slice(round((TURN.start - begin) * RATE_HZ), round((TURN.end - begin) * RATE_HZ))
    product = float((found[part] * before[part]).sum())
    assert abs(product) < 0.02 * float(np.linalg.norm(before[part])) * max(
        1.0, float(np.linalg.norm(found[part]))
    )
    assert np.abs(found[part]).max() == pytest.approx(0.1 if tone else 0.0, abs=0.001)
    both = slice(0, round((TURN.start - 0.2 - begin) * RATE_HZ))
    assert np.corrcoef(found[both], before[both])[0, 1] > 0.999


def test_what_is_withheld_as_a_whole_is_not_cut(editor: Editor) -> None:
    inside = {"start": TURN.start, "end": TURN.end}
    editor.edit(0, "withhold-passage", **inside, level="on-site", until=None)
    answer = editor.post(f"/{ID}/clip", inside)
    assert (answer.status_code, "withheld" in answer.json()["error"]) == (422, True)
    editor.edit(1, "withhold-recording", level="closed", until=None)
    answer = editor.post(f"/{ID}/clip", AROUND)
    assert answer.status_code == 422
    assert "nothing of it can be cut out" in answer.json()["error"]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"start": 0, "end": 601}, "at most 10 minutes"),
        ({"start": 56.0, "end": 58.2}, "no word is spoken"),
        ({"start": 60, "end": 58}, "no word is spoken"),
        ({"start": 1, "end": 3, "form": "flac"}, "form"),
        ({"start": 1, "end": 3, "pad": 99}, "pad"),
        ({"start": 1, "end": 3, "level": 3}, "level"),
    ],
)
def test_bad_requests_are_refused(reader: Editor, wanted: dict[str, Any], said: str) -> None:
    answer = reader.post(f"/{ID}/clip", wanted)
    assert (answer.status_code, said in answer.json()["error"]) == (422, True)


def test_only_pages_of_the_editor_may_ask(reader: Editor) -> None:
    assert reader.http.post(f"/api/recordings/{ID}/clip", json=AROUND).status_code == 403
    foreign = {HEADER: reader.proof, "origin": "https://elsewhere.example"}
    answer = reader.http.post(f"/api/recordings/{ID}/clip", json=AROUND, headers=foreign)
    assert answer.status_code == 403
    assert reader.http.get(f"/api/recordings/{ID}/clip").status_code == 405


def test_a_login_is_needed_if_there_is_one(
    opener: Opener, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAPELOG_EDIT_TOKEN", "a token of more than twenty letters")
    editor = opener(archive, login=read_login(archive))
    assert editor.post(f"/{ID}/clip", AROUND).status_code == 401


def test_no_temporary_file_stays(
    reader: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    reader.post(f"/{ID}/clip", AROUND)
    reader.post(f"/{ID}/clip", {"start": 56.0, "end": 58.2})
    assert list(tmp_path.iterdir()) == []


def test_a_transcript_without_a_recording_has_no_clips(opener: Opener, tmp_path: Path) -> None:
    text = tmp_path / "text.vtt"
    text.write_text("WEBVTT\n\n00:10.000 --> 00:12.000\n<v Ann Lee>We sailed.\n")
    archive = tmp_path / "archive"
    name = adopt_transcript(Adoption(text, None, archive))[0].recording.id
    answer = opener(archive).post(f"/{name}/clip", {"start": 10, "end": 12})
    assert answer.status_code == 422
    assert "has no recording" in answer.json()["error"]
