from __future__ import annotations

from pathlib import Path

from audio.files import sha256_of


def test_a_file_is_identified_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "letters.txt"
    path.write_bytes(b"abc")  # the example of FIPS 180-4
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_of(path) == expected
