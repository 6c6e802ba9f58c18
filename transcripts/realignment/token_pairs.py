"""Align the tokens of two texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import jiwer

from transcripts.languages.language import Language
from transcripts.text.similarity import word_similarity

Pair = tuple[int | None, int | None]

# Runs of at least this many equal tokens are kept; the gaps between them are aligned again by word
# similarity. A lower value keeps chance matches inside a passage that only one text has; a higher
# one takes more time.
_MIN_EQUAL_RUN = 3
# To limit the time, a gap is aligned again only if its table has at most `_MAX_GAP_CELLS`, and the
# tables of all gaps together have at most `_MAX_TOTAL_CELLS`. In a larger gap, jiwer's alignment is
# kept, because the texts have little in common there anyway.
_MAX_GAP_CELLS = 150_000
_MAX_TOTAL_CELLS = 1_500_000

# Costs. Pairing two dissimilar words (up to 1.6) is cheaper than leaving both unpaired (2.6). Each
# gap also costs one opening (affine gap costs), so that a passage stays in one piece.
_OPEN, _LEAVE, _LEAVE_FILLER = 0.6, 0.7, 0.3
_UNEQUAL, _UNLIKE = 0.4, 1.2


def pair_tokens(left: Sequence[str], right: Sequence[str], language: Language) -> tuple[Pair, ...]:
    """Align the tokens of two texts in order.

    A token without a counterpart is paired with None.
    """
    if not left or not right:
        return tuple(_pair_with_nothing(0, len(left), 0, len(right)))
    chunks = jiwer.process_words(" ".join(left), " ".join(right)).alignments[0]
    pairs: list[Pair] = []
    spent = a = b = 0
    for c in [*(c for c in chunks if _is_solid(c)), None]:
        a_end, b_end = (c.ref_start_idx, c.hyp_start_idx) if c else (len(left), len(right))
        cells = (a_end - a) * (b_end - b)
        if cells <= _MAX_GAP_CELLS and spent + cells <= _MAX_TOTAL_CELLS:
            spent += cells
            pairs += _align_gap(left, right, (a, a_end), (b, b_end), language)
        else:
            pairs += _pairs_of_jiwer(chunks, (a, a_end), (b, b_end))
        if c:
            a, b = c.ref_end_idx, c.hyp_end_idx
            pairs += zip(range(a_end, a), range(b_end, b), strict=True)
    return tuple(pairs)


def _is_solid(chunk: jiwer.AlignmentChunk) -> bool:
    return bool(chunk.type == "equal" and chunk.ref_end_idx - chunk.ref_start_idx >= _MIN_EQUAL_RUN)


def _pair_with_nothing(a: int, a_end: int, b: int, b_end: int) -> Iterator[Pair]:
    yield from ((i, None) for i in range(a, a_end))
    yield from ((None, j) for j in range(b, b_end))


def _pairs_of_jiwer(
    chunks: Sequence[jiwer.AlignmentChunk], a: tuple[int, int], b: tuple[int, int]
) -> Iterator[Pair]:
    """Yield jiwer's pairs within two ranges."""
    for c in chunks:
        inside = a[0] <= c.ref_start_idx and c.ref_end_idx <= a[1]
        if not (inside and b[0] <= c.hyp_start_idx and c.hyp_end_idx <= b[1]):
            continue
        if c.type in ("equal", "substitute"):
            left = range(c.ref_start_idx, c.ref_end_idx)
            yield from zip(left, range(c.hyp_start_idx, c.hyp_end_idx), strict=True)
        else:
            yield from _pair_with_nothing(
                c.ref_start_idx, c.ref_end_idx, c.hyp_start_idx, c.hyp_end_idx
            )


def _align_gap(
    left: Sequence[str],
    right: Sequence[str],
    a: tuple[int, int],
    b: tuple[int, int],
    language: Language,
) -> list[Pair]:
    """Align a gap at the least cost, with affine gap costs (Gotoh 1982)."""
    if a[0] == a[1] or b[0] == b[1]:
        return list(_pair_with_nothing(*a, *b))
    xs, ys = left[a[0] : a[1]], right[b[0] : b[1]]
    back = _compute_backpointers(xs, ys, language)
    i, j, state = len(xs), len(ys), 0
    pairs: list[Pair] = []
    while i or j:
        came = back[i][j][state]
        if state == 0:
            if came < 0:
                state = -came
                continue
            i, j = i - 1, j - 1
            pairs.append((a[0] + i, b[0] + j))
        elif state == 1:
            i -= 1
            pairs.append((a[0] + i, None))
        else:
            j -= 1
            pairs.append((None, b[0] + j))
        state = came if state else 0
    return pairs[::-1]


def _compute_backpointers(
    xs: Sequence[str], ys: Sequence[str], language: Language
) -> list[list[tuple[int, int, int]]]:
    """Fill the table and return the backpointer of each cell and state.

    The states are: paired (0), left token unpaired (1), right token unpaired (2). In state 0 a
    negative entry -s means that a gap in state s ended here; otherwise a pair was made.
    """
    far = float("inf")
    leave_x = [_LEAVE_FILLER if x in language.fillers else _LEAVE for x in xs]
    leave_y = [_LEAVE_FILLER if y in language.fillers else _LEAVE for y in ys]
    above: list[tuple[float, float, float]] = []
    back: list[list[tuple[int, int, int]]] = []
    for i in range(len(xs) + 1):
        row: list[tuple[float, float, float]] = []
        trail: list[tuple[int, int, int]] = []
        for j in range(len(ys) + 1):
            x_far = y_far = met = far
            from_x = from_y = 0
            if i:
                best, _, alone = above[j][0], 0, above[j][1]
                from_x = 0 if best + _OPEN <= alone else 1
                x_far = min(best + _OPEN, alone) + leave_x[i - 1]
            if j:
                best, alone = row[j - 1][0], row[j - 1][2]
                from_y = 0 if best + _OPEN <= alone else 2
                y_far = min(best + _OPEN, alone) + leave_y[j - 1]
            if i and j:
                met = above[j - 1][0] + _compute_substitution_cost(xs[i - 1], ys[j - 1], language)
            elif not i and not j:
                met = 0.0
            least = min(met, x_far, y_far)
            came = 0 if met == least else -1 if x_far == least else -2
            row.append((least, x_far, y_far))
            trail.append((came, from_x, from_y))
        above = row
        back.append(trail)
    return back


def _compute_substitution_cost(left_token: str, right_token: str, language: Language) -> float:
    return (
        0.0
        if left_token == right_token
        else _UNEQUAL + _UNLIKE * (1 - word_similarity(left_token, right_token, language))
    )
