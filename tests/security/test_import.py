"""An untrusted export is only data: it runs nothing and overwrites nothing."""

from __future__ import annotations

import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.security.exports import ID, Export, run

OTHER = "r-0000other"


def imported(export: Export, tmp_path: Path) -> Path:
    """Import an export that must be accepted; return the archive."""
    archive = tmp_path / "victim"
    done = run("archive", "--archive", archive, "import", export.write(tmp_path / "a.tar"))
    assert done.exit_code == 0, done.output
    return archive


def refused(export: Export, tmp_path: Path) -> str:
    """Import an export that must be refused in one line without leftovers; return the line."""
    archive = tmp_path / "victim"
    done = run("archive", "--archive", archive, "import", export.write(tmp_path / "a.tar"))
    assert done.exit_code == 1, (done.output, done.exception)
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("tapelog: ")
    assert len(line) < 700
    left = {p.name for p in archive.rglob("*") if not p.name.startswith("catalogue.sqlite")}
    assert left <= {"published"}
    assert not (tmp_path / "escaped").exists()
    return line


def rows(archive: Path, table: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(archive / "catalogue.sqlite") as database:
        return database.execute(f"SELECT * FROM {table}").fetchall()


def work(pipeline: Path) -> dict[str, Any]:
    request = {
        "recording": "/etc/passwd",
        "transcript": "/etc/shadow",
        "context": ["/etc/hosts"],
        "out": "/elsewhere/anywhere",
        "pipeline": str(pipeline),
    }
    return {
        "recording": "r-1",
        "file": "tape.wav",
        "key": "0" * 64,
        "asked": {"request": request, "sha256": "1" * 64, "facts": []},
        "batch": "b",
        "state": "waiting",
        "reason": None,
        "tries": 0,
        "run": None,
        "holder": None,
        "until": None,
        "arrived": "2026-05-05T08:00:00+00:00",
        "changed": "2026-05-05T08:00:00+00:00",
        "seconds": None,
        "took": None,
    }


def test_imported_jobs_are_never_run(export: Export, tmp_path: Path) -> None:
    export.rows.append(("work", work(tmp_path / "pipeline")))
    archive = imported(export, tmp_path)
    assert rows(archive, "work") == []
    assert "nothing waits" in run("status", "--archive", archive).output or not rows(
        archive, "work"
    )


def test_no_path_of_another_machine_is_imported(export: Export, tmp_path: Path) -> None:
    sha256 = export.rows_of("recordings")[0]["sha256"]
    spy = "/home/victim/secret"
    export.rows_of("recordings")[0]["folder"] = spy
    export.rows += [
        ("files", {"path": spy, "size": 1, "mtime_ns": 1, "sha256": sha256}),
        ("arrivals", {"path": spy, "sha256": sha256, "facts": ["title T"], "at": "2026-05-05"}),
        ("feeds", {"url": "https://example.org/feed", "etag": '"forever"', "modified": None}),
        (
            "episodes",
            {
                "feed": "https://example.org/feed",
                "guid": "1",
                "file": spy,
                "sha256": sha256,
                "title": None,
                "programme": None,
                "date": None,
                "transcript": spy,
                "transcript_url": None,
            },
        ),
    ]
    archive = imported(export, tmp_path)
    with sqlite3.connect(archive / "catalogue.sqlite") as database:
        assert spy not in "\n".join(database.iterdump())
        assert "forever" not in "\n".join(database.iterdump())


def test_an_export_has_no_paths_and_no_jobs(archive: Path, tmp_path: Path) -> None:
    with sqlite3.connect(archive / "catalogue.sqlite") as database:
        names = ", ".join(work(tmp_path))
        marks = ", ".join("?" for _ in work(tmp_path))
        values = [json.dumps(v) if isinstance(v, dict) else v for v in work(tmp_path).values()]
        database.execute(f"INSERT INTO work ({names}) VALUES ({marks})", values)
        database.execute("INSERT INTO files VALUES ('/tapes/one.wav', 1, 1, 'x')")
        database.execute("INSERT INTO arrivals VALUES ('/tapes/one.wav', 'x', '[]', '2026-05-05')")
    written = Export.of(archive, tmp_path)
    text = json.dumps(written.rows)
    assert "/tapes/" not in text
    assert "/etc/" not in text
    assert {table for table, _ in written.rows} & {"work", "files"} == set()


@pytest.mark.parametrize(
    "name", ["audio.html", "audio.svg", "audio.xml", "audio.js", "audio.mp3.html"]
)
def test_a_script_is_not_accepted_as_audio(export: Export, tmp_path: Path, name: str) -> None:
    export.files[f"published/{ID}/{name}"] = b"<script>alert(1)</script>"
    assert "does not belong in an exported archive" in refused(export, tmp_path)


def test_pages_are_rendered_again_on_import(export: Export, tmp_path: Path) -> None:
    for name in list(export.files):
        if not name.endswith((".mp3", "manifest.json")):
            export.files[name] = b"<script>alert(document.cookie)</script>"
    archive = imported(export, tmp_path)
    for path in (archive / "published" / ID).iterdir():
        assert b"document.cookie" not in path.read_bytes(), path.name
    check = run("archive", "--archive", archive, "check")
    assert check.exit_code == 0, check.output
    original = tmp_path / "archive" / "published" / ID
    for path in original.iterdir():
        if path.name != "manifest.json":
            assert (archive / "published" / ID / path.name).read_bytes() == path.read_bytes()


IDS = ["../../escaped", "..", ".", "/etc", "a/b", "a\\b", "", "a" * 65, "r\n1", "r 1", "r%2f1", "é"]


@pytest.mark.parametrize("bad", IDS)
def test_an_id_never_leads_to_another_folder(export: Export, tmp_path: Path, bad: str) -> None:
    for _, row in export.rows:
        for column in ("recording", "id"):
            if row.get(column) == ID:
                row[column] = bad
    export.document(lambda values: values["recording"].update(id=bad))
    export.files = {}
    assert "invalid id" in refused(export, tmp_path)


def test_row_and_document_must_agree(export: Export, tmp_path: Path) -> None:
    export.document(lambda values: values["recording"].update(id="r-another"))
    assert "belongs to another recording" in refused(export, tmp_path)


def test_a_document_with_a_bad_id_is_refused_by_every_command(
    export: Export, tmp_path: Path
) -> None:
    export.document(lambda values: values["recording"].update(id="../../escaped"))
    assert "cannot be the id" in refused(export, tmp_path)


def _without_speakers(values: dict[str, Any]) -> None:
    values["speakers"] = []


def _deep(values: dict[str, Any]) -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    values["provenance"]["options"]["pipeline"] = deep


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "no speakers": (_without_speakers, "not among the speakers"),
    "deep": (_deep, "levels|JSON"),
    "infinite": (lambda v: v["recording"].update(duration=float("inf")), "finite"),
    "half a character": (lambda v: v["recording"].update(title="\ud800"), "UTF-8"),
    "probability": (lambda v: v["corrections"][0].update(score=-1), "from 0 to 1"),
    "turn": (lambda v: v["turns"][0].update(id='"><script>'), "cannot be the id of a turn"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_odd_documents_are_refused_in_one_line(export: Export, tmp_path: Path, change: str) -> None:
    make, complaint = CHANGES[change]
    export.document(make)
    line = refused(export, tmp_path)
    assert any(part in line for part in complaint.split("|")), line


def _rows_changed(export: Export, table: str, **values: Any) -> None:
    export.rows_of(table)[0].update(values)


ROWS: dict[str, Callable[[Export], object]] = {
    "number as text": lambda e: _rows_changed(e, "recordings", revision="many"),
    "infinity": lambda e: _rows_changed(e, "recordings", duration=float("inf")),
    "too large": lambda e: _rows_changed(e, "recordings", revision=2**70),
    "half a character": lambda e: _rows_changed(e, "recordings", title="\udc80"),
    "a column more": lambda e: _rows_changed(e, "recordings", sudo="yes"),
    "another table": lambda e: e.rows.append(("sqlite_master", {"sql": "x"})),
    "the version": lambda e: e.rows.append(("alembic_version", {"version_num": "9999"})),
    "no such recording": lambda e: _rows_changed(e, "transcripts", recording="r-none"),
    "twice": lambda e: e.rows.append(e.rows[-1]),
    "document": lambda e: _rows_changed(e, "transcripts", document="%%%"),
    "no row": lambda e: e.rows.append(("recordings", [])),  # type: ignore[arg-type]
    "newer": lambda e: e.listing.update(tables="0999"),
    "unpublished": lambda e: _rows_changed(e, "recordings", published=None),
    "revision": lambda e: _rows_changed(e, "recordings", published=7),
}


@pytest.mark.parametrize("row", ROWS)
def test_odd_rows_are_refused_in_one_line(export: Export, tmp_path: Path, row: str) -> None:
    ROWS[row](export)
    refused(export, tmp_path)


def test_a_document_that_unpacks_to_gigabytes_is_refused(export: Export, tmp_path: Path) -> None:
    import base64
    import zlib

    packer = zlib.compressobj(9)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(400)) + packer.flush()
    export.rows_of("transcripts")[0]["document"] = base64.b64encode(bomb).decode()
    refused(export, tmp_path)


def _member(name: str, kind: bytes = tarfile.REGTYPE, **values: Any) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    for key, value in values.items():
        setattr(info, key, value)
    return info


MEMBERS = {
    "link": _member(f"published/{ID}/notes.txt", tarfile.SYMTYPE, linkname="/etc/passwd"),
    "linked sound": _member(f"published/{ID}/audio.ogg", tarfile.SYMTYPE, linkname="/etc/passwd"),
    "hard link": _member(f"published/{ID}/audio.ogg", tarfile.LNKTYPE, linkname="/etc/passwd"),
    "pipe": _member(f"published/{ID}/audio.ogg", tarfile.FIFOTYPE),
    "device": _member(f"published/{ID}/audio.ogg", tarfile.CHRTYPE),
    "outside": _member("../escaped"),
    "absolute": _member("/elsewhere/escaped"),
    "deeper": _member(f"published/{ID}/x/audio.mp3"),
    "id": _member("published/../audio.mp3"),
    "hidden": _member(f"published/{ID}/.htaccess"),
    "again": _member(f"published/{ID}/audio.mp3"),
}


@pytest.mark.parametrize("member", MEMBERS)
def test_odd_members_are_refused(export: Export, tmp_path: Path, member: str) -> None:
    export.members.append((MEMBERS[member], b""))
    refused(export, tmp_path)


def test_a_sparse_file_of_gigabytes_is_refused(export: Export, tmp_path: Path) -> None:
    headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.realsize": str(3 << 30),
    }
    data = b"1\n0\n0\n".ljust(512, b"\0")
    info = _member(f"published/{ID}/audio.ogg", pax_headers=headers)
    info.size = len(data)
    export.members.append((info, data))
    path = export.write(tmp_path / "a.tar")
    with tarfile.open(path) as tar:
        assert any(member.sparse is not None for member in tar)
    refused(export, tmp_path)
    assert io.BytesIO(path.read_bytes()).getbuffer().nbytes < 10**6


@pytest.mark.parametrize("cut", [0, 1, 600, 5000])
def test_a_truncated_export_is_refused(export: Export, tmp_path: Path, cut: int) -> None:
    whole = export.write(tmp_path / "whole.tar").read_bytes()
    (tmp_path / "cut.tar").write_bytes(whole[:cut])
    done = run("archive", "--archive", tmp_path / "v", "import", tmp_path / "cut.tar")
    assert done.exit_code == 1, done.exception
