"""Match phrases that classify a turn, in lower-case text without full stops."""

from __future__ import annotations

import re

from speakers.phrases.phrases import TurnPhrases, word_set

# Backchannels: words that show only that a person is listening.
_BACKCHANNELS = word_set(
    "yeah yes yep right okay ok sure mm mhm mm-hmm mmm hmm uh-huh uh oh ah wow exactly no really "
    "absolutely true cool nice great good interesting i see that's"
)

# The first words of a turn that reacts to what somebody else said.
_ANSWERS = re.compile(
    r"^(yeah|yes|yep|yup|no|nope|right|exactly|okay|ok|oh|well|sure|absolutely|definitely|totally"
    r"|true|wow|hmm|mm|mhm|mm-hmm|uh-huh|great|cool|nice|interesting|of course|correct|good|gotcha"
    r"|awesome|sorry|um|uh|thanks|thank you|hi|hello|hey|that's (right|true|great|a)"
    r"|that is (right|true|great|a)|i (agree|think so|know|see))\b"
)

# The last words of a turn that hands over to a person, even if the question mark is missing.
_HANDS_OVER = re.compile(
    r"\b((do|did|are|were|have|would|could|can|will|don't|didn't|aren't) you\b"
    r"|how (do|did|does|is|was|are|about)\b|what (do|did|does|is|was|are|about)\b"
    r"|why (do|did|is|are|was)\b|(tell|give|walk|take) (me|us)\b)"
)

# Pronouns of the first and of the second person.
_ME = word_set("i i'm i've i'd i'll my me myself mine")
_YOU = word_set("you you're you've you'd you'll your yours yourself")

# Replies to a welcome or a farewell, in turns that contain little else.
_REPLY = re.compile(r"^(yes |yeah |oh |well )?(thanks|thank you|hello|hi|pleasure|my pleasure)\b")

# Phrases that address more than one person.
_TOGETHER = re.compile(r"\b(you both|both of you|you two|you all|all of you)\b")

# Phrases of the programme's own announcements: idents, credits, web addresses.
_STATION_ANNOUNCEMENT = re.compile(
    r"\b(listening to|(this is|from) (the )?(\w+ ){0,4}(radio|news|fm|npr|bbc|pbs)\b"
    r"|you can (read|find|hear|see|listen|visit|follow|subscribe)\b.*\b(at|on)\b"
    r"|(visit|find) (us|our)|\.org\b|\.com\b|stay tuned|right back|copyright)"
)

# Phrases of credits, which name the makers of the programme.
_CREDITS = re.compile(r"\b(production of|produced by|presented by|edited by|copyright|presents)\b")

# Phrases that thank or praise a sponsor: advertising, whoever reads them.
_SPONSOR = re.compile(
    r"\b(support (for|comes)|(is |was )?(sponsored|underwritten) by|brought to you by"
    r"|made possible|(our|today's|this week's|the following) sponsors?\b|promo code"
    r"|(a )?word from our|funding (for|comes|was|is))"
)

# The host puts a caller through, or the caller mentions the call.
_PUTS_THROUGH = re.compile(
    r"\b(you're on( the air| the line| with)?$|you are on( the air| the line| with)?$"
    r"|you're on the air|you are on the air|line (one|two|three|four|\d)\b|our next caller"
    r"|go to the phones|go ahead caller|on the line from|is calling from|calling (us )?from"
    r"|(let's|let us) go to \w+ in [\w'-]+( [\w'-]+){0,3}$|next (up )?is \w+ (in|from)"
    r"|\w+ (in|from) [\w'-]+( [\w'-]+){0,3}, (please )?go ahead( please)?$"
    r"|what's your (question|comment)$)"
)
_CALLS = re.compile(
    r"\b(first[- ]time caller|long[- ]time listener|longtime listener|thanks for taking my call"
    r"|thank you for taking my call|taking my call|i'm calling|i am calling|my call)\b"
)

# A stage direction that announces recorded speech: "(SOUNDBITE OF FILM)".
_RECORDED = re.compile(
    r"\b(begin (video|audio) ?(tape|clip)?|soundbite|clip|archived recording|archival|recording"
    r"|audio|excerpt)\b"
)

# Labels that name a role instead of a person ("HOST:", "Q:").
_LABEL_ROLES = {
    "host": "host",
    "presenter": "host",
    "interviewer": "host",
    "moderator": "host",
    "q": "host",
    "question": "host",
    "guest": "guest",
    "interviewee": "guest",
    "a": "guest",
    "answer": "guest",
    "announcer": "announcer",
    "caller": "caller",
    "reporter": "reporter",
    "narrator": "narrator",
    "clip": "clip",
    "soundbite": "clip",
    "film": "clip",
    "actor": "clip",
    "character": "clip",
    "byline": "reporter",
    "correspondent": "reporter",
    "crowd": "crowd",
    "group": "crowd",
    "audience": "crowd",
    "all": "crowd",
    "sponsor": "sponsor",
    "advertisement": "sponsor",
    "unknown": "",
    "unidentified": "",
    "man": "",
    "woman": "",
    "male": "",
    "female": "",
    "person": "",
    "speaker": "",
    "voice": "",
}

TURNS = TurnPhrases(
    backchannels=_BACKCHANNELS,
    answers=_ANSWERS,
    hands_over=_HANDS_OVER,
    first_person_words=_ME,
    second_person_words=_YOU,
    filler="you know",
    thanks_or_greeting=_REPLY,
    addresses_several=_TOGETHER,
    station_announcement=_STATION_ANNOUNCEMENT,
    credits=_CREDITS,
    sponsor_message=_SPONSOR,
    puts_through=_PUTS_THROUGH,
    mentions_call=_CALLS,
    recorded_speech=_RECORDED,
    label_roles=_LABEL_ROLES,
)
