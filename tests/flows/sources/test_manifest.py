from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.arrival import Arrival, Found, Refusal, Waiting
from flows.sources.manifest import COLUMNS, manifest
from flows.sources.table import rows
from transcripts.errors import UserError

HEADER = ",".join(COLUMNS)


@pytest.fixture
def tapes(tmp_path: Path) -> Path:
    """A folder with recordings and texts."""
    (tmp_path / "tapes").mkdir()
    for name in ("one.mp3", "two.wav", "two  spaces.wav", "one.txt", "a.txt", "b.txt", "cast.txt"):
        (tmp_path / "tapes" / name).write_text(name)
    (tmp_path / "tapes/empty.mp3").touch()
    return tmp_path


def listed(folder: Path, content: str | bytes, name: str = "list.csv") -> list[Found]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(manifest(path, settle=0))


def reasons(found: list[Found]) -> dict[int, str]:
    """Return the reasons of refusals, by line."""
    return {
        int(each.where.rpartition(" ")[2]): each.reason
        for each in found
        if isinstance(each, Refusal)
    }


def files(found: list[Found]) -> list[str]:
    return [each.file.name for each in found if isinstance(each, Arrival)]


FULL = {
    "file": "tapes/one.mp3",
    "title": "Harbour Lights, at last",
    "programme": "Open Air",
    "date": "1987-05-05",
    "transcript": "tapes/one.txt",
    "context": "tapes/a.txt|tapes/b.txt",
    "cast": "tapes/cast.txt",
}


def full(folder: Path, where: str) -> Arrival:
    return Arrival(
        file=folder / "tapes/one.mp3",
        origin="manifest",
        where=where,
        transcript=folder / "tapes/one.txt",
        context=(folder / "tapes/a.txt", folder / "tapes/b.txt"),
        cast=folder / "tapes/cast.txt",
        title="Harbour Lights, at last",
        programme="Open Air",
        date="1987-05-05",
    )


def table(rows: list[dict[str, str]], separator: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_as_spreadsheets_write_it(tapes: Path, separator: str, encoding: str) -> None:
    found = listed(tapes, table([FULL], separator).encode(encoding))
    assert found == [full(tapes, f"{tapes / 'list.csv'}, line 2")]


def test_json_lines(tapes: Path) -> None:
    row = {**FULL, "context": ["tapes/a.txt", "tapes/b.txt"], "shelf": 12}
    short = {"file": "tapes/two.wav", "title": None}
    found = listed(tapes, f"{json.dumps(row)}\n\n{json.dumps(short)}\n", "list.jsonl")
    assert found[0] == full(tapes, f"{tapes / 'list.jsonl'}, line 1")
    assert found[1] == Arrival(
        file=tapes / "tapes/two.wav", origin="manifest", where=f"{tapes / 'list.jsonl'}, line 3"
    )


def test_other_columns_other_order_capitals_and_empty_rows(tapes: Path) -> None:
    found = listed(tapes, "Shelf;Title; FILE ;Notes\n7;Talk;tapes/one.mp3\n;;;\n8;;tapes/two.wav;x")
    assert [(a.file.name, a.title) for a in found if isinstance(a, Arrival)] == [
        ("one.mp3", "Talk"),
        ("two.wav", None),
    ]


def test_paths_of_windows_absolute_paths_and_spaces_in_names(tapes: Path) -> None:
    absolute = tapes / "tapes" / "two  spaces.wav"
    found = listed(tapes, f"sep=;\nfile\n.\\tapes\\one.mp3\n{absolute}\n")
    assert files(found) == ["one.mp3", "two  spaces.wav"]


BAD = [
    ("tapes/none.mp3", r"file .*none\.mp3 does not exist"),
    ("tapes", r"file .*tapes is not a file"),
    ("tapes/empty.mp3", r"empty\.mp3 is empty \(0 bytes\)"),
    (",no file", "has no file"),
    ("tapes/two.wav,,,May 1987", "date 'May 1987' is not a date: write it as 2010-09-15"),
    ("tapes/two.wav,,,,tapes/none.txt", r"transcript .*none\.txt does not exist"),
    ("tapes/two.wav,,,,,tapes/a.txt|no.txt", r"context .*no\.txt does not exist"),
    ('tapes/two.wav,"Never closed', "quotation mark is not closed"),
    ('tapes/two.wav,"Closed" early', "quotation mark is not closed, or text follows a closing one"),
    ("tapes/two.wav,a,b,,,,,c", "has 8 values for 7 columns"),
    ("tapes/one.mp3", r"one\.mp3 is already listed in line 2"),
]


@pytest.mark.parametrize(("row", "reason"), BAD)
def test_a_bad_row_is_reported_and_the_others_are_read(tapes: Path, row: str, reason: str) -> None:
    found = listed(tapes, f"{HEADER}\ntapes/one.mp3\n{row}\ntapes/two.wav,Last\n")
    assert files(found) == ["one.mp3", "two.wav"]
    (refused,) = [each for each in found if isinstance(each, Refusal)]
    assert refused.where == f"{tapes / 'list.csv'}, line 3"
    with pytest.raises(UserError, match=reason):
        raise UserError(refused.reason)


def test_invalid_utf8_is_refused_by_row(tapes: Path) -> None:
    found = listed(tapes, f"{HEADER}\ntapes/one.mp3,Caf\xe9\ntapes/two.wav,Tea\n".encode("latin-1"))
    assert files(found) == ["two.wav"]
    assert "is not UTF-8: save the list as UTF-8" in reasons(found)[2]


def test_a_cell_may_have_lines_and_doubled_quotes(tapes: Path) -> None:
    found = listed(
        tapes, f'{HEADER}\ntapes/one.mp3,"She said ""go""\nand went"\ntapes/two.wav,6" reel\n'
    )
    assert [each.title for each in found if isinstance(each, Arrival)] == [
        'She said "go" and went',
        '6" reel',
    ]


def test_an_unclosed_quote_affects_one_row(tapes: Path) -> None:
    many = [f"tapes/{n}.wav" for n in range(30)]
    for name in many:
        (tapes / name).write_text(name)
    found = listed(tapes, "\n".join(["file,title", 'tapes/one.mp3,"Oh', *many]))
    assert files(found) == [Path(name).name for name in many]
    assert list(reasons(found)) == [2]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"file": "tapes/one.mp3"', "is not a JSON object"),
        ('["tapes/one.mp3"]', "is not a JSON object"),
        ("[" * 100_000, "is not a JSON object"),
        ('{"file": 7}', "file 7 is not text"),
        ('{"file": "tapes/one.mp3", "title": "\\ud800"}', "is not UTF-8"),
        ('{"file": "tapes/one.mp3\\u0000"}', "null byte"),
        (
            '{"file": "tapes/one.mp3", "transcipt": "x"}',
            "has the unknown column 'transcipt': do you mean 'transcript'?",
        ),
        ('{"file": "tapes/one.mp3", "context": [["x"]]}', "is not text"),
    ],
)
def test_a_bad_line_of_json_is_named(tapes: Path, line: str, reason: str) -> None:
    found = listed(tapes, f'{{"file": "tapes/two.wav"}}\n{line}\n')
    assert files(found) == ["two.wav"]
    assert reason in reasons(found)[2]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "has no column 'file'"),
        (b"tapes/one.mp3\n", "has no column 'file'"),
        (b"file,transcipt\n", "has the unknown column 'transcipt': do you mean 'transcript'?"),
        (b"file,program\n", "has the unknown column 'program': do you mean 'programme'?"),
        (b"file,title,Title\n", "has two columns named 'title'"),
        (b"ID3\x03\x00\x00\x00", "is not text"),
        (b"PK\x03\x04\x00\x00", "is not text: save the table as CSV"),
    ],
)
def test_an_invalid_list_is_refused(tapes: Path, content: bytes, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        listed(tapes, content)


def test_a_missing_list_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"none\.csv cannot be read: No such file"):
        list(manifest(tmp_path / "none.csv"))


def test_a_very_long_line_is_truncated_and_refused(tapes: Path) -> None:
    found = listed(tapes, f"file,title\ntapes/one.mp3,{'x' * 3_000_000}\ntapes/two.wav,y\n")
    assert files(found) == ["two.wav"]
    assert list(reasons(found)) == [2]


def test_a_file_that_is_still_being_written_waits(tapes: Path) -> None:
    path = tapes / "list.csv"
    path.write_text("file\ntapes/one.mp3\ntapes/two.wav\n")
    found = list(manifest(path, settle=60, wait=lambda _: (tapes / "tapes/one.mp3").write_text("")))
    assert [type(each) for each in found] == [Waiting, Arrival]


CELLS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;\n|'), max_size=9
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=9), st.sampled_from(",;\t"))
def test_whatever_a_spreadsheet_writes_is_read(
    cells: list[tuple[str, ...]], separator: str
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(cells)
    lines = enumerate(io.StringIO(out.getvalue(), newline=""), 1)
    assert [tuple(row or ()) for _, row in rows(lines, separator)] == cells


@given(st.lists(st.text(st.sampled_from('ab",'), max_size=12), max_size=30))
def test_garbage_affects_few_good_rows(rubbish: list[str]) -> None:
    lines = [f"{line}\n" for line in [*rubbish, *(f"good,{n}" for n in range(25))]]
    read = [row for _, row in rows(enumerate(lines, 1), ",")]
    assert [row for row in read if row and row[0] == "good"][-4:] == [
        ["good", str(n)] for n in range(21, 25)
    ]


@given(
    st.sampled_from([b"file,title\n", b'{"file": "x"}\n', b"\xff\xfe", b""]), st.binary(max_size=99)
)
def test_any_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, head: bytes, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(head + data)
    with suppress(UserError):
        assert all(isinstance(found, Refusal) for found in manifest(path, settle=0))
