"""The questions that only the sound can answer: which of these wordings was said here?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from transcripts.languages.language import Language
from transcripts.realignment.blocks import Block, Range, join_blocks
from transcripts.text.normalize import tokenize
from transcripts.text.sentences import ends_sentence
from transcripts.text.similarity import find_similar_names, word_similarity
from transcripts.text.word_punctuation import join_stripped, strip_punctuation, trailing_punctuation
from transcripts.transcript import Span, Word

CandidateKind = Literal["contraction", "name", "spelling", "substitution", "deletion", "insertion"]

# The longest stretch of sound of one question; Whisper hears 30 s at once, and the likelihood of a
# wording gets worse towards the end of a window (FEASIBILITY measurements: at most about 25 s).
WINDOW_SECONDS = 24.0
# Text before a question, and behind it. Less lets chance decide at the edges; more costs time.
_BEFORE_SECONDS, _BEFORE_WORDS, _AFTER_WORDS = 8.0, 6, 8
# Where heard words have no time between them for a passage, a person speaks so many words a second.
_WORDS_PER_SECOND = 3.0
# Of a longer passage only the head is asked about.
MAX_SCORED_WORDS = 40
_MAX_CANDIDATES = 8
# Two wordings this alike are one name, or one word, in two spellings (likeness, 0 to 1).
_MIN_NAME_SIMILARITY, _MIN_SPELLING_SIMILARITY = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class CandidateSet:
    """Which of `wordings` is said in `span`, between the words `before` and `after`?

    The first wording is the reference's, the second what was heard where the two differ; "" is
    silence. `reference` and `heard` are the words asked about (begin, end), `block` their block.
    Questions of one window of sound share their span.
    """

    id: str
    block: int
    kind: CandidateKind
    span: Span
    before: str
    after: str
    candidates: tuple[str, ...]
    reference: Range
    heard: Range


def contraction_blocks(
    reference: Sequence[str], laid: Sequence[Block], language: Language
) -> tuple[Block, ...]:
    """Join the blocks of words that may be an expanded contraction ("it", "is")."""
    found: list[Block] = []
    for block in laid:
        last = found[-1] if found else None
        if last and _may_open(last) and _closes(reference, last, block, language):
            same = last.relation == block.relation == "same"
            found[-1] = join_blocks([last, block], "same" if same else None)
        else:
            found.append(block)
    return tuple(found)


def _may_open(block: Block) -> bool:
    return block.relation == "same" and block.size[1] >= 1


def _closes(reference: Sequence[str], last: Block, block: Block, language: Language) -> bool:
    if block.relation == "heard" or block.size[0] != 1:
        return False
    first, second = reference[last.reference[1] - 1], reference[block.reference[0]]
    return language.contractions.contractible(first, second)


def find_candidate_sets(
    reference: Sequence[str],
    heard: Sequence[Word],
    laid: Sequence[Block],
    names: Sequence[str],
    language: Language,
) -> tuple[CandidateSet, ...]:
    """Ask about every block that the two texts write in different words, in order of the sound."""
    drafts = []
    for at, block in enumerate(laid):
        found = _find_candidates(reference, heard, laid, at, names, language)
        if found and len(found[1]) > 1:
            drafts.append((at, block, *found))
    return tuple(_assign_windows(reference, heard, drafts, language))


def _find_candidates(
    reference: Sequence[str],
    heard: Sequence[Word],
    laid: Sequence[Block],
    at: int,
    names: Sequence[str],
    language: Language,
) -> tuple[CandidateKind, tuple[str, ...]] | None:
    """Give the kind of a block's question and its wordings; None where there is nothing to ask."""
    block = laid[at]
    written = list(reference[slice(*block.reference)])
    spoken = [w.text for w in heard[slice(*block.heard)]]
    if block.relation == "reference":
        return "deletion", (join_stripped(written[:MAX_SCORED_WORDS], language), "")
    if block.relation == "heard":
        return "insertion", ("", join_stripped(spoken[:MAX_SCORED_WORDS], language))
    following = reference[block.reference[1]] if block.reference[1] < len(reference) else ""
    others = list(_variants(written, following, language))
    if block.relation == "same" or _letters(written, language) == _letters(spoken, language):
        contracted = language.plain(join_stripped(spoken, language)) in [
            language.plain(o) for o in others
        ]
        wanted = contracted or len(written) > 1
        return (
            ("contraction", _deduplicate([join_stripped(written, language), *others], language))
            if wanted
            else None
        )
    combined = [
        *_combinations(reference, heard, block, language),
        *_replace_edge(written, spoken, language),
        *others,
    ]
    combined += _swap_possessive(written, spoken, language)
    inner = written[_begins_sentence(reference, block.reference[0]) :]
    inner += spoken[
        _begins_sentence(
            [w.text for w in heard[block.heard[0] - 1 : block.heard[0]]], min(1, block.heard[0])
        ) :
    ]
    named = any(_may_be_name(w, names, language) for w in inner)
    kind = _classify(
        written,
        spoken,
        [*others, *_if_expansion(written, spoken, following, language)],
        named,
        language,
    )
    if kind in ("name", "spelling") or len(written) > 1:
        combined += _name_candidates(written, spoken, names, language)
    wordings = _deduplicate(
        [join_stripped(written, language), join_stripped(spoken, language), *combined], language
    )[:_MAX_CANDIDATES]
    return kind, _deduplicate(
        [*wordings, *(respell_numbers(w, language) for w in wordings)], language
    )


def _may_be_name(word: str, names: Sequence[str], language: Language) -> bool:
    """Whether a capital, or else the cast and the context, tell that a word may be a name."""
    bare_word = strip_punctuation(word, language)
    if not word[:1].isupper() or bare_word.split("'")[0].lower() in language.capitalized:
        return False
    if not language.nouns_capitalized:
        return True
    parts = (language.plain(part) for name in names for part in name.split())
    return language.plain(bare_word) in parts


def respell_numbers(wording: str, language: Language) -> str:
    """Write a wording's numbers the other way: in words for digits, in digits for words.

    A recogniser has a way of its own with numbers, which says nothing about what was said.
    """
    if any(c.isdigit() for c in wording):
        return language.numbers.spell(wording)
    keys = [t.key for t in tokenize(wording.split(), language, open_contractions=False)]
    spelt = any(key[:1].isdigit() and key != "1" for key in keys)
    return " ".join(keys) if spelt else wording


def _unify_case(
    wordings: Sequence[str], kind: CandidateKind, heard: str, language: Language
) -> tuple[str, ...]:
    """Begin every wording alike, as the heard one does.

    A name and a word that sounds like it ("Wales", "whales") keep each its own case.
    """
    first = strip_punctuation(heard, language)[:1]
    if not first.isalpha() or (kind == "name" and first.islower() and wordings[0][:1].isupper()):
        return tuple(wordings)
    return tuple(_set_initial_case(w, first.isupper(), language) for w in wordings)


def _set_initial_case(wording: str, upper: bool, language: Language) -> str:
    """Begin a wording large or small; "I" and initials stay as they are."""
    if upper:
        return wording[:1].upper() + wording[1:]
    head = re.split(r"[ ']", wording, maxsplit=1)[0]
    if language.nouns_capitalized and not language.begins_lower(language.plain(head)):
        return wording
    own = head.lower() in language.capitalized or any(c.isupper() for c in head[1:])
    return wording if own else wording[:1].lower() + wording[1:]


def _deduplicate(wordings: Iterable[str], language: Language) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for wording in wordings:
        found.setdefault(
            " ".join(t.key for t in tokenize([wording.replace("'", "’")], language))
            and language.plain(wording),
            wording,
        )
    return tuple(found.values())


def _variants(written: Sequence[str], following: str, language: Language) -> Iterator[str]:
    """Contract or open each place of a row of words where that can be done."""
    grammar = language.contractions
    for i, word in enumerate(written):
        behind = written[i + 1 :]
        after = behind[0] if behind else following
        if "'" in language.plain(word):
            for other in grammar.other_wordings([strip_punctuation(word, language)], after):
                yield join_stripped([*written[:i], other, *behind], language)
        if behind and grammar.contractible(word, behind[0]):
            after = behind[1] if len(behind) > 1 else following
            for other in grammar.other_wordings(
                [strip_punctuation(word, language), strip_punctuation(behind[0], language)], after
            ):
                yield join_stripped([*written[:i], other, *behind[1:]], language)


def _if_expansion(
    written: Sequence[str], spoken: Sequence[str], following: str, language: Language
) -> tuple[str, ...]:
    """Give the heard wording again where it is the written one, contracted."""
    if language.plain(join_stripped(written, language)) in [
        language.plain(v) for v in _variants(spoken, following, language)
    ]:
        return (join_stripped(spoken, language),)
    return ()


def _combinations(
    reference: Sequence[str], heard: Sequence[Word], block: Block, language: Language
) -> Iterator[str]:
    """Mix the two texts part by part, where a block has few parts."""
    parts = block.parts
    if not 2 <= len(parts) <= 3:
        return
    sides = [
        (list(reference[slice(*p.reference)]), [w.text for w in heard[slice(*p.heard)]])
        for p in parts
    ]
    for choice in product(*sides):
        yield join_stripped((word for words in choice for word in words), language)


def _replace_edge(
    written: Sequence[str], spoken: Sequence[str], language: Language
) -> Iterator[str]:
    """Put the heard words in the place of as many written ones, first or last.

    A block may have caught a neighbour that was not heard: "knows. Our" for "notes".
    """
    more = len(written) - len(spoken)
    if (
        spoken
        and more > 0
        and not _is_clipped_contraction(
            written, language.plain(join_stripped(spoken, language)), language
        )
    ):
        yield join_stripped([*spoken, *written[len(spoken) :]], language)
        yield join_stripped([*written[:more], *spoken], language)


def _swap_possessive(
    written: Sequence[str], spoken: Sequence[str], language: Language
) -> Iterator[str]:
    """Give a heard word the written one's apostrophe, which makes no sound: "roads", "road's"."""
    own = language.possessive
    if not own:
        return
    bare_ending = own.replace("'", "")
    pairs = zip(written, spoken, strict=False)
    for i, (old, new) in enumerate(
        (strip_punctuation(a, language), strip_punctuation(b, language)) for a, b in pairs
    ):
        if old.endswith(own) and new.endswith(bare_ending) and "'" not in new:
            yield join_stripped(
                [*spoken[:i], new.removesuffix(bare_ending) + own, *spoken[i + 1 :]], language
            )
        elif new.endswith(own) and old.endswith(bare_ending) and "'" not in old:
            yield join_stripped(
                [*spoken[:i], new.removesuffix(own) + bare_ending, *spoken[i + 1 :]], language
            )


def _begins_sentence(words: Sequence[str], at: int) -> bool:
    """Tell whether a sentence begins at a word, so that its capital means nothing."""
    return at == 0 or ends_sentence(words[at - 1])


def _classify(
    written: Sequence[str],
    spoken: Sequence[str],
    others: Sequence[str],
    named: bool,
    language: Language,
) -> CandidateKind:
    """Say what sort of difference it is; `named` if a capital says that one of the words is one."""
    said, was = (
        language.plain(join_stripped(spoken, language)),
        language.plain(join_stripped(written, language)),
    )
    if said in [language.plain(o) for o in others] or _is_clipped_contraction(
        written, said, language
    ):
        return "contraction"
    alike = word_similarity(said.replace(" ", ""), was.replace(" ", ""), language)
    if named and alike >= _MIN_NAME_SIMILARITY:
        return "name"
    return "spelling" if alike >= _MIN_SPELLING_SIMILARITY else "substitution"


def _is_clipped_contraction(written: Sequence[str], said: str, language: Language) -> bool:
    """Tell whether the recogniser wrote "we" alone of "we would" or "we'd"."""
    if len(written) == 1:
        head, mark, _ = language.plain(written[0]).partition("'")
        return (
            bool(mark) and said == head and bool(language.contractions.other_wordings(written, ""))
        )
    return (
        len(written) == 2
        and language.contractions.contractible(*written)
        and said == language.plain(written[0])
    )


def _name_candidates(
    written: Sequence[str], spoken: Sequence[str], names: Sequence[str], language: Language
) -> tuple[str, ...]:
    """Offer the names, whole and in parts, that either side or one of its words may stand for."""
    parts = [*names, *(part for name in names for part in name.split() if len(part) > 2)]
    known = list(dict.fromkeys(parts))
    within = (
        join_stripped([*written[:i], name, *written[i + 1 :]], language)
        for i, word in enumerate(written)
        if len(written) > 1 and word[:1].isupper()
        for name in find_similar_names([word], known, language)
    )
    return (
        *find_similar_names(
            [join_stripped(written, language), join_stripped(spoken, language)], known, language
        ),
        *within,
    )


def _letters(words: Iterable[str], language: Language) -> str:
    """Give the letters alone: joined and split words ("light bulb") are the same."""
    return language.plain(join_stripped(words, language)).replace(" ", "")


def is_filler(words: Iterable[str], language: Language) -> bool:
    """Tell whether words are nothing but hesitation."""
    return all(t.key in language.fillers for t in tokenize(list(words), language))


CandidateDraft = tuple[int, Block, CandidateKind, tuple[str, ...]]


def _assign_windows(
    reference: Sequence[str],
    heard: Sequence[Word],
    drafts: Sequence[CandidateDraft],
    language: Language,
) -> Iterator[CandidateSet]:
    """Share out the questions to windows of sound, each with the text around it."""
    begin, span = 0, Span(0.0, -1.0)
    for number, (at, block, kind, wordings) in enumerate(drafts, start=1):
        first, last = block.heard
        room = _untimed_seconds(block, kind)
        end = _end_before(heard, min(last + _AFTER_WORDS, len(heard))) + room
        if end > span.start + WINDOW_SECONDS or span.end < 0:
            begin = _window_start(heard, first)
            start = (
                max(0.0, heard[begin].start - 0.1)
                if begin < len(heard)
                else _end_before(heard, first)
            )
            if begin == 0 == first:
                start = max(0.0, start - room)
            span = Span(start, start + WINDOW_SECONDS)
        whole = kind != "deletion" or block.size[0] <= MAX_SCORED_WORDS
        after = heard[last : last + _AFTER_WORDS] if whole else ()
        mark = trailing_punctuation(heard[last - 1].text, language) if last > first else ""
        yield CandidateSet(
            id=f"Q{number}",
            block=at,
            kind=kind,
            span=span,
            before=" ".join(w.text for w in heard[begin:first]),
            after=" ".join([mark, *(w.text for w in after)]),
            candidates=_unify_case(
                wordings, kind, heard[first].text if last > first else "", language
            ),
            reference=block.reference,
            heard=block.heard,
        )


def _untimed_seconds(block: Block, kind: CandidateKind) -> float:
    """Seconds that words without a time of their own may take."""
    return min(12.0, block.size[0] / _WORDS_PER_SECOND) if kind == "deletion" else 0.0


def _end_before(heard: Sequence[Word], at: int) -> float:
    """When the words before `at` are over."""
    return heard[at - 1].end if at and heard else 0.0


def _window_start(heard: Sequence[Word], first: int) -> int:
    """Choose the word that a window begins with: a sentence's first where one is near."""
    nearest = max(0, first - _BEFORE_WORDS)
    begin = nearest
    while begin and heard[first - 1].end - heard[begin - 1].start < _BEFORE_SECONDS:
        if heard[begin - 1].text[-1:] in ".?!":
            return begin
        begin -= 1
    return begin if first - begin < 4 * _BEFORE_WORDS else nearest
