"""Match descriptions of people in English prose: "director Ann Lee", "Ann Lee, author of"."""

from __future__ import annotations

import re
from re import Pattern

from speakers.phrases.english.roles import ROLE_BY_WORD
from speakers.phrases.phrases import DocumentPatterns

ANY_ROLE = "|".join(sorted(ROLE_BY_WORD, key=len, reverse=True))
BOOK = "novel|book|memoir|bestseller|biography|novella|story|stories|trilogy|essays"
FILM = "film|movie|drama|documentary|thriller|comedy|picture|adaptation|western|debut|remake"
LOOSE = r"(?:[\w'’-]+,? ){0,3}"

_ROLE_BEFORE = re.compile(rf"((?:[\w'’-]+ ){{0,4}}(?:{ANY_ROLE})s?)(,| named| called)?$")
_ROLE_AFTER = re.compile(
    rf"^((is|was|who is|who was|as|has been) )?((the|a|an|its|our|his|her|their|[\w-]+['’]s?) )?"
    rf"(?P<role>(?:(?!(?:said|says|told|and|who|is|was|in|to|for|with|by)\b)[\w'’-]+,? ){{0,4}}"
    rf"(?:{ANY_ROLE})\b( (of|for) ([\w'’-]+ ?){{0,4}})?)"
)
_BY: tuple[tuple[Pattern[str], str], ...] = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (rf"\b({BOOK}) {LOOSE}by$", "author"),
        (rf"\b({FILM}) {LOOSE}by$", "director"),
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
        (rf"(wrote|writes|penned) {LOOSE}({BOOK})\b", "author"),
        (rf"(wrote|writes|penned|adapted) {LOOSE}(screenplay|script|{FILM})\b", "screenwriter"),
        (r"(hosts|hosted|presents|presented|anchors|moderates)\b", "host"),
        (r"(interviews|talks (to|with)|speaks (to|with)|sits down with|chats with)\b", "host"),
        (r"(plays|played|stars|starred|portrays|portrayed)\b", "actor"),
        (r"(produced|produces)\b", "producer"),
        (r"(composed|composes)\b", "composer"),
        (r"(translated|translates)\b", "translator"),
    )
)
_OWNS: tuple[tuple[Pattern[str], str], ...] = tuple(
    (re.compile(rf"^{LOOSE}({pattern})\b"), name)
    for pattern, name in (
        (BOOK, "author"),
        (FILM, "director"),
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
    rf"( {LOOSE}({ANY_ROLE}))?,?$"
)
_COMMENTS = re.compile(
    r"^\W*(related (articles|posts)|leave a (reply|comment)|\d+ (comments?|responses|thoughts)\b.*"
    r"|comments?|responses|share this.*|read more.*|more from .*|you (may|might) also like.*)\W*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^\W*((posted|reviewed|written|published|photo(graph)?s?|edited|words|story|text) )?by\b",
    re.IGNORECASE,
)
_WRONG_SPELLING = re.compile(
    r"\b(not|never|no|misspel(t|led|ling)( as)?|mis-spel(t|led)( as)?|instead of|rather than"
    r"|(wrongly|incorrectly|mistakenly|erroneously|falsely|often|sometimes|usually)"
    r"( (written|spel(t|led)|given|printed|typed))?( as)?),?$"
)

DOCUMENTS = DocumentPatterns(
    role_before=_ROLE_BEFORE,
    role_after=_ROLE_AFTER,
    first_of_several_roles=re.compile(rf"\b({ANY_ROLE}),? and\b"),
    role_link=re.compile(r"^(is|was|who|the|as|has been) "),
    work_separator=" of ",
    maker_before=_BY,
    activity_after=_DOES,
    owned_work_after=_OWNS,
    reports_after=re.compile(r"(reports|reporting)\b"),
    says_after=_SAYS,
    interviewed_before=_INTERVIEWED,
    comments_heading=_COMMENTS,
    byline=_BYLINE,
    wrong_spelling_before=_WRONG_SPELLING,
)
