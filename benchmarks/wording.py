"""Print random samples of docstrings, error messages, labels and names for a reader to judge.

    .venv/bin/python -m benchmarks.wording [--seed N]

A reader who has not seen the code marks each text that they must read twice (goal: at most 3 of
180) and says for each name what it holds (goal: at least 55 of 60 right). The same seed prints the
same samples until the code changes.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

PACKAGES = ("transcripts", "speakers", "audio", "archive", "editor", "flows")
COUNTS = {"docstrings": 100, "messages": 40, "labels": 40, "names": 60}

_ERRORS = re.compile("Error$|Refused|Unavailable|Unknown|Conflict|Problem|Unreachable|Missing")


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Yield every product module with its syntax tree."""
    for package in PACKAGES:
        for path in sorted(Path(package).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def docstrings() -> Iterator[str]:
    """Yield the docstrings of modules, classes and functions, with path and name."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                text = ast.get_docstring(node)
                if text:
                    yield f"{path} {getattr(node, 'name', 'module')}\n{text}"


def messages() -> Iterator[str]:
    """Yield the texts of exceptions that are raised for users, with {} for values."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                name = ast.unparse(node.exc.func).rpartition(".")[2]
                text = _literal(node.exc.args[0])
                if _ERRORS.search(name) and text:
                    yield f"{path}:{node.lineno}\n{text}"


def labels() -> Iterator[str]:
    """Yield the texts that pages show, from templates and the editor's modules."""
    for path in sorted(p for package in PACKAGES for p in Path(package).rglob("*.html")):
        reader = _Texts()
        reader.feed(path.read_text(encoding="utf-8"))
        yield from (f"{path}: {text}" for text in reader.texts)
    for path in sorted(Path("editor/static").glob("*.js")):
        for text in re.findall(r"[`\"]([A-Z][^`\"\\\n]{2,90})[`\"]", path.read_text("utf-8")):
            yield f"{path}: {text}"


def names() -> Iterator[str]:
    """Yield public names of classes, functions, fields and parameters, with their module."""
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield f"{path} class {node.name}"
                for field in node.body:
                    if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                        yield f"{path} {node.name}.{field.target.id}"
            if isinstance(node, ast.FunctionDef):
                yield f"{path} {node.name}()"
                for argument in node.args.args:
                    if argument.arg not in ("self", "cls"):
                        yield f"{path} {node.name}({argument.arg})"


class _Texts(HTMLParser):
    """Collects the visible texts of a template."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Skip scripts and styles; take labels from attributes."""
        self._hidden += tag in ("script", "style")
        for name, value in attrs:
            if name in ("aria-label", "title", "placeholder") and value:
                self._add(value)

    def handle_endtag(self, tag: str) -> None:
        """End a script or style."""
        self._hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        """Take visible text."""
        if not self._hidden:
            self._add(data)

    def _add(self, text: str) -> None:
        plain = " ".join(re.sub(r"\{[%#].*?[%#]\}", " ", text, flags=re.DOTALL).split())
        if re.search("[A-Za-z]{3}", re.sub(r"\{\{.*?\}\}", "", plain)):
            self.texts.append(plain)


def _literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)
        return "".join(str(part) for part in parts)
    return ""


def main() -> None:
    """Print the samples, numbered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    chosen = random.Random(parser.parse_args().seed)
    for kind, count in COUNTS.items():
        texts = sorted(set(globals()[kind]()))
        print(f"\n# {kind}: {count} of {len(texts)}\n")
        for number, text in enumerate(chosen.sample(texts, min(count, len(texts))), start=1):
            print(f"{kind[0].upper()}{number}. {text}\n")


if __name__ == "__main__":
    main()
