"""A withdrawn name disappears from a site, even after interrupted builds."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.catalogue.append import NewEdit, append
from archive.catalogue.open import open_catalogue
from archive.publishing.republish import republish
from archive.site import state
from archive.site.build import build
from archive.site.options import SiteOptions
from tests.security.exports import ID
from transcripts.edits.kinds.speakers import SetName


class Killed(BaseException):
    """An exception that ends a build as suddenly as if the process were killed."""


def decided(archive: Path, name: str | None, base: int) -> None:
    with open_catalogue(archive) as catalogue:
        append(catalogue, ID, NewEdit(SetName("S3", name), "Ann", "2026-05-05T08:00:00Z", base))
        republish(catalogue, ID)


def built(archive: Path, site: Path) -> None:
    with open_catalogue(archive) as catalogue:
        build(catalogue, site, SiteOptions())


def test_a_withdrawn_name_disappears_after_a_killed_build(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    decided(archive, "Zora Quill", 0)
    with monkeypatch.context() as patch:

        def kill(*_: object) -> None:
            raise Killed

        patch.setattr(state, "write_state", kill)
        with pytest.raises(Killed):
            built(archive, site)
    assert (site / "people/zora-quill/index.html").is_file()
    (site / "people/.index.html.0123abcd").write_text("Zora Quill")
    (site / ".home.html.0123abcd").write_text("Zora Quill")
    (site / "CNAME").write_text("talks.example.org")
    decided(archive, None, 1)
    built(archive, site)
    for path in site.rglob("*"):
        assert "zora-quill" not in path.as_posix()
        if (
            path.is_file() and "recordings" not in path.parts
        ):  # whose page shows the history of edits
            assert b"Zora Quill" not in path.read_bytes(), path
    assert (site / "CNAME").read_text() == "talks.example.org"
    before = {p: p.stat().st_mtime_ns for p in site.rglob("*") if p.is_file()}
    built(archive, site)
    after = {p: p.stat().st_mtime_ns for p in site.rglob("*") if p.is_file()}
    assert before.keys() == after.keys()
