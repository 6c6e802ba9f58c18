"""Print which packages and modules import each other: `make graph`.

Prints the top level and every top-level package: one line for each package or module. The line
lists what the package or module imports on the same level, each with the number of imports between
modules. Lists import cycles at the end; there should be none.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import grimp

sys.path.insert(0, str(Path(__file__).parents[1]))  # the packages, from any working directory

PACKAGES = ("flows", "editor", "archive", "audio", "speakers", "transcripts")

ImportCounts = Mapping[str, Counter[str]]
"""The nodes that each node imports, with the number of importing module pairs.

A node is a package with all its modules, or a single module."""


def count_imports(graph: grimp.ImportGraph, nodes: set[str]) -> ImportCounts:
    """Count the imports from each node to each other node."""
    owner = {m: node for node in nodes for m in (node, *graph.find_descendants(node))}
    found: dict[str, Counter[str]] = {node: Counter() for node in sorted(nodes)}
    for module, node in owner.items():
        for imported in graph.find_modules_directly_imported_by(module):
            target = owner.get(imported, node)
            if target != node:
                found[node][target] += 1
    return found


def find_cycles(imports: ImportCounts) -> Iterator[tuple[str, ...]]:
    """Yield every set of nodes that import each other, directly or through others."""
    reach = {node: _reachable(imports, node) for node in imports}
    seen: set[str] = set()
    for node in imports:
        cycle = {other for other in reach[node] if node in reach[other]}
        if cycle and node not in seen:
            seen |= cycle
            yield tuple(sorted(cycle | {node}))


def _reachable(found: ImportCounts, node: str) -> set[str]:
    reached: set[str] = set()
    waiting = [node]
    while waiting:
        for target in found[waiting.pop()]:
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def format_package(graph: grimp.ImportGraph, nodes: set[str], title: str) -> Iterator[str]:
    """Format one package: its nodes, those that reach most others first, and its cycles."""
    found = count_imports(graph, nodes)
    if not any(found.values()):
        return
    yield title
    width = max(len(_short(node)) for node in nodes)
    for node in sorted(found, key=lambda node: (-len(_reachable(found, node)), node)):
        targets = ", ".join(f"{_short(t)} {n}" for t, n in found[node].most_common())
        yield f"    {_short(node):<{width}} > {targets}" if targets else f"    {_short(node)}"
    for cycle in find_cycles(found):
        yield f"    CYCLE: {', '.join(map(_short, cycle))}"
    yield ""


def _short(node: str) -> str:
    return node.rpartition(".")[2]


def main() -> int:
    """Print all packages; return exit status 1 if there is an import cycle."""
    graph = grimp.build_graph(*PACKAGES)
    text = list(format_package(graph, set(PACKAGES), "the packages"))
    for package in PACKAGES:
        text += format_package(graph, graph.find_children(package), package)
    print("\n".join(text))
    return int(any("CYCLE" in line for line in text))


if __name__ == "__main__":
    sys.exit(main())
