"""The keys: one table that the pages act on, show as `?`, print on buttons, and that docs/ repeats.

A key is written as the pages hear it: a letter as a capital, "Shift+", "Ctrl+", "Mod+" for Ctrl or
(on a Mac) ⌘, an arrow as "←", digits by their place on the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """What a person can do by key: in the list of turns, and in the box where text is edited."""

    action: str
    does: str
    turns: tuple[str, ...] = ()
    box: tuple[str, ...] = ()


KEYS = (
    Key("play", "Play or pause", ("Space", "K"), ("Ctrl+Space",)),
    Key("back", "Back 3 seconds", ("J",), ("F1", "Mod+1")),
    Key("forward", "Forward 3 seconds", ("L",), ("F2", "Mod+2")),
    Key("step-back", "Back 1 second", ("←",)),
    Key("step-forward", "Forward 1 second", ("→",)),
    Key("slower", "Slower", ("-",), ("F3", "Mod+3")),
    Key("faster", "Faster", ("=",), ("F4", "Mod+4")),
    Key("replay", "Play this turn again", ("P",), ("Ctrl+Shift+Space",)),
    Key("before", "Hear just before the turn begins", ("Q",)),
    Key("after", "Hear just after the turn begins", ("W",)),
    Key("up", "Previous turn, and play it", ("↑",)),
    Key("down", "Next turn, and play it", ("↓",)),
    Key("next", "Next doubtful place", ("N", "F8"), ("F8",)),
    Key("previous", "Previous doubtful place", ("Shift+N", "Shift+F8"), ("Shift+F8",)),
    Key("accept", "Accept the suggestion, go on", ("A",)),
    Key("reject", "Reject the suggestion, go on", ("R",)),
    Key("right", "The speaker is right, go on", ("V",)),
    Key("speaker", "Give this turn to speaker 1 to 9", ("1–9",)),
    Key("release", "Back to the detected speaker", ("0",)),
    Key("choose", "Choose a speaker, and for how much", ("S",)),
    Key("extend-up", "Select one turn more, upwards", ("Shift+↑",)),
    Key("extend-down", "Select one turn more, downwards", ("Shift+↓",)),
    Key("earlier", "The turn begins one word earlier", ("Shift+←",)),
    Key("later", "The turn begins one word later", ("Shift+→",)),
    Key("edit", "Edit the words", ("E", "Enter")),
    Key("save", "Save the words", (), ("Mod+Enter",)),
    Key("leave", "Leave the box, the menu or the selection", ("Esc",), ("Esc",)),
    Key("split", "Split the turn: pick a word, then Enter", ("Shift+Enter",), ("Shift+Enter",)),
    Key("join", "Join with the turn before", ("M",)),
    Key("mark", "Mark as clip, announcer or not speech", ("X",)),
    Key("undo", "Undo", ("Mod+Z",)),
    Key("redo", "Redo", ("Mod+Shift+Z", "Mod+Y")),
    Key("goto", "Go to a time", ("G",)),
    Key("follow", "Back to where it plays", ("F",)),
    Key("help", "These keys", ("?",)),
)


def shown(key: str) -> str:
    """Write a key as it stands on a keyboard: Mod is Ctrl, or ⌘."""
    return key.replace("Mod+", "Ctrl/⌘+")


def table() -> Iterator[str]:
    """Write the keys as the table of docs/editor.md, line by line."""
    yield "| What it does | In the list of turns | In the text box |"
    yield "|---|---|---|"
    for key in KEYS:
        cells = (" or ".join(f"`{shown(k)}`" for k in keys) for keys in (key.turns, key.box))
        yield f"| {key.does} | {' | '.join(cell or '–' for cell in cells)} |"
