"""Match German phrases that classify a turn, in lower-case text without full stops."""

from __future__ import annotations

import re

from speakers.phrases.phrases import TurnPhrases, word_set

TURNS = TurnPhrases(
    backchannels=word_set(
        "ja jaja nein genau richtig stimmt okay ok klar sicher natürlich hm hmm mhm ach aha oh gut "
        "schön interessant doch eben wirklich so na sehr ganz"
    ),
    answers=re.compile(
        r"^(ja|jaja|nein|nee|genau|richtig|stimmt|okay|ok|klar|sicher|natürlich|hm|hmm|mhm|ach|oh"
        r"|aha|gut|schön|also|na|doch|eben|absolut|danke|vielen dank|hallo|guten (tag|abend|morgen)"
        r"|das (stimmt|ist (richtig|wahr|gut)))\b"
    ),
    hands_over=re.compile(
        r"\b((haben|sind|waren|können|würden|wollen|glauben|denken) sie\b|(hast|bist|kannst) du\b"
        r"|(wie|was|warum|wieso|wann|wo|woher) (ist|war|sind|waren|haben|hat|kam|kommt|sagen)\b"
        r"|(erzählen|beschreiben|erklären) sie\b)"
    ),
    first_person_words=word_set("ich mich mir mein meine meinem meinen meiner meines"),
    second_person_words=word_set(
        "sie ihnen ihr ihre ihrem ihren ihrer ihres du dich dir dein deine deinem deinen"
    ),
    filler="wissen sie",
    thanks_or_greeting=re.compile(
        r"^(ja |ach )?(danke|vielen dank|hallo|guten (tag|abend|morgen)|gern|gerne)\b"
    ),
    addresses_several=re.compile(
        r"\b(sie beide|ihnen beiden|euch beide|euch beiden|sie alle|ihr beide)\b"
    ),
    station_announcement=re.compile(
        r"\b(sie hören|(hier ist|dies ist) (der|das) \w*(funk|radio)|im internet unter|\.de\b"
        r"|\.org\b|\.com\b|bleiben sie dran|zum nachhören)"
    ),
    credits=re.compile(r"\b(eine produktion|redaktion|produziert von|präsentiert von)\b"),
    sponsor_message=re.compile(
        r"\b(unterstützt (von|durch)|gefördert (von|durch)|gesponsert von|werbung|mit freundlicher "
        r"unterstützung)\b"
    ),
    puts_through=re.compile(
        r"\b((am telefon|in der leitung) (ist|haben wir|begrüße ich)|unser nächster anrufer"
        r"|unsere nächste anruferin|sie sind (auf sendung|in der sendung|dran))\b"
    ),
    mentions_call=re.compile(
        r"\b(ich rufe an|danke,? dass ich anrufen|mein anruf|zum ersten mal an)\b"
    ),
    recorded_speech=re.compile(r"\b(einspieler|ausschnitt|aufnahme|o-ton|archiv|filmausschnitt)\b"),
    label_roles={
        "moderator": "host",
        "moderatorin": "host",
        "moderation": "host",
        "interviewer": "host",
        "interviewerin": "host",
        "frage": "host",
        "f": "host",
        "gast": "guest",
        "antwort": "guest",
        "a": "guest",
        "ansager": "announcer",
        "ansagerin": "announcer",
        "anrufer": "caller",
        "anruferin": "caller",
        "hörer": "caller",
        "hörerin": "caller",
        "reporter": "reporter",
        "reporterin": "reporter",
        "erzähler": "narrator",
        "erzählerin": "narrator",
        "einspieler": "clip",
        "o-ton": "clip",
        "ausschnitt": "clip",
        "publikum": "crowd",
        "alle": "crowd",
        "werbung": "sponsor",
        "unbekannt": "",
        "mann": "",
        "frau": "",
        "stimme": "",
        "sprecher": "",
        "sprecherin": "",
    },
)
