"""CTM, NIST's conversation time marks: one word a line with its time, and no speaker."""

from __future__ import annotations

from transcripts.formats.rows import bad_row, rows, seconds
from transcripts.scores.account import Account, Utterance
from transcripts.transcript import Span, Word

FIELDS = "file channel begin duration word [confidence]"


def parse(text: str) -> tuple[Account, ...]:
    """Read CTM, one account for each file named in it; UserError names a line that is not CTM."""
    files: dict[str, list[Word]] = {}
    for number, line in rows(text):
        fields = line.split()
        if len(fields) < 5:
            raise bad_row("CTM", number, line, FIELDS)
        start = seconds("CTM", number, fields[2])
        end = start + seconds("CTM", number, fields[3])
        files.setdefault(fields[0], []).append(Word(fields[4], start, end))
    return tuple(_account(file, words) for file, words in files.items())


def _account(file: str, words: list[Word]) -> Account:
    words.sort(key=lambda w: w.start)
    span = Span(words[0].start, max(w.end for w in words))
    return Account(file, (Utterance("", span, tuple(words), timed=True),))
