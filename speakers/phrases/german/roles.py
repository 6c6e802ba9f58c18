"""List German role words of both genders, and find the role at the end of a compound."""

from __future__ import annotations

import re

from speakers.phrases.phrases import RoleWords
from speakers.roles import ROLES

_WORDS = {
    "host": "moderator moderatorin gastgeber gastgeberin präsentator präsentatorin",
    "interviewer": "interviewer interviewerin",
    "guest": "gast gäste gesprächspartner gesprächspartnerin studiogast",
    "author": "autor autorin romanautor romanautorin schriftsteller schriftstellerin biograf "
    "biografin biograph essayist essayistin",
    "poet": "dichter dichterin lyriker lyrikerin",
    "writer": "dramatiker dramatikerin kolumnist kolumnistin texter texterin",
    "screenwriter": "drehbuchautor drehbuchautorin",
    "director": "regisseur regisseurin filmemacher filmemacherin",
    "producer": "produzent produzentin",
    "reporter": "reporter reporterin korrespondent korrespondentin journalist journalistin",
    "critic": "kritiker kritikerin rezensent rezensentin kommentator kommentatorin analyst "
    "analystin",
    "editor": "redakteur redakteurin herausgeber herausgeberin lektor lektorin",
    "announcer": "ansager ansagerin",
    "narrator": "erzähler erzählerin sprecher sprecherin",
    "actor": "schauspieler schauspielerin darsteller darstellerin komiker komikerin kabarettist "
    "kabarettistin",
    "musician": "musiker musikerin sänger sängerin liedermacher liedermacherin gitarrist "
    "gitarristin pianist pianistin rapper rapperin",
    "composer": "komponist komponistin",
    "translator": "übersetzer übersetzerin dolmetscher dolmetscherin",
    "expert": "professor professorin historiker historikerin wissenschaftler wissenschaftlerin "
    "forscher forscherin ökonom ökonomin psychologe psychologin physiker physikerin biologe "
    "biologin chemiker chemikerin astronom astronomin philosoph philosophin soziologe soziologin "
    "arzt ärztin chirurg chirurgin anwalt anwältin ingenieur ingenieurin architekt architektin "
    "expertin experte geologe geologin",
    "politician": "politiker politikerin abgeordneter abgeordnete minister ministerin "
    "bürgermeister bürgermeisterin kanzler kanzlerin präsident präsidentin senatorin",
    "artist": "künstler künstlerin maler malerin bildhauer bildhauerin fotograf fotografin koch "
    "köchin",
    "founder": "gründer gründerin mitgründer mitgründerin unternehmer unternehmerin",
    "caller": "anrufer anruferin hörer hörerin",
}

ROLE_BY_WORD = {word: role for role, words in _WORDS.items() for word in words.split()}
_NAMES = frozenset(role.name for role in ROLES)
_ENDINGS = sorted(ROLE_BY_WORD, key=len, reverse=True)
_SHORTEST_ENDING = 5
"""A role word may end a compound if it has at least this many letters; too many other words end
with a shorter one.
"""


def role_in_phrase(phrase: str) -> str | None:
    """Return the role at the end of a phrase or compound ("Meeresbiologin"), or None."""
    found = (_find_role_of_word(word) for word in reversed(re.findall(r"[\w-]+", phrase.lower())))
    return next(filter(None, found), None)


def _find_role_of_word(word: str) -> str | None:
    if word in ROLE_BY_WORD:
        return ROLE_BY_WORD[word]
    if word in _NAMES:
        return word
    long = (ending for ending in _ENDINGS if len(ending) >= _SHORTEST_ENDING)
    return next((ROLE_BY_WORD[ending] for ending in long if word.endswith(ending)), None)


def normalize_role(phrase: str) -> str | None:
    """Return the role that a phrase means; None if it is empty.

    A phrase without a known word is kept in lower case.
    """
    text = " ".join(phrase.lower().split())
    return role_in_phrase(text) or text or None


ROLE_WORDS = RoleWords(ROLE_BY_WORD, role_in_phrase, normalize_role)

ANY_ROLE = r"\w*(?:" + "|".join(_ENDINGS) + ")"
"""A pattern that matches a role word, alone or at the end of a compound."""
