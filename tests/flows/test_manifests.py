"""`tapelog manifest` writes a manifest that `batch` can read."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import CliRunner

from audio.sound.tags import read_tags
from flows.cli import main
from flows.sources.arrival import Arrival
from flows.sources.manifest import manifest
from tests.transcripts.test_records import PBCORE


def tagged(path: Path, options: dict[str, str] | None = None, **tags: str) -> None:
    """Write a second of silence with tags."""
    codec = "libmp3lame" if path.suffix == ".mp3" else "pcm_s16le"
    with av.open(str(path), "w", options=options or {}) as out:
        out.metadata.update(tags)
        stream = out.add_stream(codec, rate=44_100, layout="mono")
        kind = "fltp" if codec == "libmp3lame" else "s16"
        samples = np.zeros((1, 44_100), np.float32 if kind == "fltp" else np.int16)
        frame = av.AudioFrame.from_ndarray(samples, format=kind, layout="mono")
        frame.sample_rate = 44_100
        for each in (frame, None):
            out.mux(stream.encode(each))


@pytest.fixture
def tapes(tmp_path: Path) -> Path:
    folder = tmp_path / "tapes"
    folder.mkdir()
    tagged(folder / "keeper.mp3", title="Reel 7", date="1987")
    (folder / "keeper.pbcore.xml").write_text(PBCORE)
    (folder / "keeper.txt").write_text("MARIAN: Good evening.\n")
    tagged(folder / "news, late.mp3", title="The news", album="Tonight", date="1988-02-03")
    bext = {"description": "Harbour noise", "origination_date": "1989-05-06"}
    tagged(folder / "wave.wav", {"write_bext": "1"}, **bext)
    tagged(folder / "bare.mp3")
    (folder / "bare.xml").write_text("<pbcore><broken>")
    return folder


def run(folder: Path, out: Path) -> str:
    ran = CliRunner().invoke(main, ["manifest", str(folder), str(out)])
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_batch_reads_what_records_and_tags_say(tapes: Path, tmp_path: Path) -> None:
    output = run(tapes, tmp_path / "list.csv")
    assert "4 recordings in " in output
    assert "bare.xml: it is XML that is not well-formed" in " ".join(output.split())
    found = {
        a.file.name: a for a in manifest(tmp_path / "list.csv", settle=0) if isinstance(a, Arrival)
    }
    keeper = found["keeper.mp3"]
    assert (keeper.title, keeper.programme, keeper.date) == (
        "The Keeper & his light",
        "Evening Pages",
        "1987-11-04",
    )
    assert keeper.transcript == tapes / "keeper.txt"
    assert keeper.cast is not None
    assert keeper.cast.read_text() == "Marian Whitlock: host\nTobias Aurelian-Grey\n"
    assert [path.read_text() for path in keeper.context] == ["A lighthouse keeper and his film."]
    news = found["news, late.mp3"]
    assert (news.title, news.programme, news.date) == ("The news", "Tonight", "1988-02-03")
    assert found["wave.wav"].date == "1989-05-06"
    assert [path.read_text() for path in found["wave.wav"].context] == ["Harbour noise"]
    assert (found["bare.mp3"].title, found["bare.mp3"].cast) == (None, None)


def test_nothing_is_replaced(tapes: Path, tmp_path: Path) -> None:
    run(tapes, tmp_path / "list.csv")
    before = (tmp_path / "list.csv").read_bytes()
    ran = CliRunner().invoke(main, ["manifest", str(tapes), str(tmp_path / "list.csv")])
    assert ran.exit_code == 1
    assert "exists: choose a new file" in ran.output
    assert (tmp_path / "list.csv").read_bytes() == before


def test_a_file_without_sound_has_no_tags(tmp_path: Path) -> None:
    (tmp_path / "note.mp3").write_text("no sound")
    assert read_tags(tmp_path / "note.mp3") == {}
