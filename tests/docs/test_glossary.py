"""Public class names are unique, and retired names are not used."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("transcripts", "speakers", "audio", "archive", "editor", "flows")
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """Return the rows of the table below a heading, without the header row."""
    section = GLOSSARY.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip(" `") for cell in row.strip("|").split("|")] for row in rows[2:]]


def modules(*packages: str) -> Iterator[tuple[Path, ast.Module]]:
    """Yield the modules of packages with their syntax trees."""
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def identifiers(path: Path, tree: ast.Module) -> set[str]:
    """Collect every name that a module defines or uses, and the names in its path."""
    names = set(path.with_suffix("").parts)
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name):
                names.add(name)
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                names.add(name)
            case ast.keyword(arg=str(name)):
                names.add(name)
    return names


def test_the_tables_are_read() -> None:
    assert len(table("Terms of the field")) > 30
    assert len(table("Retired names")) > 30


def test_public_classes_have_names_of_their_own() -> None:
    listed = {row[0] for row in table("Same name, two places")}
    where: dict[str, list[Path]] = {}
    for path, tree in modules(*PACKAGES):
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                where.setdefault(node.name, []).append(path)
    twice = {name: paths for name, paths in where.items() if len(paths) > 1}
    assert set(twice) == listed, twice


@pytest.mark.parametrize("package", [*PACKAGES, "tests", "benchmarks"])
def test_retired_names_stay_retired(package: str) -> None:
    retired = {row[0] for row in table("Retired names")}
    assert all(re.fullmatch(r"\w+", name) for name in retired)
    found = {
        str(path): names
        for path, tree in modules(package)
        if (names := retired & identifiers(path, tree))
    }
    assert not found
