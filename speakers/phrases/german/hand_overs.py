"""Match German sentences that put a person on the air, or in which a person gives their name."""

from __future__ import annotations

import re

from speakers.phrases.phrases import HandOverPatterns, word_set

_NAME = r"(?P<name>[\w'-]+)"
_GREETING = r"(hallo|grüß gott|willkommen|guten (morgen|tag|abend))"
_OPENERS = rf"^((und|so|gut|okay|ok|ja|dann|also|{_GREETING}),? )*"
_TO = (
    r"((wir (gehen|schalten|kommen) )?(jetzt |nun )?zu |(am telefon|in der leitung) ist (jetzt )?)"
)
_PLACE = r"(?P<place>[\w'-]+( [\w'-]+){0,2}?)"
_GO_AHEAD = (
    r"((sie sind|du bist) (auf sendung|in der sendung|dran)|(was ist|wie lautet) ihre frage"
    rf"|ihre frage,? bitte|bitte( schön| sehr)?|{_GREETING})"
)

HAND_OVERS = HandOverPatterns(
    name_and_place=re.compile(
        rf"{_OPENERS}(?P<to>{_TO})?{_NAME},? (aus|in) {_PLACE}(?P<ahead>,? {_GO_AHEAD})?$"
    ),
    go_ahead_by_name=re.compile(rf"{_OPENERS}{_NAME},? {_GO_AHEAD}$"),
    go_ahead=re.compile(rf"{_OPENERS}{_GO_AHEAD}$"),
    greeting_by_name=re.compile(rf"{_OPENERS}{_GREETING},? {_NAME}$"),
    asks_name=re.compile(r"\b(ihr name( ist)?|wie heißen sie|mit wem spreche ich)$"),
    own_name=re.compile(rf"^((ja|{_GREETING}),? )*(ich bin |ich heiße |mein name ist )?{_NAME}$"),
    that_is_me=re.compile(r"^(und )?das bin ich$"),
    presenter_before=re.compile(r"^((das|hier) ist|sie hören|willkommen (bei|zu))\b.*\b(mit|von)$"),
    words_inside_places=word_set("der bad am an sankt"),
)
