"""How prose says what people do: "director Ann Lee", "Ann Lee, author of", "her novel"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from re import Pattern

from speakers.roles import ROLE_WORDS, normalise, role
from speakers.text.passages import Mention

# How likely a document makes it that somebody speaks in the recording: of those who made the work
# that is spoken of, of those who only had a part in it, of those who are said to be interviewed and
# of those who host the programme. Judged on the four documents of one broadcast: rough on purpose.
MAKER, PART, GUEST, HOST = 0.2, 0.05, 0.65, 0.7
# "told", "says": people who are quoted like to talk.
QUOTED = 0.15


@dataclass(frozen=True, slots=True)
class Hint:
    """What one place in a document says of a person."""

    role: str | None
    weight: int
    present: float
    quote: str


ANY_ROLE = "|".join(sorted(ROLE_WORDS, key=len, reverse=True))
_BOOK = "novel|book|memoir|bestseller|biography|novella|story|stories|trilogy|essays"
_FILM = "film|movie|drama|documentary|thriller|comedy|picture|adaptation|western|debut|remake"
_LOOSE = r"(?:[\w'’-]+,? ){0,3}"

_ROLE_BEFORE = re.compile(rf"((?:[\w'’-]+ ){{0,4}}(?:{ANY_ROLE})s?)(,| named| called)?$")
_ROLE_AFTER = re.compile(
    rf"^((is|was|who is|who was|as|has been) )?((the|a|an|its|our|his|her|their|[\w-]+['’]s?) )?"
    rf"(?P<role>(?:(?!(?:said|says|told|and|who|is|was|in|to|for|with|by)\b)[\w'’-]+,? ){{0,4}}"
    rf"(?:{ANY_ROLE})\b( (of|for) ([\w'’-]+ ?){{0,4}})?)"
)
_BY: tuple[tuple[Pattern[str], str], ...] = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (rf"\b({_BOOK}) {_LOOSE}by$", "author"),
        (rf"\b({_FILM}) {_LOOSE}by$", "director"),
        (r"\b(directed|helmed)( \w+)? by$", "director"),
        (r"\b(screenplay|script|adapted) (\w+ ){0,4}by$", "screenwriter"),
        (r"\bwritten by$", "writer"),
        (r"\b(presented|hosted|anchored|moderated|interviewed|introduced) by$", "host"),
        (r"\bproduced by$", "producer"),
        (r"\b(narrated|read) by$", "narrator"),
        (r"\breported by$", "reporter"),
        (r"\btranslated by$", "translator"),
        (r"\b(music|score|composed) (\w+ )?by$", "composer"),
        (r"\b(poems?|poetry) by$", "poet"),
        (r"\b(album|song|songs) (\w+ )?by$", "musician"),
        (r"\b(starring|stars|played by|portrayed by|cast includes)$", "actor"),
    )
)
_DOES: tuple[tuple[Pattern[str], str], ...] = tuple(
    (re.compile(r"^(who )?(also |has |had )?" + pattern), name)
    for pattern, name in (
        (r"(directed|directs|helmed|helms)\b", "director"),
        (rf"(wrote|writes|penned) {_LOOSE}({_BOOK})\b", "author"),
        (rf"(wrote|writes|penned|adapted) {_LOOSE}(screenplay|script|{_FILM})\b", "screenwriter"),
        (r"(hosts|hosted|presents|presented|anchors|moderates)\b", "host"),
        (r"(interviews|talks (to|with)|speaks (to|with)|sits down with|chats with)\b", "host"),
        (r"(plays|played|stars|starred|portrays|portrayed)\b", "actor"),
        (r"(produced|produces)\b", "producer"),
        (r"(composed|composes)\b", "composer"),
        (r"(translated|translates)\b", "translator"),
    )
)
_OWNS: tuple[tuple[Pattern[str], str], ...] = tuple(
    (re.compile(rf"^{_LOOSE}({pattern})\b"), name)
    for pattern, name in (
        (_BOOK, "author"),
        (_FILM, "director"),
        (r"show|programme|podcast", "host"),
        (r"album|songs?", "musician"),
        (r"poems?|poetry", "poet"),
        (r"play", "writer"),
        (r"screenplay|script", "screenwriter"),
    )
)
_SAYS = re.compile(
    r"^(also |has |had |once |later |recently )?(told|tells|said|says|stated|explained|explains"
    r"|continued|continues|notes|noted|added|adds|recalls|recalled|admits|admitted|reflects)\b"
)
_INTERVIEWED = re.compile(
    r"\b(interview(s|ed|ing)?( with)?|(talk|talks|talked|talking|speak|speaks|spoke|speaking"
    r"|sat down|sits down|chat|chats|chatted|chatting) (to|with)|conversation (with|between)"
    r"|joined (\w+ )?by|joins|guests?( is| are| include)?|welcomes?|features?)"
    rf"( {_LOOSE}({ANY_ROLE}))?,?$"
)


def hints(mention: Mention) -> Iterator[Hint]:
    """Give everything that the sentence around a name says of the person's part."""
    if _in_brackets(mention):
        yield _hint("actor", 3, mention)
        return
    if named := _role_before(mention):
        yield _hint(named, 3, mention)
    if named := _role_after(mention):
        yield _hint(named, 3, mention)
    for rules, text, allowed in (
        (_BY, mention.before, True),
        (_DOES, mention.after, not mention.owns),
        (_OWNS, mention.after, mention.owns),
    ):
        yield from (_hint(name, 2, mention) for p, name in rules if allowed and p.search(text))
    if re.match(r"(reports|reporting)\b", mention.after):
        yield _hint("reporter", 3, mention)
    if _SAYS.match(mention.after):
        yield Hint(None, 1, QUOTED, mention.quote)
    if _INTERVIEWED.search(mention.before):
        yield Hint("guest", 1, GUEST, mention.quote)


def _hint(name: str, weight: int, mention: Mention) -> Hint:
    present = HOST if name == "host" else MAKER if role(name).in_studio else PART
    return Hint(name, weight, present, mention.quote)


def _in_brackets(mention: Mention) -> bool:
    # "Kathy (Ann Lee)": a part and who plays it.
    first, last = mention.sentence[mention.start], mention.sentence[mention.end - 1]
    before = mention.sentence[mention.start - 1] if mention.start else None
    return bool("(" in first.before and ")" in last.after and before and before.capital)


def _role_before(mention: Mention) -> str | None:
    match = _ROLE_BEFORE.search(mention.before)
    if match is None:
        return None
    phrase = match[1].rsplit(" of ")[-1]
    # "author and historian Ann Lee": what comes first is what she is known for.
    first = re.search(rf"\b({ANY_ROLE}),? and\b", phrase)
    return normalise(first[1] if first else _written_for(phrase))


def _role_after(mention: Mention) -> str | None:
    match = _ROLE_AFTER.match(mention.after)
    told = mention.parted_after or re.match(r"^(is|was|who|the|as|has been) ", mention.after)
    if match is None or not told or mention.owns:
        return None
    return normalise(_written_for(match["role"]))


def _written_for(phrase: str) -> str:
    # "the film's director" directs; only a writer is made an author by the book in the phrase.
    return phrase.replace("’", "'").replace("'s", "")
