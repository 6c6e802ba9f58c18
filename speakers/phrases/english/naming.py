"""Match phrases that show how a name is used, each with its probability."""

from __future__ import annotations

import re

from speakers.phrases.english.roles import ROLE_BY_WORD
from speakers.phrases.phrases import NamingPatterns, Rules, word_set


def compile_rules(*pairs: tuple[str, float]) -> Rules:
    """Compile pairs of a pattern and the probability that a match has its usual meaning."""
    return tuple((re.compile(pattern), sure) for pattern, sure in pairs)


_ME_BEFORE = compile_rules(
    (r"\b(i am|i'm|my name is|my name's)$", 0.98),
    (
        r"\b(i am|i'm|this is|as|with|from) (your|the) ([\w-]+ )?"
        r"(host|presenter|anchor|moderator|chair|narrator|quizmaster|interviewer),?$",
        0.98,
    ),
    (r"\b(the name is|the name's|my full name is|(people|they|friends) call me|i go by)$", 0.9),
    (r"^(your|our) host (today |tonight |this week )?(is)?,?$", 0.6),
    (r"\bcall me$", 0.6),
    (r"\b(with|from) me,$", 0.9),
    (r"(^|, |\b(and|hello|hi|hey|everyone|everybody|there|so|news|radio) )this is$", 0.6),
    (r"^(hello|hi|hey|yeah|yes|good \w+),? (\w+,? )?(it's|it is)$", 0.5),
    (r"\b(no|sorry|not [\w'-]+),? (this is|it's|it is)$", 0.9),
    (r"^(you're|you are) (up|listening|tuned|awake)( \w+){0,3} with$", 0.8),
)
_ME_AFTER = compile_rules(
    (r"^,?here($|,| (with|from|at|for|in|and|again|today)\b)", 0.85),
    (r"^,?with you( on| until| till| for| tonight| this|,|$)", 0.85),
    (r"^,?reporting\b", 0.85),
    (r"^,?signing off\b", 0.9),
    (r"^,?speaking$", 0.85),
    (r"^,?calling (in )?from\b", 0.85),
    (r"^([\w-]+ ){0,2}(news|radio),( \w+){1,2}$", 0.85),
    (r"^(npr|cnn|abc|bbc|cbs|nbc|pbs|msnbc|pri|fox|reuters|ap)( news| radio)?(, [\w ]+)?$", 0.85),
)
# Words that may follow a speaker's own name without a comma: "I am Ann Lee and this is ..."
_AFTER_OWN_NAME = word_set(
    "and from of with in at here reporting for your the a an i i'm on welcome this today tonight "
    "coming live host we we're who thanks thank you speaking again of so by as"
)

_THANKS_BEFORE = re.compile(
    r"\b(thanks|thank you|welcome|hello|hi|hey|good (morning|afternoon|evening|night|luck)|goodbye"
    r"|bye|bye-bye|congratulations|nice to (meet|see) you|talk to you|sorry|cheers)"
    r"(,? (so much|very much|again|back|a lot|indeed|to you))*,?$"
)
_THANKS_AFTER = re.compile(
    r"^,? ?((so|very|all right|okay|well),? )*(thanks|thank you|welcome|good luck|congratulations"
    r"|hello|goodbye|it was (a |an |great|lovely|so|such|more)|it's been|it has been"
    r"|(good|great|nice|glad|happy|a pleasure) to (have|see|be)|(we|i)'(m|re) (so )?(glad|happy))\b"
)
_OPENERS = re.compile(
    r"^((and|but|so|or|well|now|ok|okay|alright|all right|right|yes|yeah|yep|no|nope|oh|ah|um|uh"
    r"|again|hey|hi|hello|great|good|cool|sure|exactly|absolutely|then|first|finally|first of all"
    r"|you know|i mean|thanks|thank you),? ?)*$"
)
_DESCRIBED_AFTER = re.compile(
    r"^(the|a|an|who|whose|one of|our|his|her|their|also|of|from|formerly|both|himself|herself"
    r"|he|she|he's|she's|(was|is|were|has|had)\b(?! (it|that|there|this|your|the|he|she|they))"
    rf"|\w+ed|(\w+ )?({'|'.join(sorted(ROLE_BY_WORD))}))\b"
)
# "His pastor, Ann Lee" describes another person. In "she said, Ann", somebody else said the name
# (reported speech); in "as she said, Ann", the speaker addresses Ann.
_REPORTED_BEFORE = re.compile(
    r"(?<!as )(?<!like )\b(he|she|they|who|and|(my|his|her|our|the) \w+) (said|says|goes|asked|asks"
    r"|yelled|shouted|shouts|cried|wrote|writes|sang|sings|used to say|would say|was like)"
    r"( (to|at) (him|her|them|me|us))?,?$"
)
_REPORTED_AFTER = re.compile(
    r"\b(i|he|she|they|we) (say|says|said|tell|told|yell|yelled|shouted|whispered) (to )?"
    r"(him|her|them|it)\b"
)
_DESCRIBED_BEFORE = re.compile(
    r"\b(my|his|her|our|their|its|whose|another|one of \w+|name is|named|called|like|including)"
    r"( [\w'-]+){0,4},$"
)
_KIN = word_set(
    "friend brother sister husband wife son daughter father mother boss colleague partner"
)

_QUESTION_AFTER = compile_rules(
    (r"^,?(do|did|have|had|are|were|can|could|would|will|should|don't|didn't) (you|your)\b", 0.9),
    (r"^,?(is|was|are|were|isn't|wasn't) (there|it|that|this|your)\b", 0.75),
    (r"^,?(what|what's|how|how's|why|where|when|who|which|if)\b", 0.8),
    (
        r"^,?(do|did|does|can|could|would|will|should|has|have) "
        r"(we|it|that|there|this|the|people|they|i)\b",
        0.6,
    ),
)
_STATEMENT_AFTER = compile_rules(
    (r"^(you|you're|you've|you'd|you'll|your)\b", 0.85),
    (r"^(tell|give|walk|take|explain|describe|remind|help) (me|us)\b", 0.9),
    (r"^(i|i'm|i'd|i've|i'll|let|let's|we|we've|we're|talk|one thing)\b", 0.7),
    (r"^what (is|was|i)\b", 0.6),
)
_CALLING_LAST = re.compile(
    r"\b(right|okay|yes|no|true|too|indeed|think|about you|of you|for you|with you|to you|ahead|on|"
    r"question|point|sir|correct)$"
)
_ASIDE_BEFORE = re.compile(
    rf"\b(i think|i mean|you know|as (a|an|the) (\w+ )?({'|'.join(sorted(ROLE_BY_WORD))}))$"
)
_ASIDE_AFTER = re.compile(r"^(i mean|you|you're|you've|your|that you|what you|do you|how you)\b")

_GUEST_BEFORE = compile_rules(
    (r"\b(joined|accompanied)( \w+){0,4} by$", 0.85),
    (
        r"\b(joined|accompanied)( \w+){0,4} by (both|two|three|all|some) of (the|our)"
        r"( [\w'-]+){0,3},?$",
        0.85,
    ),
    (r"\b(joining|joins) (us|me)( \w+)* (is|are)$", 0.85),
    (r"\b(on|to) (my|your|our|the) (far )?(left|right),?( (is|are|sits|we have))?$", 0.85),
    (r"\b(next to|beside|opposite|alongside|across from) (me|him|her|them) (is|are|sits)$", 0.85),
    (r"\bon the (line|phone|telephone)( from( \w+){1,2})?,( (is|are|we have))?$", 0.8),
    (r"\b(here|back|along|together|sitting|today|tonight|studio) with( us)?( is| are)?$", 0.8),
    (r"\bwith (us|me)( \w+){0,5} (is|are)$", 0.85),
    (r"\b(my|our|first|next|today's|tonight's) guests?( \w+){0,3} (is|are|was),?$", 0.9),
    (r"\bguests?,$", 0.7),
    (
        r"\b(please )?(welcome|welcomes|welcoming|introduce|introducing)( \w+){0,2}( back)?( to)?$",
        0.7,
    ),
    (
        r"\b(talking|speaking|talk|speaks?|chatting|chat|chatted|talked|spoke|sat down|caught up"
        r"|conversation|interview) (to|with)$",
        0.5,
    ),
    (r"\bwe( have|'ve)( also)?( got)?$", 0.6),
    (r"\b(go|turn|over|now) (now )?to$", 0.5),
    (r"\b(bring|brought) (in|on)$", 0.6),
    (r"\b(round of applause|warm welcome|give it up|big hand) (for|to)$", 0.8),
    (r"\b(my|our|many|warm) thanks to$", 0.6),
    (r"\bon the (line|phone|show)( \w+){0,3} (is|from)$", 0.7),
    (r"^(and )?(here's|here is|now|this is)$", 0.4),
)
_GUEST_AFTER = compile_rules(
    (r"^,?( \w+,)? ?(joins|join|joining|is joining|are joining)\b", 0.85),
    (
        r"^,?(is|are) (here|with (us|me)|(my|our) guests?|on the line|back|in (the|our) studio)\b",
        0.85,
    ),
    (r"^,?(has|have) (this|the|our|that|more)( \w+)? (report|story|details)\b", 0.9),
    (r"^,?reports\b", 0.8),
    (r"^(is )?(here|on (the|our) show)\b", 0.5),
)

NAMING = NamingPatterns(
    own_name_before=_ME_BEFORE,
    own_name_after=_ME_AFTER,
    words_after_own_name=_AFTER_OWN_NAME,
    thanks_before=_THANKS_BEFORE,
    thanks_after=_THANKS_AFTER,
    words_of_thanks=word_set("thanks thank welcome bye goodbye hello hi hey congratulations"),
    words_after_unthanked=word_set("and is was"),
    openers=_OPENERS,
    described_after=_DESCRIBED_AFTER,
    described_before=_DESCRIBED_BEFORE,
    reported_before=_REPORTED_BEFORE,
    reported_after=_REPORTED_AFTER,
    words_for_relations=_KIN,
    question_after=_QUESTION_AFTER,
    statement_after=_STATEMENT_AFTER,
    second_person=re.compile(r"^you| you"),
    final_address_before=_CALLING_LAST,
    inserted_address_before=_ASIDE_BEFORE,
    inserted_address_after=_ASIDE_AFTER,
    articles=word_set("the a an our"),
    introduction_before=_GUEST_BEFORE,
    introduction_after=_GUEST_AFTER,
    colleague_before=re.compile(r"\b(me|myself) and$"),
    colleague_after=re.compile(r"^and (i|i'm|i've|myself|me)\b"),
    programme_before=re.compile(r"^((and|hello|hi|good \w+),? )*welcome( back)? to$"),
)
