"""Export and import of whole archives."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from archive.catalogue.current import load_snapshot
from archive.catalogue.find import find_recordings
from archive.catalogue.open import open_catalogue
from archive.database.connection import Catalogue
from archive.database.migrate import migrate
from archive.publishing.republish import republish
from archive.transfer import export_archive, import_archive
from tests.archive.catalogue.test_append import ID, decide, entered
from tests.archive.catalogue.test_enrolment import as_values, teach
from tests.archive.catalogue.test_find import many
from tests.archive.conftest import problems
from transcripts.edits.kinds.speakers import SetName
from transcripts.edits.kinds.undo import Undo
from transcripts.errors import UserError


def test_export_and_import_preserve_an_archive(
    catalogue: Catalogue, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(catalogue, SetName("S3", "Ada Bell"))
    assert teach(catalogue) > 2
    republish(catalogue, ID)
    file = tmp_path / "archive.tar"
    assert export_archive(catalogue, file).recordings == 1
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    with open_catalogue(tmp_path / "other") as other:
        assert import_archive(other, file).files == 10
        assert problems(other) == []
        assert load_snapshot(other, ID) == load_snapshot(catalogue, ID)
        assert as_values(other) == as_values(catalogue) != ()
        assert {p.name for p in (other.archive / "published" / ID).iterdir()} == {
            p.name for p in published.iterdir()
        }
        assert decide(other, Undo("E1")).revision == 2
        with pytest.raises(UserError, match="already has recordings"):
            import_archive(other, file)
        assert problems(other) == []
    with pytest.raises(UserError, match="already has recordings"):
        import_archive(catalogue, file)


def test_export_and_import_work_between_databases(
    catalogue: Catalogue, published: Path, tmp_path: Path
) -> None:
    file = tmp_path / "archive.tar"
    export_archive(catalogue, file)
    with catalogue.writing() as connection:
        migrate(connection, "base")
        migrate(connection)
    published.rename(tmp_path / "away")
    assert import_archive(catalogue, file).recordings == 1
    assert problems(catalogue) == []
    entered(catalogue, many(1))  # new people get new numbers
    with pytest.raises(UserError, match="already has recordings"):
        import_archive(catalogue, file)


def test_a_damaged_file_changes_nothing(
    catalogue: Catalogue, published: Path, tmp_path: Path
) -> None:
    file = tmp_path / "archive.tar"
    export_archive(catalogue, file)
    whole = file.read_bytes()
    at = whole.index(b"WEBVTT")
    damaged = {
        "does not match the sha256": whole[:at] + b"webvtt" + whole[at + 6 :],
        "truncated": whole[: len(whole) // 2],
        "not an exported tapelog archive": b"shopping list" * 99,
        "does not belong in an exported archive": _tar("published/../../x"),
    }
    with open_catalogue(tmp_path / "other", f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        for complaint, data in damaged.items():
            file.write_bytes(data)
            with pytest.raises(UserError, match=complaint):
                import_archive(other, file)
            assert find_recordings(other).recordings == ()
            assert not any(p.is_file() for p in (tmp_path / "other").rglob("*"))
        with pytest.raises(UserError, match="does not exist"):
            import_archive(other, tmp_path / "none.tar")


def _tar(name: str) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        tar.addfile(tarfile.TarInfo(name))
    return data.getvalue()


@pytest.mark.parametrize("damage", ["transcript.srt", "audio.mp3", "manifest.json"])
def test_a_damaged_recording_is_reported_and_the_rest_exported(
    catalogue: Catalogue,
    published: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    damage: str,
) -> None:
    decide(catalogue, SetName("S3", "Ada Bell"))
    (sound,) = published.glob("audio.*")
    lost = sound.name if damage.startswith("audio") else damage
    (published / lost).write_text("x")
    file = tmp_path / "archive.tar"
    (named,) = export_archive(catalogue, file).damaged
    assert named.startswith(ID)
    assert lost in named or "all files" in named
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    with open_catalogue(tmp_path / "other") as other:
        imported = import_archive(other, file)
        assert imported.files == (10 if lost == "transcript.srt" else 0)
        assert load_snapshot(other, ID) == load_snapshot(catalogue, ID)  # no edit is lost
        wrong = problems(other)
        assert (wrong == []) == (lost == "transcript.srt")
        assert all("was not published" in problem for problem in wrong)
