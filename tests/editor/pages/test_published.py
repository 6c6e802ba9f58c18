"""The published files of a recording, shown to editors."""

from __future__ import annotations

from pathlib import Path

from archive.publishing.republish import ingest_and_publish
from tests.editor.archives import named, write_sound
from tests.editor.conftest import Editor, Opener
from tests.lamplight import EXAMPLE


def _published(folder: Path) -> Path:
    """Publish one recording inside an archive, and one outside of it; return the archive."""
    archive = folder / "archive"
    for name, out in (("r-in", archive / "published" / "r-in"), ("r-out", folder / "out")):
        sound = folder / f"{name}.wav"
        write_sound(sound, EXAMPLE)
        ingest_and_publish(named(EXAMPLE, name), sound, out, archive)
    return archive


def test_editors_read_the_published_page_under_a_strict_policy(
    opener: Opener, tmp_path: Path
) -> None:
    archive = _published(tmp_path)
    folder = archive / "published" / "r-in"
    (folder / "private.txt").write_text("not published")
    (folder / "repairs.txt").unlink()
    (folder / "repairs.txt").symlink_to(archive / "catalogue.db")
    editor = opener(archive)

    def status(recording: str, name: str) -> int:
        code: int = editor.http.get(f"/recordings/{recording}/published/{name}").status_code
        return code

    page = editor.http.get("/recordings/r-in/published/index.html")
    assert page.content == (folder / "index.html").read_bytes()
    policy = dict(
        part.split(" ", 1) for part in page.headers["content-security-policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert policy["script-src"].count("'sha256-") == 2
    text = editor.http.get("/recordings/r-in/published/transcript.json")
    assert text.headers["content-disposition"] == "attachment"
    assert "sandbox" in text.headers["content-security-policy"]
    assert status("r-in", "private.txt") == 404
    assert status("r-in", "repairs.txt") == 404  # a link that leads out of the folder
    assert status("r-in", "..%2F..%2Fcatalogue.db") == 404
    assert status("r-out", "index.html") == 404
    assert _folder(editor, "r-in") is None
    assert _folder(editor, "r-out") == "out"


def _folder(editor: Editor, recording: str) -> str | None:
    name: str | None = editor.get(f"/{recording}/publish").json()["folder"]
    return name
