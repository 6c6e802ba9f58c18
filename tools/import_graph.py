"""Print which rooms import which: `make graph`. A room is a folder of modules, or a single module.

For every package of the top level and every package inside it, one line for each room with the
rooms of the same package that it imports and the number of imports behind each
arrow. Circles are named at the end; there should be none.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import grimp

sys.path.insert(0, str(Path(__file__).parents[1]))  # the packages, from any working directory

PACKAGES = ("flows", "editor", "archive", "audio", "speakers", "transcripts")

Arrows = Mapping[str, Counter[str]]
"""The rooms that each room imports, with the number of importing module pairs."""


def arrows(graph: grimp.ImportGraph, rooms: set[str]) -> Arrows:
    """Count the imports from each room to each other room."""
    owner = {m: room for room in rooms for m in (room, *graph.find_descendants(room))}
    found: dict[str, Counter[str]] = {room: Counter() for room in sorted(rooms)}
    for module, room in owner.items():
        for imported in graph.find_modules_directly_imported_by(module):
            target = owner.get(imported, room)
            if target != room:
                found[room][target] += 1
    return found


def circles(found: Arrows) -> Iterator[tuple[str, ...]]:
    """Yield every set of rooms that can all reach one another."""
    reach = {room: _reachable(found, room) for room in found}
    seen: set[str] = set()
    for room in found:
        circle = {other for other in reach[room] if room in reach[other]}
        if circle and room not in seen:
            seen |= circle
            yield tuple(sorted(circle | {room}))


def _reachable(found: Arrows, room: str) -> set[str]:
    reached: set[str] = set()
    waiting = [room]
    while waiting:
        for target in found[waiting.pop()]:
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def lines(graph: grimp.ImportGraph, rooms: set[str], title: str) -> Iterator[str]:
    """Write one package: its rooms with the most importing ones first, and its circles."""
    found = arrows(graph, rooms)
    if not any(found.values()):
        return
    yield title
    width = max(len(_short(room)) for room in rooms)
    for room in sorted(found, key=lambda room: (-len(_reachable(found, room)), room)):
        targets = ", ".join(f"{_short(t)} {n}" for t, n in found[room].most_common())
        yield f"    {_short(room):<{width}} > {targets}" if targets else f"    {_short(room)}"
    for circle in circles(found):
        yield f"    CIRCLE: {', '.join(map(_short, circle))}"
    yield ""


def _short(room: str) -> str:
    return room.rpartition(".")[2]


def main() -> int:
    """Print all packages; exit status 1 if there is a circle."""
    graph = grimp.build_graph(*PACKAGES)
    text = list(lines(graph, set(PACKAGES), "the packages"))
    for package in PACKAGES:
        text += lines(graph, graph.find_children(package), package)
    print("\n".join(text))
    return int(any("CIRCLE" in line for line in text))


if __name__ == "__main__":
    sys.exit(main())
