"""Match German phrases that show how a name is used, each with its probability.

The probabilities are derived from those of the English phrases, which were estimated from counts.
"""

from __future__ import annotations

import re

from speakers.phrases.german.roles import ANY_ROLE
from speakers.phrases.phrases import NamingPatterns, Rules, word_set


def _compile_rules(*pairs: tuple[str, float]) -> Rules:
    return tuple((re.compile(pattern), sure) for pattern, sure in pairs)


_GREETING = (
    r"((viele|vielen|herzlichen|besten|schönen) dank|danke|dankeschön|willkommen|hallo|grüß gott"
    r"|guten (morgen|tag|abend)|gute nacht|auf wiedersehen|auf wiederhören|tschüss"
    r"|herzlichen glückwunsch|entschuldigung)"
)

NAMING = NamingPatterns(
    own_name_before=_compile_rules(
        (r"\b(mein name ist|ich heiße|ich heisse)$", 0.98),
        (r"\bich bin( auch| wieder)?$", 0.97),
        (r"\b(am mikrofon|im studio) (ist|begrüßt sie|sitzt)( heute)?$", 0.9),
        (r"\b(es begrüßt sie|durch die sendung führt( sie)?)( heute)?$", 0.9),
        (r"^(hier|das) ist$", 0.5),
        (r"^(nennen sie mich|sagen sie)$", 0.5),
    ),
    own_name_after=_compile_rules(
        (r"^(am mikrofon|am telefon)\b", 0.85),
        (r"^(für|aus) (den|der|dem) \w+", 0.4),
    ),
    words_after_own_name=word_set(
        "und aus von vom mit in im bei für hier ich wir guten willkommen heute"
    ),
    thanks_before=re.compile(_GREETING + r"(,? (noch einmal|zurück|auch ihnen|sehr))?,?$"),
    thanks_after=re.compile(
        r"^,? ?((ganz|sehr|also|gut|ja),? )*("
        + _GREETING
        + r"|schön,? dass|ich danke|wir danken)\b"
    ),
    words_of_thanks=word_set("danke dank willkommen tschüss wiedersehen wiederhören"),
    words_after_unthanked=word_set("und ist war"),
    openers=re.compile(
        r"^((und|aber|oder|also|so|nun|jetzt|gut|okay|ok|ja|nein|doch|ach|oh|äh|ähm|genau|richtig"
        r"|schön|natürlich|klar|hallo|danke|dann|zuerst|liebe|lieber|sehr geehrter|sehr geehrte"
        r"|wissen sie|sagen sie),? ?)*$"
    ),
    described_after=re.compile(
        r"^(der|die|das|ein|eine|dessen|deren|von|aus|mein|meine|sein|seine|ihr|ihre|auch"
        rf"|{ANY_ROLE})\b"
    ),
    words_for_relations=word_set(
        "freund freundin bruder schwester mann sohn tochter vater mutter chef chefin kollege "
        "kollegin partner partnerin"
    ),
    question_after=_compile_rules(
        (
            r"^,?(haben|sind|waren|hatten|können|könnten|wollen|wollten|würden|werden|müssen|mussten"
            r"|glauben|denken|meinen|kennen|wissen|erinnern|sehen|finden) sie\b",
            0.9,
        ),
        (r"^,?(hast|bist|kannst|willst|würdest|glaubst|denkst|weißt|siehst) du\b", 0.9),
        (r"^,?(ist|war|gibt|gab) (es|das|dies|da|ihr|ihre)\b", 0.75),
        (
            r"^,?(was|wie|warum|wieso|weshalb|wann|wo|woher|wohin|wer|wen|wem|welche\w*|worum"
            r"|wovon)\b",
            0.8,
        ),
    ),
    statement_after=_compile_rules(
        (
            r"^,?(sie|ihr|ihre|ihren|du|dein|deine) (haben|sind|waren|schreiben|sagen|hast|bist)\b",
            0.85,
        ),
        (r"^,?(erzählen|beschreiben|erklären|sagen|verraten|nehmen) sie\b", 0.9),
        (r"^,?(ich|wir|lassen sie uns)\b", 0.6),
    ),
    reported_before=re.compile(
        r"\b(er|sie|und|(mein|meine|sein|seine|ihre|der|die) \w+) (sagte|sagten|fragte|fragten"
        r"|rief|riefen|schrieb|meinte)( zu (ihm|ihr|ihnen|mir|uns))?,?$"
    ),
    second_person=re.compile(r"\b(sie|ihnen|ihre?[mnrs]?|du|dich|dir|dein\w*)\b"),
    final_address_before=re.compile(
        r"\b(ja|nein|richtig|okay|auch|stimmt|von ihnen|für sie|zu ihnen)$"
    ),
    inserted_address_before=re.compile(rf"\b(ich glaube|ich meine|wissen sie|als {ANY_ROLE})$"),
    inserted_address_after=re.compile(r"^(ich meine|sie|dass sie|was sie|haben sie|wie sie)\b"),
    introduction_before=_compile_rules(
        (
            r"\b(zu gast|bei uns|bei mir|zu besuch|im studio|am telefon|mit dabei)"
            r"(,? [\w-]+){0,9}$",
            0.85,
        ),
        (
            r"\b(mein|meine|unser|unsere|erster|nächster) (heutiger |heutige )?(gast|gäste)"
            r"( [\w-]+){0,4}$",
            0.9,
        ),
        (r"\b(ich begrüße|wir begrüßen|begrüßen sie)( [\w-]+){0,4}$", 0.85),
        (
            r"\b(spreche|sprechen|rede|reden|unterhalte mich|gespräch|interview)( \w+){0,3} mit$",
            0.5,
        ),
    ),
    introduction_after=_compile_rules(
        (
            r"^,?(ist|sind) (heute )?(hier|bei (mir|uns)|zu gast|im studio|mein gast|unser gast)\b",
            0.85,
        ),
        (r"^,?berichtet\b", 0.8),
    ),
    colleague_before=re.compile(r"\b(ich|mich|mir) und$"),
    colleague_after=re.compile(r"^und (ich|mich|mir)\b"),
)
