"""Define the keyboard shortcuts for the pages, the `?` dialog and docs/editor.md.

Keys are written as browsers report them: letters in upper case, "Shift+", "Ctrl+", "Mod+" for Ctrl
(⌘ on a Mac), arrows as "←". Digits are identified by their position on the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An action with its keys in the list of turns, and in the text box."""

    action: str
    label: str
    turns: tuple[str, ...] = ()
    box: tuple[str, ...] = ()


SHORTCUTS = (
    Shortcut("play", "Play or pause", ("Space", "K"), ("Ctrl+Space",)),
    Shortcut("back", "Back 3 seconds", ("J",), ("F1", "Mod+1")),
    Shortcut("forward", "Forward 3 seconds", ("L",), ("F2", "Mod+2")),
    Shortcut("step-back", "Back 1 second", ("←",)),
    Shortcut("step-forward", "Forward 1 second", ("→",)),
    Shortcut("slower", "Slower", ("-",), ("F3", "Mod+3")),
    Shortcut("faster", "Faster", ("=",), ("F4", "Mod+4")),
    Shortcut("replay", "Play this turn again", ("P",), ("Ctrl+Shift+Space",)),
    Shortcut("loop", "Play the selection again and again", ("O",)),
    Shortcut("before", "Play just before the turn", ("Q",)),
    Shortcut("after", "Play the start of the turn", ("W",)),
    Shortcut("up", "Previous turn, and play it", ("↑",)),
    Shortcut("down", "Next turn, and play it", ("↓",)),
    Shortcut("next", "Next place to check", ("N", "F8"), ("F8",)),
    Shortcut("previous", "Previous place to check", ("Shift+N", "Shift+F8"), ("Shift+F8",)),
    Shortcut("accept", "Accept the suggestion, go on", ("A",)),
    Shortcut("reject", "Reject the suggestion, go on", ("R",)),
    Shortcut("confirm", "Confirm speaker, go on", ("V",)),
    Shortcut("speaker", "Assign this turn to speaker 1 to 9", ("1–9",)),
    Shortcut("release", "Restore the detected speaker", ("0",)),
    Shortcut("choose", "Change speaker…", ("S",)),
    Shortcut("alike", "Turns that sound like the corrected ones…", ("Y",)),
    Shortcut("extend-up", "Extend the selection up", ("Shift+↑",)),
    Shortcut("extend-down", "Extend the selection down", ("Shift+↓",)),
    Shortcut("earlier", "Start one word earlier", ("Shift+←",)),
    Shortcut("later", "Start one word later", ("Shift+→",)),
    Shortcut("edit", "Edit the words", ("E", "Enter")),
    Shortcut("save", "Save the words", (), ("Mod+Enter",)),
    Shortcut("cancel", "Close the text box or question; clear the selection", ("Esc",), ("Esc",)),
    Shortcut(
        "split",
        "Split the turn, or begin a paragraph: pick a word, then Enter",
        ("Shift+Enter",),
        ("Enter", "Shift+Enter"),
    ),
    Shortcut("join", "Join with the previous turn", ("M",)),
    Shortcut("add-turn", "Add a turn here…", ("Shift+E",)),
    Shortcut("comment", "Comment or highlight…", ("T",)),
    Shortcut("listen", "Listen again with another model, language or hint…", ("I",)),
    Shortcut("mark", "Mark as clip, announcer or not speech…", ("X",)),
    Shortcut("withhold", "Withhold from publication…", ("H",)),
    Shortcut("undo", "Undo", ("Mod+Z",)),
    Shortcut("redo", "Redo", ("Mod+Shift+Z", "Mod+Y")),
    Shortcut("replace", "Find and replace…", ("Mod+H",), ("Mod+H",)),
    Shortcut("goto", "Go to a time…", ("G",)),
    Shortcut("link", "Copy a link to this moment", ("C",)),
    Shortcut("follow", "Follow playback", ("F",)),
    Shortcut("help", "Keyboard shortcuts", ("?",)),
)


def key_label(key: str) -> str:
    """Return the label of a key as printed on keyboards: Mod is Ctrl, or ⌘ on a Mac."""
    return key.replace("Mod+", "Ctrl/⌘+")


def table() -> Iterator[str]:
    """Format the shortcuts as the table of docs/editor.md, line by line."""
    yield "| Action | In the list of turns | In the text box |"
    yield "|---|---|---|"
    for shortcut in SHORTCUTS:
        contexts = (shortcut.turns, shortcut.box)
        cells = (" or ".join(f"`{key_label(key)}`" for key in keys) for keys in contexts)
        yield f"| {shortcut.label} | {' | '.join(cell or '–' for cell in cells)} |"
