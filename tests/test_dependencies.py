"""pyproject.toml declares every package that the code imports, in the core or in an extra."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT
from transcripts.extras import EXTRAS

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
OURS = ("flows", "editor", "archive", "audio", "speakers", "transcripts")
BROUGHT = packages_distributions()

WITH_AN_EXTRA = {
    "audio/sound_events.py": "events",
    "editor": "editor",
    "audio/recognizers/faster_whisper": "faster-whisper",
}
"""Folders that are imported only if an extra is installed."""

FALLBACK = {"torchaudio"}
"""Dependencies of pyannote.audio that tapelog never imports itself."""


def normalized(requirement: str) -> str:
    """Return the name of a required package as package registries normalize it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", requirement)[0]).lower()


def imports(path: Path) -> Iterator[str]:
    """Find the modules of other packages that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        else:
            names = []
        for name in names:
            if name.split(".")[0] not in {*OURS, *sys.stdlib_module_names, *FALLBACK}:
                yield name


def packages(module: str) -> set[str]:
    """Return the names of the packages that may provide a module."""
    if module.startswith("pyannote."):  # a namespace that several packages share
        return {normalized(".".join(module.split(".")[:2]))}
    return {normalized(name) for name in BROUGHT.get(module.split(".")[0], ())}


@pytest.mark.parametrize("folder", OURS)
def test_every_import_is_declared(folder: str) -> None:
    core = {normalized(each) for each in PROJECT["dependencies"]}
    undeclared = set()
    for path in sorted((ROOT / folder).rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        declared = set(core)
        for prefix, extra in WITH_AN_EXTRA.items():
            if where == prefix or where.startswith(f"{prefix}/"):
                declared |= {normalized(e) for e in PROJECT["optional-dependencies"][extra]}
        undeclared |= {
            f"{where}: {module}" for module in imports(path) if not packages(module) & declared
        }
    assert undeclared == set()


def test_the_table_of_extras_is_that_of_the_package() -> None:
    extras = PROJECT["optional-dependencies"]
    assert set(EXTRAS) == set(extras) - {"dev"}
    for extra, modules in EXTRAS.items():
        declared = {normalized(each) for each in extras[extra]}
        brought = set().union(*(packages(module) for module in modules))
        assert declared <= brought, extra


def test_the_development_extra_has_all_others() -> None:
    (own,) = (each for each in PROJECT["optional-dependencies"]["dev"] if "tapelog" in each)
    assert set(own.partition("[")[2].rstrip("]").split(",")) == set(EXTRAS)
