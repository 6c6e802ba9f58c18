"""Find people with their roles, and rare words, in the context documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from speakers.cast import CastMember
from speakers.evidence.descriptions import RoleHint, find_role_hints
from speakers.people.described import DescribedPerson
from speakers.people.person import SAME_NAME, name_similarity
from speakers.phrases.phrases import Phrases
from speakers.phrases.table import phrases_of
from speakers.text.mentions import Mention, Sentence, find_mentions, split_prose
from transcripts.languages.language import Language

# Probability that a person who is only named in a document speaks in the recording.
NAMED_ONLY = 0.04
# Each further mention adds this to the probability, up to `MOST_FOR_NAMINGS` in all; documents
# often name the people whom they are about.
EACH_NAMING = 0.01
MOST_FOR_NAMINGS = 0.05
# The highest probability of speaking that documents alone can give.
MOST_PRESENT = 0.75

# A person gets a further role if the descriptions with this role have at least this weight in all:
# a description right beside the name weighs 3, one elsewhere in the sentence 2.
SECOND_ROLE = 5

_REPLY = re.compile(r"^\W*\d*\.?\s*@\w")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])")
# "Comments" begins a comment thread only after this many words; at the top of a page it is
# navigation.
LEAST_WORDS_BEFORE_COMMENTS = 60
LONGEST_BYLINE = 8


def find_people_in_documents(
    documents: Sequence[str], phrases: Phrases, min_weight: int = 1
) -> tuple[DescribedPerson, ...]:
    """Find the people whom documents name in full, most likely speakers first.

    Descriptions with a weight below `min_weight` are ignored; for speech, callers accept only
    descriptions right beside the name.
    """
    found = [
        mention
        for document in documents
        for sentence in _split_sentences(document, phrases)
        for mention in find_mentions(sentence, phrases)
    ]
    whole: dict[str, list[Mention]] = {}
    for mention in found:
        if " " in mention.name:
            whole.setdefault(_choose_known_spelling(mention.name, whole, phrases), []).append(
                mention
            )
    parts: dict[str, list[Mention]] = {name: [] for name in whole}
    for mention in found:
        owners = [name for name in whole if mention.name in name.split()]
        if " " not in mention.name and len(owners) == 1:
            parts[owners[0]].append(mention)
    described = (
        _describe_person(name, whole[name] + parts[name], min_weight, phrases) for name in whole
    )
    return tuple(
        sorted(
            filter(None, described),
            key=lambda d: (-d.speaking_probability, -d.mention_count, d.name),
        )
    )


def find_rare_words(
    documents: Sequence[str],
    language: Language,
    cast: Sequence[CastMember] = (),
    reference: str | None = None,
    limit: int = 40,
) -> tuple[str, ...]:
    """List names and rare words that a recognizer is likely to misspell, most useful first.

    The cast comes first, then people, titles and single words by frequency. Words that also occur
    in the reference come before those that do not.
    """
    phrases = phrases_of(language)
    kept = [p for document in documents for p in _split_paragraphs(document, phrases)]
    texts = [text for text in [*kept, reference or ""] if not _is_heading(text)]
    written = [sentence for text in texts for sentence in split_prose(text, phrases)]
    common = {t.core for s in written for t in s if t.core.islower()}
    names = Counter(
        {d.name: 2 + d.mention_count for d in find_people_in_documents(documents, phrases)}
    )
    scored = names | Counter(
        run for s in written for run in _find_capitalized_runs(s, common, phrases)
    )
    said = f" {_fold_text(reference or '')} "
    order = sorted(scored, key=lambda w: (f" {_fold_text(w)} " not in said, -scored[w], len(w), w))
    return _drop_duplicates([member.name for member in cast] + order)[:limit]


def _is_heading(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return not words or (text.rstrip()[-1].isalnum() and capitals * 2 > len(words))


def _drop_duplicates(ordered: Sequence[str]) -> tuple[str, ...]:
    # Drop "Let Me Go" if "Never Let Me Go" is in the list, but keep a surname although the full
    # name is in the list.
    longer = [_fold_text(word) for word in ordered]
    seen: dict[str, str] = {}
    for word in ordered:
        plain = _fold_text(word)
        part = " " in plain and any(
            f" {plain} " in f" {other} " != f" {plain} " for other in longer
        )
        if not part:
            seen.setdefault(plain, word)
    return tuple(seen.values())


def _fold_text(text: str) -> str:
    return " ".join(re.findall(r"[\w'’-]+", text.lower()))


def _find_capitalized_runs(
    sentence: Sentence, common_words: set[str], phrases: Phrases
) -> Iterator[str]:
    """Yield the titles and names in a sentence, and its rare capitalized words.

    In a language that capitalizes all nouns, only names are found.
    """
    if phrases.language.nouns_capitalized:
        yield from (mention.name for mention in find_mentions(sentence, phrases))
        return
    i = 1
    while i < len(sentence):
        end = i
        while end < len(sentence) and _continues_title(sentence, i, end, phrases):
            end += 1
        run = [t.core for t in sentence[i:end]]
        while run and not run[-1][:1].isupper():
            run.pop()
        if len(run) > 1 or (run and _is_rare(run[0], common_words, phrases)):
            yield " ".join(run)
        i = max(end, i + 1)


def _continues_title(sentence: Sentence, start: int, token_index: int, phrases: Phrases) -> bool:
    token = sentence[token_index]
    if token_index > start and (
        sentence[token_index - 1].ends_clause or set(token.mark_before) & set('([“"')
    ):
        return False
    inner = token_index > start and token.core in phrases.vocabulary.words_inside_titles
    return (
        token.core[:1].isupper()
        and token.lower not in phrases.language.capitalized
        and "'" not in token.core
    ) or inner


def _is_rare(word: str, common_words: set[str], phrases: Phrases) -> bool:
    lower = word.lower()
    known = phrases.vocabulary
    ordinary = known.is_ordinary(lower) or known.is_demonym(lower) or known.is_adverb(lower)
    return len(word) > 2 and not word.isupper() and not ordinary and lower not in common_words


def _choose_known_spelling(name: str, known_names: Iterable[str], phrases: Phrases) -> str:
    best = max(known_names, key=lambda other: name_similarity(name, other, phrases), default=name)
    return best if name_similarity(name, best, phrases) >= SAME_NAME else name


def _describe_person(
    name: str, mentions: Sequence[Mention], min_weight: int, phrases: Phrases
) -> DescribedPerson | None:
    every = [
        hint
        for mention in mentions
        for hint in find_role_hints(mention, phrases)
        if hint.weight >= min_weight
    ]
    if not every and not phrases.given_names.is_given_name(name.split()[0]):
        return None
    weights: Counter[str] = Counter()
    for hint in every:
        if hint.role:
            weights[hint.role] += hint.weight
    role = weights.most_common(1)[0][0] if weights else None
    telling = max((h for h in every if h.role == role), key=lambda h: h.weight, default=None)
    present = _speaking_probability(every, role, len(mentions))
    quote = telling.quote if telling else mentions[0].quote
    also = tuple(other for other in weights if other != role and weights[other] >= SECOND_ROLE)
    return DescribedPerson(name, role, present, quote, len(mentions), also)


def _speaking_probability(
    role_hints: Sequence[RoleHint], role: str | None, mention_count: int
) -> float:
    likely = [h.presence for h in role_hints if h.role in (role, "guest", None)]
    named = min(MOST_FOR_NAMINGS, EACH_NAMING * (mention_count - 1))
    if role == "actor":
        return min(likely, default=NAMED_ONLY)
    return min(MOST_PRESENT, max([NAMED_ONLY, *likely]) + named)


def _split_sentences(document: str, phrases: Phrases) -> Iterator[Sentence]:
    for paragraph in _split_paragraphs(document, phrases):
        yield from split_prose(paragraph, phrases)


def _split_paragraphs(document: str, phrases: Phrases) -> Iterator[str]:
    """Yield the paragraphs that the author wrote: no comment threads, bylines or markup."""
    words = 0
    for line in document.splitlines():
        text = re.sub(r"[\[\]*_#>]+", "", _MARKDOWN_LINK.sub(r"\1", line)).strip()
        if words >= LEAST_WORDS_BEFORE_COMMENTS and phrases.documents.comments_heading.match(text):
            return
        if not text or _REPLY.match(text):
            continue
        count = len(text.split())
        words += count
        if count > LONGEST_BYLINE or not phrases.documents.byline.match(text):
            yield text
