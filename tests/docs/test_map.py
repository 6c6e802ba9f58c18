"""Everything that docs/map.md and docs/glossary.md name exists, and links resolve."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("archive", "audio", "benchmarks", "editor", "flows", "speakers", "transcripts")
FOLDERS = (*PACKAGES, "docs", "examples", "tests", "tools")
PAGES = ("docs/map.md", "docs/glossary.md")
LINKED = (
    *(str(page.relative_to(ROOT)) for page in sorted((ROOT / "docs").rglob("*.md"))),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"),
    *("benchmarks/README.md", "examples/README.md"),
)


def text(page: str) -> str:
    """Return the page without the tables of retired names, which another test checks."""
    whole = (ROOT / page).read_text(encoding="utf-8")
    return whole.partition("\n## Same name, two places")[0]


def quoted(page: str) -> set[str]:
    """Return all inline code of the page."""
    return set(re.findall(r"`([^`\n]+)`", text(page)))


def paths(page: str) -> Iterator[str]:
    """Yield the paths of this repository that a page names.

    They are in inline code, or at the start of an indented list line.
    """
    for name in quoted(page):
        if "/" in name and name.split("/")[0] in FOLDERS and " " not in name:
            yield name
    for line in re.findall(r"^    (.+?)  ", text(page), re.MULTILINE):
        yield from (name for name in line.split() if name.endswith(("/", ".py")))


def dotted_names(page: str) -> set[str]:
    """Return names such as `package.module.function`."""
    pattern = rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+"
    return {name for name in quoted(page) if re.fullmatch(pattern, name)}


def class_names(page: str) -> set[str]:
    """Return names such as `SpeakerSegment` or `Word.origin`."""
    return {name for name in quoted(page) if re.fullmatch(r"[A-Z][a-z]\w+(?:\.\w+)?", name)}


def members(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """Return the definitions in a body, by name."""
    found: dict[str, ast.stmt] = {}
    for statement in body:
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            found[statement.name] = statement
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            found[statement.target.id] = statement
        elif isinstance(statement, ast.Assign):
            found |= {t.id: statement for t in statement.targets if isinstance(t, ast.Name)}
    return found


@cache
def module(path: Path) -> dict[str, ast.stmt]:
    return members(ast.parse(path.read_text(encoding="utf-8")).body)


def exists(name: str) -> bool:
    """Check whether a dotted name is a package, a module, or a definition in a module."""
    parts = name.split(".")
    place = ROOT.joinpath(*parts)
    if place.is_dir() or place.with_suffix(".py").is_file():
        return True
    file = ROOT.joinpath(*parts[:-1]).with_suffix(".py")
    return file.is_file() and parts[-1] in module(file)


@cache
def classes() -> dict[str, set[str]]:
    """Return the members of all classes, by class name."""
    found: dict[str, set[str]] = {}
    for file in (file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        for name, statement in module(file).items():
            if isinstance(statement, ast.ClassDef):
                found.setdefault(name, set()).update(members(statement.body))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_path_exists(page: str) -> None:
    named = set(paths(page))
    assert len(named) > 20
    assert not {name for name in named if not (ROOT / name).exists()}


@pytest.mark.parametrize("page", PAGES)
def test_every_dotted_name_exists(page: str) -> None:
    assert not {name for name in dotted_names(page) if not exists(name)}


@pytest.mark.parametrize("page", PAGES)
def test_every_class_exists(page: str) -> None:
    missing = set()
    for name in class_names(page):
        owner, _, member = name.partition(".")
        if owner not in classes() or (member and member not in classes()[owner]):
            missing.add(name)
    assert not missing


def anchors(markdown: str) -> set[str]:
    """Return the anchors of a page's headings, in GitHub's form."""
    headings = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", LINKED)
def test_every_link_resolves(page: str) -> None:
    markdown = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", markdown):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        file = (ROOT / page).parent / name if name else ROOT / page
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file.read_text(encoding="utf-8")), target
