"""Match German phrases that show a host, a guest, an ident, a clip, or the speaker's own work."""

from __future__ import annotations

import re

from speakers.phrases.german.roles import ANY_ROLE
from speakers.phrases.phrases import RolePhrases

_WORKS = (
    (r"(roman|buch|bücher|erzählung|erzählungen|memoiren|biografie)", "author"),
    (r"(film|filme|dokumentation|kinofilm)", "director"),
    (r"(album|alben|lied|lieder|platte|band)", "musician"),
    (r"(gedicht|gedichte|lyrik)", "poet"),
)

ROLE_PHRASES = RolePhrases(
    host_phrases=re.compile(
        r"\b(willkommen (zu|zur|zum|im|in|bei|auf)|meine damen und herren|liebe (zu)?hörer\w*"
        r"|zu gast (ist|sind|im)|(mein|unser)e? (heutiger? )?(gast|gäste)\b|sie hören"
        r"|bleiben sie (dran|bei uns)|dank für (das|dieses|ihr) (gespräch|interview)"
        r"|danke für (das|dieses|ihr|ihre|ihren) (gespräch|interview|besuch|zeit)"
        r"|auf wiederhören|bis zum nächsten mal|bis nächste woche"
        r"|schön,? dass (sie|du) (da|hier|gekommen) (sind|bist)|am mikrofon)\b"
    ),
    opens_programme=re.compile(
        r"\b((hallo|guten (tag|morgen|abend)),? und (herzlich )?willkommen"
        r"|herzlich willkommen (zu|zur|zum|bei) (einer|unserer|dieser|meiner)?"
        r"|neue[nr]? (folge|ausgabe|episode))\b"
    ),
    guest_phrases=re.compile(
        r"\b(dank(e)? für die einladung|danke?,? dass (ich|wir) (hier|da|kommen|dabei)"
        r"|(ich freue mich|wir freuen uns|schön|freut mich),? (hier|dabei|da) zu sein"
        r"|das ist eine (sehr |wirklich )?(gute|interessante|schwierige) frage)\b"
    ),
    receives_guest=re.compile(
        r"\b(zu gast|willkommen|mein(e|en|em)? (heutigen? )?(gast|gäste)"
        r"|im (gespräch|studio|interview) (mit|ist)|ich (spreche|rede) mit|begrüße"
        r"|dank\w* (für|,? dass (sie|du))|schön,? dass (sie|du))\b"
    ),
    station_ident=re.compile(
        r"\b(eine (produktion|sendung) (von|des|der)|im auftrag (von|des|der)|präsentiert von"
        r"|unterstützt von|gefördert (von|durch)|(hier|dies|das) ist (der|das) \w*(funk|radio)"
        r"|eine werbung|im internet unter)\b"
    ),
    announces_clip=re.compile(
        r"\b(hören (wir|sie)( \w+){0,4} (an|rein|hinein)|hören (wir|sie)( \w+){0,3} (ausschnitt"
        r"|aufnahme|szene)|(hier|jetzt) (ist|kommt|folgt) (ein|eine) (\w+ )?(ausschnitt|aufnahme"
        r"|szene|einspieler))\b"
    ),
    own_works=tuple(
        (re.compile(rf"\b(mein|unser)(e|em|en|er|es)? (\w+ )?{work}\b"), role)
        for work, role in _WORKS
    ),
    listeners_works=tuple(
        (re.compile(rf"\b(ihr|dein|euer|eur)(e|em|en|er|es)? (\w+ )?{work}\b"), role)
        for work, role in _WORKS
    ),
    as_role=re.compile(rf"\bals (?:ein\w* )?(?:\w+ ){{0,2}}?({ANY_ROLE})\b"),
    second_person=re.compile(r"\b(sie|ihnen|du|dich|dir)\b"),
    first_person=re.compile(r"\b(ich|mein\w*|mich|mir)\b"),
)
