from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from archive.catalogue.open import open_catalogue
from editor.app import build
from editor.settings import Settings
from flows.cli import main

TEXT = (Path(__file__).parents[2] / "docs" / "editor.md").read_text()


def test_every_option_is_explained() -> None:
    shown = CliRunner().invoke(main, ["edit", "--help"]).stdout
    options = set(re.findall(r"^  (--[a-z]+)", shown, re.MULTILINE))
    explained = set(re.findall(r"^\| `(--[a-z]+)", TEXT, re.MULTILINE))
    assert options == explained


def test_every_api_route_is_documented(tmp_path: Path) -> None:
    with open_catalogue(tmp_path) as catalogue:
        paths = build(catalogue, Settings(author="Ann")).openapi()["paths"]
    known = {
        f"{method.upper()} {path.replace('{recording}', 'ID')}"
        for path, methods in paths.items()
        for method in methods
    }
    assert known == set(re.findall(r"^\| `((?:GET|POST) \S+)`", TEXT, re.MULTILINE))
