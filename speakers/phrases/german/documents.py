"""Match descriptions of people in German prose: "die Autorin Ann Lee", "Ann Lee, Regisseurin"."""

from __future__ import annotations

import re

from speakers.phrases.german.roles import ANY_ROLE
from speakers.phrases.phrases import DocumentPatterns

_BOOK = "roman|buch|biografie|novelle|erzählung|erzählungen|erzählband|trilogie|memoiren|essays"
_FILM = "film|drama|dokumentation|dokumentarfilm|thriller|komödie|spielfilm|serie"
_LOOSE = r"(?:[\w'’-]+,? ){0,3}"

DOCUMENTS = DocumentPatterns(
    role_before=re.compile(rf"((?:[\w'’-]+ ){{0,4}}(?:{ANY_ROLE}))(,| namens)?$"),
    role_after=re.compile(
        r"^((ist|war|als|wurde) )?((die|der|das|ein|eine|einer|unsere?|ihre?|seine?) )?"
        r"(?P<role>(?:(?!(?:sagt|sagte|und|ist|war|im|in|zu|für|mit|von|aus|hat)\b)[\w'’-]+,? )"
        rf"{{0,3}}(?:{ANY_ROLE}))\b"
    ),
    first_of_several_roles=re.compile(rf"\b({ANY_ROLE}),? und\b"),
    role_link=re.compile(r"^(ist|war|der|die|als|wurde) "),
    maker_before=tuple(
        (re.compile(pattern), role)
        for pattern, role in (
            (rf"\b({_BOOK}) {_LOOSE}von$", "author"),
            (rf"\b({_FILM}) {_LOOSE}von$", "director"),
            (r"\bregie( führte| von)?$", "director"),
            (r"\bdrehbuch( \w+)? von$", "screenwriter"),
            (r"\b(moderiert|präsentiert) von$", "host"),
            (r"\bproduziert von$", "producer"),
            (r"\b(gelesen|gesprochen) von$", "narrator"),
            (r"\bübersetzt von$", "translator"),
            (r"\bmusik von$", "musician"),
            (r"\b(gedichte?|lyrik) von$", "poet"),
            (r"\b(gespielt|verkörpert|dargestellt) von$", "actor"),
        )
    ),
    activity_after=tuple(
        (re.compile(r"^(die |der )?(auch |hat )?" + pattern), role)
        for pattern, role in (
            (r"(führte|führt) regie\b", "director"),
            (rf"(schrieb|schreibt) {_LOOSE}({_BOOK})\b", "author"),
            (rf"(schrieb|schreibt) {_LOOSE}drehb", "screenwriter"),
            (r"(moderiert|moderierte|präsentiert)\b", "host"),
            (r"(spricht|redet) mit\b", "host"),
            (r"(spielt|spielte|verkörpert)\b", "actor"),
            (r"(produzierte|produziert)\b", "producer"),
            (r"(komponierte|komponiert)\b", "composer"),
            (r"(übersetzte|übersetzt)\b", "translator"),
        )
    ),
    reports_after=re.compile(r"(berichtet|berichtete)\b"),
    says_after=re.compile(
        r"^(sagt|sagte|erzählt|erzählte|erklärt|erklärte|meint|meinte|betont|betonte|erinnert"
        r"|ergänzt|ergänzte)\b"
    ),
    interviewed_before=re.compile(
        r"\b((spricht|sprach|sprechen|redet|unterhält sich|gespräch|interview) mit|begrüßt"
        r"|zu gast (ist|sind|war|waren))"
        rf"( {_LOOSE}(?:{ANY_ROLE}))?,?$"
    ),
    comments_heading=re.compile(
        r"^\W*(kommentare?|\d+ kommentare?\b.*|kommentar schreiben|antworten|teilen.*"
        r"|mehr zum thema.*|das könnte (sie|dich) auch interessieren.*|weiterlesen.*)\W*$",
        re.IGNORECASE,
    ),
    byline=re.compile(
        r"^\W*((veröffentlicht|geschrieben|fotos?|text|redaktion|bearbeitet)( \w+)? )?von\b",
        re.IGNORECASE,
    ),
    wrong_spelling_before=re.compile(
        r"\b(nicht|statt|anstatt|niemals|(fälschlich|irrtümlich|oft|manchmal|falsch)(erweise)?"
        r"( (geschrieben|gedruckt))?( als)?),?$"
    ),
)
