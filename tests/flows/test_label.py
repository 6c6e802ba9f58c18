from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli import main
from speakers.label_formats import LABEL_FORMATS

TEXT = (
    "I am Jane Doe and this is The Hour.  Inga Solberg how did the story begin for you?  It began "
    "with a flood and I walked along the river for a year.  Did you write at night?  Mostly yes "
    "because the days were loud.  Inga Solberg thanks for coming in.  Thank you.\n"
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["label", *map(str, arguments)])


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "old.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_turns_are_printed_with_their_probabilities(text: Path) -> None:
    result = run("--transcript", text)
    assert result.exit_code == 0
    turns = [line for line in result.output.splitlines() if line]
    assert turns[-2].startswith("Inga Solberg (")
    assert turns[-2].endswith("): Thank you.")
    assert "7 turns" in turns[-1]
    assert "Jane Doe (host)" in turns[-1]
    assert any("%?)" in turn for turn in turns) == ("0 of them" not in turns[-1])


def test_out_writes_files(text: Path, tmp_path: Path) -> None:
    out = tmp_path / "labelled"
    assert run("--transcript", text, "--out", out).exit_code == 0
    values = json.loads((out / "labels.json").read_text(encoding="utf-8"))
    assert values["schema"] == "tapelog.labels/1"
    lines = (out / "transcript.txt").read_text(encoding="utf-8").split("\n\n")
    assert lines[0] == "Jane Doe: I am Jane Doe and this is The Hour."
    assert [turn["text"] for turn in values["turns"]] == [
        line.partition(": ")[2] for line in lines if line
    ]


def test_other_formats(text: Path, tmp_path: Path) -> None:
    out = tmp_path / "labelled"
    formats = ("csv", "docx", "tei", "pbcore")
    result = run("--transcript", text, "--out", out, *(w for f in formats for w in ("--format", f)))
    assert result.exit_code == 0
    files = {path.name for path in out.iterdir()}
    assert files == {"transcript.csv", "transcript.docx", "transcript.tei.xml", "pbcore.xml"}
    assert all(name in result.output for name in files)
    refused = run("--transcript", text, "--format", "csv")
    assert refused.exit_code == 2
    assert "--out DIR" in refused.output


def test_all_formats_are_offered() -> None:
    help = run("--help").output
    assert all(name in help for name in LABEL_FORMATS)


def test_cast_and_context_are_read(text: Path, tmp_path: Path) -> None:
    cast, review = tmp_path / "cast.txt", tmp_path / "review.txt"
    cast.write_text("Jane Doe: host\nInga Solberg\n", encoding="utf-8")
    review.write_text("Inga Solberg, author of the novel, lives in Oslo.", encoding="utf-8")
    result = run("--transcript", text, "--cast", cast, "--context", review)
    assert "Inga Solberg (author)" in result.output


@pytest.mark.parametrize("option", ["--transcript", "--context", "--cast"])
def test_a_missing_file_is_reported(text: Path, tmp_path: Path, option: str) -> None:
    given = {"--transcript": text, option: tmp_path / "missing.txt"}
    result = run(*(word for pair in given.items() for word in pair))
    assert result.exit_code == 1
    assert "missing.txt does not exist" in result.output
