"""Mutate valid files: flip bits, move and repeat pieces, insert odd values."""

from __future__ import annotations

import json
import random
from typing import Any

ODD_BYTES = (
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\\ud800", b"NaN", b"-Infinity", b"1e999", b"-1"),
    *(b"9" * 400, b"[" * 2000, b'{"a":' * 500, b"\xe2\x80\xae", b"../../x", b"%00"),
    *(b"x" * 100_000, b"\r\n\r\n", b"<v ", b"&lt;", b"--> ", b": ", b"\t", b""),
)

ODD_VALUES = (
    *(None, True, -1, 0, 2**70, 1e300, float("nan"), float("inf"), "", " ", "x" * 5000),
    *("\u202e", "\x00", "\ud800", "../../x", "%00", [], {}, [[[[]]]], "S9", "T9"),
)

PLAUSIBLE_TEXTS = (
    *("Ann Lee", "host", "=1+1", "<script>alert(1)</script>", "Ёлка", "1987-11", "c. 1987"),
    *("two words", "line\nbreak", "a" * 190, "o\u0301", "T1", "S1", "C1", "--> 00:01"),
)


def mutate(data: bytes, rng: random.Random) -> bytes:
    """Change a file in one to four places: flip bits, move or double pieces, insert odd values."""
    changed = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(changed) + 1)
        end = min(len(changed), at + rng.choice((1, 2, 8, 100, 1000)))
        kind = rng.randrange(5)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del changed[at:end]
        elif kind == 2:
            changed[at:at] = changed[at:end] * rng.choice((1, 3, 50))
        elif kind == 3:
            changed[at:end] = rng.choice(ODD_BYTES)
        else:
            del changed[at:]
    return bytes(changed)


def mutate_json(data: bytes, rng: random.Random) -> bytes:
    """Change, delete or duplicate one to three values of a JSON file.

    Half of the files only get new values of the same type, so that the reader accepts more files.
    """
    values = json.loads(data)
    change = _plausible_value if rng.random() < 0.5 else _odd_value
    for _ in range(rng.randint(1, 3)):
        place, key = _choose_value(values, rng)
        change(place, key, rng)
    return json.dumps(values).encode()


def _choose_value(values: Any, rng: random.Random) -> tuple[Any, Any]:
    """Choose a value at random; return the object or array that contains it, and its key."""
    container = values
    while True:
        key = rng.choice(list(container) if isinstance(container, dict) else range(len(container)))
        inner = container[key]
        if not (isinstance(inner, dict | list) and inner) or rng.random() < 0.1:
            return container, key
        container = inner


def _odd_value(container: Any, key: Any, rng: random.Random) -> None:
    kind = rng.randrange(4)
    if kind == 0 and len(container) > 1:
        del container[key]
    elif kind == 1 and isinstance(container, list):
        container.insert(key, container[key])
    else:
        container[key] = rng.choice(ODD_VALUES)


def _plausible_value(container: Any, key: Any, rng: random.Random) -> None:
    value = container[key]
    if isinstance(value, bool):
        container[key] = not value
    elif isinstance(value, int | float):
        changed = value + rng.choice((-1000, -1, -0.001, 0.001, 1, 1000))
        container[key] = int(changed) if isinstance(value, int) else changed
    elif isinstance(value, str):
        container[key] = rng.choice(PLAUSIBLE_TEXTS)
    elif isinstance(value, list):
        rng.shuffle(value)
    else:
        _odd_value(container, key, rng)
