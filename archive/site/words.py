"""Write the search index of a site: small files that list, for each word, its recordings.

A file has all words with the same first two letters, and the numbers of their recordings,
delta-encoded. A browser loads the files for the words of the query, then the turns of some
recordings that contain all of them. A changed recording changes only the files of the words that it
gained or lost.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from functools import partial
from itertools import accumulate, pairwise

from archive.site.entries import Entry
from archive.site.folder import SiteFolder

_LETTERS = 2
"""Number of leading letters that all words in a file share.

With three there would be thousands of files, and a new recording would change most of them; with
one, a file would load slowly.
"""

Postings = dict[str, list[int]]

Words = tuple[frozenset[str], frozenset[str]]
"""The words of a recording in the previous build, and the words that it has now."""


def write_index(
    folder: SiteFolder,
    entries: Mapping[int, Entry],
    changed_words: Mapping[int, Words],
) -> None:
    """Write the index files.

    `changed_words` has the words of changed recordings, before and after the change.
    """
    files = set() if folder.rebuild else set(folder.previous_files("search/w/"))
    for name, changes in _group_by_file(changed_words, folder.rebuild).items():
        postings = {} if folder.rebuild else _read_postings(folder, name)
        for word, number, has in changes:
            _set_posting(postings, word, number, has)
        files.discard(name)
        if postings:
            text = _format_postings(postings)
            folder.write_page(name, text, partial(str, text))
    folder.keep_files(files)
    _write_recordings(folder, entries)


def file_of_word(word: str) -> str:
    """Return the path of a word's file; letters that file systems may confuse become numbers."""
    head = word[:_LETTERS]
    name = head if head.isascii() else "-".join(f"{ord(c):x}" for c in head)
    return f"search/w/{name}.json"


def _group_by_file(
    changed_words: Mapping[int, Words], rebuild: bool
) -> dict[str, list[tuple[str, int, bool]]]:
    """Group the gained and lost words by file."""
    changes: dict[str, list[tuple[str, int, bool]]] = defaultdict(list)
    for number in sorted(changed_words):
        before, now = changed_words[number]
        for word in now if rebuild else before ^ now:
            changes[file_of_word(word)].append((word, number, word in now))
    return changes


def _set_posting(postings: Postings, word: str, number: int, is_included: bool) -> None:
    """Add a recording to the postings of a word, or remove it."""
    numbers = postings.setdefault(word, [])
    at = bisect_left(numbers, number)
    is_listed = at < len(numbers) and numbers[at] == number
    if is_included and not is_listed:
        numbers.insert(at, number)
    elif is_listed and not is_included:
        del numbers[at]
    if not numbers:
        del postings[word]


def _format_postings(postings: Postings) -> str:
    steps = {
        word: [numbers[0], *(b - a for a, b in pairwise(numbers))]
        for word, numbers in sorted(postings.items())
    }
    return json.dumps(steps, ensure_ascii=False, separators=(",", ":"))


def _read_postings(folder: SiteFolder, name: str) -> Postings:
    try:
        values: Postings = json.loads((folder.path / name).read_bytes())
    except FileNotFoundError:
        return {}
    return {word: list(accumulate(steps)) for word, steps in values.items()}


def _write_recordings(folder: SiteFolder, entries: Mapping[int, Entry]) -> None:
    """Write the list of recordings by number, and the list of index files."""
    rows = [
        [one.id, one.title, one.programme, one.date, one.names]
        if (one := entries.get(number))
        else None
        for number in range(max(entries, default=-1) + 1)
    ]
    files = sorted(n.removeprefix("search/w/") for n in folder.pages if n.startswith("search/w/"))
    values = {"files": [name.removesuffix(".json") for name in files], "recordings": rows}
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    folder.write_page("search/recordings.json", text, lambda: text)
