"""`tapelog export` and `tapelog verify`, as a person uses them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive.publishing.publish import publish
from flows.cli import main
from tests.command import Tapelog
from tests.lamplight import EXAMPLE
from transcripts.formats.options import RenderOptions
from transcripts.formats.table import BY_NAME, FORMATS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    audio = tmp_path / "copy.m4a"
    audio.write_bytes(b"sound")
    publish(EXAMPLE, audio, tmp_path / "published")
    return tmp_path / "published"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_one_format_goes_to_stdout(fresh: Tapelog, folder: Path) -> None:
    ran = fresh("export", folder / "transcript.json", "--format", "vtt")
    assert (ran.status, ran.out, ran.err) == (0, BY_NAME["vtt"].render(EXAMPLE), "")


def test_binary_formats_go_to_stdout(folder: Path) -> None:
    assert run("export", folder, "--format", "docx").stdout_bytes == BY_NAME["docx"].render(EXAMPLE)


def test_every_format_is_written(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    ran = run("export", folder, "--all", "--out", out)
    assert ran.output.splitlines() == [str(out / kind.file) for kind in FORMATS]
    for kind in FORMATS:
        made = kind.render(EXAMPLE, RenderOptions(sound_file="audio.m4a"))
        assert (out / kind.file).read_bytes() == (
            made if isinstance(made, bytes) else made.encode()
        )
    assert {path.name for path in out.iterdir()} == {kind.file for kind in FORMATS}


def test_some_formats_are_written(folder: Path, tmp_path: Path) -> None:
    run("export", folder, "--format", "srt", "--format", "stm", "--out", tmp_path / "out")
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"transcript.srt", "transcript.stm"}


def test_options_are_one_value(folder: Path) -> None:
    ran = run("export", folder, "--format", "txt", "--no-names", "--line", 40, "--times")
    assert ran.output == BY_NAME["txt"].render(EXAMPLE, RenderOptions(False, 40, True))
    assert "[0:01] SPEAKER 1, host:" in ran.output
    assert max(map(len, ran.output.splitlines())) <= 40


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        (("--format", "tex"), 2, "'tex' is not one of 'json', 'html'"),
        ((), 2, "choose a format"),
        (("--all",), 2, "several formats need an output folder"),
        (("--format", "srt", "--line", "3"), 2, "20"),
    ],
)
def test_invalid_options_are_reported(
    folder: Path, arguments: tuple[str, ...], status: int, complaint: str
) -> None:
    ran = run("export", folder, *arguments)
    assert ran.exit_code == status
    assert complaint in ran.output


def test_an_invalid_place_or_folder_is_reported(folder: Path, tmp_path: Path) -> None:
    ran = run("export", tmp_path / "none.json", "--format", "srt")
    assert ran.exit_code == 1
    assert "none.json does not exist" in ran.output
    (tmp_path / "file").write_text("")
    ran = run("export", folder, "--format", "srt", "--out", tmp_path / "file" / "out")
    assert ran.exit_code == 1
    assert "is a file, not a folder" in ran.output


def test_verify_lists_the_differences(folder: Path) -> None:
    ran = run("verify", folder)
    assert ran.exit_code == 0
    assert ran.output.endswith("files are unchanged\n")
    (folder / "transcript.srt").write_text("other")
    (folder / "transcript.txt").unlink()
    (folder / "note").write_text("")
    ran = run("verify", folder)
    assert ran.exit_code == 1
    assert ran.output.splitlines() == [
        "missing: transcript.txt",
        "changed: transcript.srt",
        "extra: note",
    ]


def test_an_address_is_that_of_the_folder_with_the_sound(folder: Path) -> None:
    ran = run("export", folder, "--format", "iiif", "--url", "https://a.example/tapes/1/")
    assert '"id": "https://a.example/tapes/1/iiif.json"' in ran.output
    assert '"id": "https://a.example/tapes/1/audio.m4a"' in ran.output
    bad = run("export", folder, "--format", "iiif", "--url", "a.example")
    assert bad.exit_code != 0
    assert "is not the address of a folder" in bad.output + str(bad.exception)
