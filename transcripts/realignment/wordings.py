"""List the candidate wordings for one block of an alignment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product
from typing import Literal

from transcripts.languages.language import Language
from transcripts.realignment.blocks import Block
from transcripts.realignment.written_names import without_possessive
from transcripts.text.normalize import tokenize
from transcripts.text.sentences import ends_sentence
from transcripts.text.similarity import find_similar_names, word_similarity
from transcripts.text.word_punctuation import join_stripped, strip_punctuation
from transcripts.transcript import Word

CandidateKind = Literal["contraction", "name", "spelling", "substitution", "deletion", "insertion"]

MAX_SCORED_WORDS = 40
"""At most this many words of a passage are scored; in a longer passage, its beginning decides.
"""

_MAX_CANDIDATES = 8

# Least similarity of two spellings that may be the same name or the same word.
_MIN_NAME_SIMILARITY, _MIN_SPELLING_SIMILARITY = 0.5, 0.8


def find_wordings(
    reference: Sequence[str],
    recognized: Sequence[Word],
    block: Block,
    names: Sequence[str],
    language: Language,
) -> tuple[CandidateKind, tuple[str, ...]] | None:
    """Classify the difference in a block and list its candidate wordings.

    The first wording is the reference's, the second the recognizer's; "" is silence. Returns None
    if there is nothing to decide.
    """
    written = list(reference[slice(*block.reference)])
    spoken = [w.text for w in recognized[slice(*block.recognized)]]
    if block.relation == "reference":
        return "deletion", (join_stripped(written[:MAX_SCORED_WORDS], language), "")
    if block.relation == "heard":
        return "insertion", ("", join_stripped(spoken[:MAX_SCORED_WORDS], language))
    following = reference[block.reference[1]] if block.reference[1] < len(reference) else ""
    others = list(_find_contraction_variants(written, following, language))
    if block.relation == "same" or _keep_letters_only(written, language) == _keep_letters_only(
        spoken, language
    ):
        is_contraction = language.plain(join_stripped(spoken, language)) in [
            language.plain(o) for o in others
        ]
        is_open = is_contraction or len(written) > 1
        return (
            ("contraction", _deduplicate([join_stripped(written, language), *others], language))
            if is_open
            else None
        )
    combined = [
        *_combine_texts(reference, recognized, block, language),
        *_replace_edge(written, spoken, language),
        *others,
    ]
    combined += _swap_possessive(written, spoken, language)
    inner = written[_begins_sentence(reference, block.reference[0]) :]
    inner += spoken[
        _begins_sentence(
            [w.text for w in recognized[block.recognized[0] - 1 : block.recognized[0]]],
            min(1, block.recognized[0]),
        ) :
    ]
    named = any(_may_be_name(w, names, language) for w in inner) or _follows_name(
        reference[: block.reference[0]], written, language
    )
    kind = _classify(
        written,
        spoken,
        [*others, *_find_contraction_of_expanded(written, spoken, following, language)],
        named,
        language,
    )
    if named or kind in ("name", "spelling") or len(written) > 1:
        combined += _find_name_candidates(written, spoken, names, language)
    wordings = _deduplicate(
        [join_stripped(written, language), join_stripped(spoken, language), *combined], language
    )[:_MAX_CANDIDATES]
    return kind, _deduplicate(
        [*wordings, *(respell_numbers(w, language) for w in wordings)], language
    )


def _may_be_name(word: str, names: Sequence[str], language: Language) -> bool:
    """Check whether a word may be a name.

    A capital indicates a name. If all nouns are capitalized, the word must be in `names`.
    """
    bare_word = strip_punctuation(word, language)
    if not word[:1].isupper() or bare_word.split("'")[0].lower() in language.capitalized:
        return False
    if not language.nouns_capitalized:
        return True
    parts = (language.plain(part) for name in names for part in name.split())
    return language.plain(bare_word) in parts


def _follows_name(
    words_before: Sequence[str], reference_text: Sequence[str], language: Language
) -> bool:
    """Check whether the words before a capitalized noun show that it is a name (German)."""
    pairs = pairwise([*(words_before[-1:] or [""]), *reference_text])
    return language.nouns_capitalized and any(
        word[:1].isupper() and language.is_name_after(last) for last, word in pairs
    )


def respell_numbers(wording: str, language: Language) -> str:
    """Write the numbers of a wording in words instead of digits, or in digits instead of words.

    Recognizers prefer one of the two forms regardless of what was said.
    """
    if any(c.isdigit() for c in wording):
        return language.numbers.spell(wording)
    keys = [t.key for t in tokenize(wording.split(), language, open_contractions=False)]
    spelt = any(key[:1].isdigit() and key != "1" for key in keys)
    return " ".join(keys) if spelt else wording


def _deduplicate(wordings: Iterable[str], language: Language) -> tuple[str, ...]:
    by_key: dict[str, str] = {}
    for wording in wordings:
        by_key.setdefault(
            " ".join(t.key for t in tokenize([wording.replace("'", "’")], language))
            and language.plain(wording),
            wording,
        )
    return tuple(by_key.values())


def _find_contraction_variants(
    reference_text: Sequence[str], next_word: str, language: Language
) -> Iterator[str]:
    """Yield the words with one contraction made or expanded, for each possible contraction."""
    grammar = language.contractions
    for i, word in enumerate(reference_text):
        rest = reference_text[i + 1 :]
        after = rest[0] if rest else next_word
        if "'" in language.plain(word):
            for other in grammar.other_wordings([strip_punctuation(word, language)], after):
                yield join_stripped([*reference_text[:i], other, *rest], language)
        if rest and grammar.contractible(word, rest[0]):
            after = rest[1] if len(rest) > 1 else next_word
            for other in grammar.other_wordings(
                [strip_punctuation(word, language), strip_punctuation(rest[0], language)], after
            ):
                yield join_stripped([*reference_text[:i], other, *rest[1:]], language)


def _find_contraction_of_expanded(
    reference_text: Sequence[str], recognized: Sequence[str], next_word: str, language: Language
) -> tuple[str, ...]:
    """Return the recognized wording if it is a contraction of the reference; otherwise ()."""
    if language.plain(join_stripped(reference_text, language)) in [
        language.plain(v) for v in _find_contraction_variants(recognized, next_word, language)
    ]:
        return (join_stripped(recognized, language),)
    return ()


def _combine_texts(
    reference: Sequence[str], recognized: Sequence[Word], block: Block, language: Language
) -> Iterator[str]:
    """Yield every combination of reference and recognized words, part by part.

    Only a block of two or three parts has combinations.
    """
    parts = block.parts
    if not 2 <= len(parts) <= 3:
        return
    sides = [
        (list(reference[slice(*p.reference)]), [w.text for w in recognized[slice(*p.recognized)]])
        for p in parts
    ]
    for choice in product(*sides):
        yield join_stripped((word for words in choice for word in words), language)


def _replace_edge(
    reference_text: Sequence[str], recognized: Sequence[str], language: Language
) -> Iterator[str]:
    """If fewer words were recognized, replace only the first or only the last reference words.

    A block may include a neighboring word that was not recognized: "knows. Our" for "notes".
    """
    surplus = len(reference_text) - len(recognized)
    if (
        recognized
        and surplus > 0
        and not _is_clipped_contraction(
            reference_text, language.plain(join_stripped(recognized, language)), language
        )
    ):
        yield join_stripped([*recognized, *reference_text[len(recognized) :]], language)
        yield join_stripped([*reference_text[:surplus], *recognized], language)


def _swap_possessive(
    reference_text: Sequence[str], recognized: Sequence[str], language: Language
) -> Iterator[str]:
    """Yield the recognized words with a possessive apostrophe added or removed.

    For example, "road's" for "roads".
    """
    possessive = language.possessive
    if not possessive:
        return
    plain_ending = possessive.replace("'", "")
    pairs = zip(reference_text, recognized, strict=False)
    for i, (old, new) in enumerate(
        (strip_punctuation(a, language), strip_punctuation(b, language)) for a, b in pairs
    ):
        if old.endswith(possessive) and new.endswith(plain_ending) and "'" not in new:
            yield join_stripped(
                [
                    *recognized[:i],
                    new.removesuffix(plain_ending) + possessive,
                    *recognized[i + 1 :],
                ],
                language,
            )
        elif new.endswith(possessive) and old.endswith(plain_ending) and "'" not in old:
            yield join_stripped(
                [
                    *recognized[:i],
                    new.removesuffix(possessive) + plain_ending,
                    *recognized[i + 1 :],
                ],
                language,
            )


def _begins_sentence(words: Sequence[str], index: int) -> bool:
    """Check whether a word begins a sentence, so that its capital does not indicate a name."""
    return index == 0 or ends_sentence(words[index - 1])


def _classify(
    reference_text: Sequence[str],
    recognized: Sequence[str],
    other_wordings: Sequence[str],
    may_be_name: bool,
    language: Language,
) -> CandidateKind:
    """Classify the difference; `may_be_name` is true if one of the words may be a name."""
    heard, reference = (
        language.plain(join_stripped(recognized, language)),
        language.plain(join_stripped(reference_text, language)),
    )
    if heard in [language.plain(o) for o in other_wordings] or _is_clipped_contraction(
        reference_text, heard, language
    ):
        return "contraction"
    similarity = word_similarity(heard.replace(" ", ""), reference.replace(" ", ""), language)
    if may_be_name and similarity >= _MIN_NAME_SIMILARITY:
        return "name"
    return "spelling" if similarity >= _MIN_SPELLING_SIMILARITY else "substitution"


def _is_clipped_contraction(
    reference_text: Sequence[str], recognized: str, language: Language
) -> bool:
    """Check whether the recognizer dropped the end of a contraction ("we" for "we'd")."""
    if len(reference_text) == 1:
        head, mark, _ = language.plain(reference_text[0]).partition("'")
        return (
            bool(mark)
            and recognized == head
            and bool(language.contractions.other_wordings(reference_text, ""))
        )
    return (
        len(reference_text) == 2
        and language.contractions.contractible(*reference_text)
        and recognized == language.plain(reference_text[0])
    )


def _find_name_candidates(
    reference_text: Sequence[str],
    recognized: Sequence[str],
    names: Sequence[str],
    language: Language,
) -> tuple[str, ...]:
    """List wordings with other names, or parts of names, that either text may have misspelled.

    The possessive ending of a single word stays as the recognizer has it.
    """
    parts = [*names, *(part for name in names for part in name.split() if len(part) > 2)]
    here = {without_possessive(language.plain(w), language) for w in (*reference_text, *recognized)}
    name_parts = [part for part in dict.fromkeys(parts) if language.plain(part) not in here]
    replaced = (
        join_stripped([*reference_text[:i], name, *reference_text[i + 1 :]], language)
        for i, word in enumerate(reference_text)
        if len(reference_text) > 1 and word[:1].isupper()
        for name in find_similar_names([word], name_parts, language)
    )
    wordings = [join_stripped(reference_text, language), join_stripped(recognized, language)]
    is_single = len(reference_text) == len(recognized) == 1
    stems = [without_possessive(w, language) if is_single else w for w in wordings]
    ending = wordings[1][len(stems[1]) :]
    similar = find_similar_names(stems, name_parts, language)
    return (*(f"{name}{ending}" for name in similar), *replaced)


def _keep_letters_only(words: Iterable[str], language: Language) -> str:
    """Join the letters of words, so that "light bulb" equals "lightbulb"."""
    return language.plain(join_stripped(words, language)).replace(" ", "")
