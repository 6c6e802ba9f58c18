"""Match phrases that show a host, a guest, an ident, a clip, or the speaker's own work."""

from __future__ import annotations

import re

from speakers.phrases.english.documents import ANY_ROLE
from speakers.phrases.phrases import RolePhrases

_HOST_PHRASES = re.compile(
    r"\b(welcome (back )?(everyone|everybody|to (the )?(show|programme|program|podcast))"
    r"|welcome to (you|our|this)\b|you're listening to|you are listening to"
    r"|(joined|accompanied)( \w+){0,4} by"
    r"|joining us|my guests?\b|thank you both|good night|in the show notes|from \w+ news this is"
    r"|our (listeners|guests?)|your host|right back|stay with us|take a listen|this is episode"
    r"|(thanks|thank you)( \w+){0,3} for (joining|being|talking|coming|speaking|sharing)"
    r"|(talking|speaking) with (me|us) today|(hi|hello),? and welcome"
    r"|(another|special|new|this|today's) episode of)\b"
)
_OPENS_PROGRAMME = re.compile(
    r"\b((hi|hello)(,? \w+)?,? and welcome|welcome (back )?(everyone|everybody)"
    r"|today,? we have|(another|special|new|today's) episode of)\b"
)
_GUEST_PHRASES = re.compile(
    r"\b((thanks|thank you)( \w+){0,3} for (having|inviting) (me|us)"
    r"|(glad|happy|great|good|pleasure|nice|honou?r|delighted|thrilled) to be (here|with you|on)"
    r"|that's a (really |very )?(great|good|interesting) question)\b"
)
_RECEIVED = re.compile(
    r"\b((thanks|thank you|appreciate)( [\w,]+){0,6} (joining|coming|sharing|taking the time"
    r"|your time|talking|being (on|here))|welcome (back )?(to|on)\b|coming on\b"
    r"|(talked|talking|talk|speaking|speak|spoke|joined|conversation|chatting|sat down|interview"
    r"|interviewed) (to|with|by)\b|to have you\b|having you\b|glad you\b|(joins?|joining) (us|me)"
    r"|(our|my|today's|special) guests?)\b"
)
_IDENT = re.compile(
    r"\b(listening to|support (for|comes)|sponsored by|brought to you by|production of|produced by"
    r"|made possible|(this is|from) (the )?(\w+ ){1,5}(radio|news|fm)|stay tuned|copyright"
    r"|(this is|from) (npr|bbc|abc|pri|pbs|wnyc)"
    r"|news on the hour|this has been|presents)\b"
)
_CLIP = re.compile(
    r"\b((take|have) a listen|listen to (this|that|a (clip|bit|scene|moment))"
    r"|(let's|let us) (listen|hear (a|some|this|that|part))|(here's|here is) (a|some|one|the) "
    r"(\w+ )?(clip|scene|moment|excerpt|bit|trailer|recording)|(hear|play) (a|this|that|the|some) "
    r"(\w+ )?(clip|scene|excerpt|bit|tape|recording)|roll (the )?(clip|tape)|soundbite of)\b"
)
_OWN_WORK = (
    (re.compile(r"\b(my|our) (\w+ )?(novel|book|memoir|books|novels)\b"), "author"),
    (
        re.compile(r"\bi (wrote|was writing|write) (the|this|a|that|my) (\w+ )?(novel|book|story)"),
        "author",
    ),
    (
        re.compile(
            r"\b(my|our) (\w+ )?(film|movie|documentary)\b|\bi (directed|was shooting|shot)\b"
        ),
        "director",
    ),
    (re.compile(r"\b(my|our) (\w+ )?(album|record|song|songs|band)\b"), "musician"),
    (re.compile(r"\bmy (\w+ )?(poem|poems|poetry)\b"), "poet"),
)
_YOUR_WORK = (
    (re.compile(r"\byour (\w+ )?(novel|book|memoir|novels|books)\b|\byou wrote\b"), "author"),
    (re.compile(r"\byour (\w+ )?(film|movie|documentary)\b|\byou (directed|shot)\b"), "director"),
    (re.compile(r"\byour (\w+ )?(album|record|song|songs|band)\b"), "musician"),
    (re.compile(r"\byour (\w+ )?(poem|poems|poetry)\b"), "poet"),
)
_AS = re.compile(rf"\bas (?:a|an|the) (?:\w+ ){{0,2}}?({ANY_ROLE})\b")

ROLE_PHRASES = RolePhrases(
    host_phrases=_HOST_PHRASES,
    opens_programme=_OPENS_PROGRAMME,
    guest_phrases=_GUEST_PHRASES,
    receives_guest=_RECEIVED,
    station_ident=_IDENT,
    announces_clip=_CLIP,
    own_works=_OWN_WORK,
    listeners_works=_YOUR_WORK,
    as_role=_AS,
    second_person=re.compile(r"\byou\b"),
    general_you_after=re.compile(r"^,? you"),
    first_person=re.compile(r"\b(i'm|i am|my)\b"),
)
