"""The examples of sources in docs/operations.md are read as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.sources.arrival import Arrival, Refusal
from flows.sources.extensions import UNFINISHED
from flows.sources.folder import folder
from flows.sources.http_client import DEFAULT_POLICY
from flows.sources.manifest import COLUMNS, manifest
from tests.conftest import ROOT

PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
PART = PAGE.partition("## Where recordings come from\n")[2].partition("\n## ")[0]
GOOD, BAD = re.findall(r"```csv\n(.+?)```", PART, flags=re.DOTALL)
LINES = re.findall(r"```json\n(.+?)```", PART, flags=re.DOTALL)[0]


def put(place: Path, *names: str) -> None:
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(name)


@pytest.fixture
def tapes(tmp_path: Path) -> Path:
    put(tmp_path, "tapes/harbour.mp3", "tapes/ferry.wav")
    put(tmp_path, *(f"texts/{name}.txt" for name in ("harbour", "review", "letter")))
    return tmp_path


def test_the_example_files_are_classified_as_documented(tmp_path: Path) -> None:
    names = re.findall(r"^    (interview\S+)", PART, flags=re.MULTILINE)
    put(tmp_path, *names)
    (arrival,) = folder(tmp_path, settle=0)
    assert isinstance(arrival, Arrival)
    found = (arrival.file, arrival.transcript, arrival.cast, *reversed(arrival.context))
    assert [path.name for path in found if path] == names


@pytest.mark.parametrize(("name", "text"), [("list.csv", GOOD), ("list.jsonl", LINES)])
def test_both_lists_give_the_same(tapes: Path, name: str, text: str) -> None:
    (tapes / name).write_text(text, encoding="utf-8")
    harbour, ferry = manifest(tapes / name, settle=0)
    texts = tapes / "texts"
    assert harbour == Arrival(
        file=tapes / "tapes/harbour.mp3",
        origin="manifest",
        where=harbour.where if isinstance(harbour, Arrival) else "",
        transcript=texts / "harbour.txt",
        context=(texts / "review.txt", texts / "letter.txt"),
        title="Harbour Lights; a walk",
        programme="Open Air",
        date="1987-05-05",
    )
    assert isinstance(ferry, Arrival)
    assert (ferry.title, ferry.transcript, ferry.context) == ("The Last Ferry", None, ())


def test_the_documented_refusals_are_printed(tapes: Path) -> None:
    path = tapes / "list.csv"
    path.write_text(BAD, encoding="utf-8")
    found = [each for each in manifest(path, settle=0) if isinstance(each, Refusal)]
    said = [str(each).replace(f"{path}, ", "").replace(f"{tapes}/", "") for each in found]
    assert said == re.findall(r"^- (line .+)$", PART, flags=re.MULTILINE)


def test_every_column_and_every_unfinished_name_is_listed() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PART, flags=re.MULTILINE) == list(COLUMNS)
    assert set(re.findall(r"`\.(\w+)`", PART)) == UNFINISHED


def test_the_request_policy_is_that_of_the_program() -> None:
    rows = PART.partition("| | |")[2].partition("\n\n")[0]
    told = [float(number) for number in re.findall(r"(\d+) (?:s|MB)\b", rows)]
    assert told == [
        DEFAULT_POLICY.min_interval,
        *DEFAULT_POLICY.retry_delays,
        DEFAULT_POLICY.max_retry_after,
        DEFAULT_POLICY.read_timeout,
        DEFAULT_POLICY.max_duration,
        DEFAULT_POLICY.max_bytes // 1_000_000,
    ]
