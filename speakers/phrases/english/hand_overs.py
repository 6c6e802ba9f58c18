"""Match sentences that put a person on the air, or in which a person is asked for their name."""

from __future__ import annotations

import re

from speakers.phrases.phrases import HandOverPatterns, word_set

_NAME = r"(?P<name>[\w'-]+)"
_GREETING = r"(hello|hi|hey|welcome|good (morning|afternoon|evening))"
_OPENERS = (
    r"^((and|so|now|okay|ok|all right|alright|well|right|yes|first|next|then|"
    rf"{_GREETING}),? )*"
)
_TO = (
    r"(((let's|let us|we|we'll|i'll) )?((go|turn|move) )?(now )?(back |over |on )?to "
    r"|((our|the) )?(next|first|last)( up| caller)?( on (the )?line( \w+)?)? is "
    r"|on (the )?line (\w+ )?(is|we have|we've got) |(we have|we've got) )"
)
_PLACE = r"(?P<place>[\w'-]+( [\w'-]+){0,2}?(, [\w'-]+( [\w'-]+)?)??)"
_GO_AHEAD = (
    r"((please )?go ahead( please)?|(you're|you are) (live )?on( the (air|line|show|programme))?"
    r"|(what's|what is) your (question|comment)|your question,? please"
    rf"|what would you like to (ask|say)( us)?|how can (i|we) help( you)?|{_GREETING})"
)

HAND_OVERS = HandOverPatterns(
    name_and_place=re.compile(
        rf"{_OPENERS}(?P<to>{_TO})?{_NAME},? (is )?((up )?next,? )?(calling )?(in|from|of) {_PLACE}"
        rf"(?P<ahead>,? {_GO_AHEAD})?$"
    ),
    go_ahead_by_name=re.compile(rf"{_OPENERS}{_NAME},? {_GO_AHEAD}$"),
    go_ahead=re.compile(rf"{_OPENERS}{_GO_AHEAD}$"),
    greeting_by_name=re.compile(rf"{_OPENERS}{_GREETING},? {_NAME}$"),
    asks_name=re.compile(
        r"\b(your name( is| please|, please)?|who am i (talking|speaking) (to|with)"
        r"|who('s| is) (this|calling))$"
    ),
    own_name=re.compile(
        rf"^((yes|yeah|yo|oh|sure|well|uh|um|er|{_GREETING}),? )*"
        rf"(it's |i'm |this is |my name is |my name's )?{_NAME}$"
    ),
    that_is_me=re.compile(r"^(and )?(that's|that is) me$"),
    presenter_before=re.compile(
        r"^(hello,? )?(this is|it's|it is|you're listening to|welcome( back)? to)\b.*"
        r"\b(with|by|host|presenter|your host is)$"
    ),
    words_inside_places=word_set("the of upon on near st"),
)
