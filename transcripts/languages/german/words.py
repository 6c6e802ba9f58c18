"""List German hesitations, backchannels, abbreviations and stop words, and compute stems."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import cologne_phonetics
from stopwordsiso import stopwords

from transcripts.folding import plain
from transcripts.languages.language import word_set

FILLERS = word_set("äh ähm ähem öh öhm eh ehm hm hmm mhm mm hä tja")
"""Hesitations. "er" and "um" are ordinary words in German."""

BACKCHANNELS = word_set(
    "ja jaja nein nee doch genau richtig stimmt klar sicher natürlich absolut okay ok gut schön "
    "super toll wirklich echt ach aha ah oh mhm hm hmm mm interessant wahnsinn danke hallo tschüss "
    "eben freilich gewiss sehr"
) | {"ach so", "na ja", "na klar", "ach ja", "vielen dank", "ganz genau", "sehr gut"}

SPOKEN_FORMS = {
    "dr": ("doktor",),
    "prof": ("professor",),
    "hr": ("herr",),
    "fr": ("frau",),
    "nr": ("nummer",),
    "st": ("sankt",),
    "str": ("straße",),
    "usw": ("und", "so", "weiter"),
    "bzw": ("beziehungsweise",),
    "ca": ("circa",),
    "zb": ("zum", "beispiel"),
    "z.b": ("zum", "beispiel"),
    "d.h": ("das", "heißt"),
    "u.a": ("unter", "anderem"),
    "etc": ("et", "cetera"),
    "&": ("und",),
    "%": ("prozent",),
    "ok": ("okay",),
}

CURRENCIES = {"$": "dollar", "£": "pfund", "€": "euro"}

_NOUNS = word_set(
    "ag beispiel dank ende gott jahr jahre jahren mann mahn mensch menschen mittel morgen ordnung "
    "recht sache schluss startseite suche tag tage tagen tat teil tel tritt uhr zeit weg ei ei, "
    "kleine leide sie ihr ihre ihrem ihren ihrer ihres ihnen"
)

LOWER_CASE = frozenset(stopwords("de")) - _NOUNS
"""Function words, without those that are also nouns or polite forms."""

STOP_WORDS = frozenset(stopwords("de")) | word_set(
    "äh ähm eigentlich einfach halt eben mal genau vielleicht natürlich sagen sagt gesagt gibt "
    "ging kommt kommen macht machen gemacht denke glaube wissen weiß dinge sache sachen herr frau"
)
"""The list of stopwords-iso, with more words that are common in conversation."""

_OLD_SPELLINGS = {
    "daß": "dass",
    "muß": "muss",
    "mußte": "musste",
    "mußten": "mussten",
    "wußte": "wusste",
    "wußten": "wussten",
    "bißchen": "bisschen",
    "schluß": "schluss",
    "einfluß": "einfluss",
    "prozeß": "prozess",
    "anläßlich": "anlässlich",
    "photo": "foto",
    "photograph": "fotograf",
    "phantasie": "fantasie",
    "telephon": "telefon",
    "graphik": "grafik",
    "delphin": "delfin",
}


def standard_spelling(word: str) -> str:
    """Return the standard spelling of a word from before or after the spelling reform of 1996."""
    return _OLD_SPELLINGS.get(word, word)


@lru_cache(1 << 15)
def stem(word: str) -> str:
    """Return Snowball's stem of a lower-case word."""
    return str(_load_stemmer().stemWord(word))


@cache
def _load_stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("german")


LETTER_SOUNDS = """
    a A E|au A_U|b B|c K S|ch H K SH|ck K|d D|e E|ei A_I|eu O_I|f F|g G K|h H -|i I|ie I|j Y J|k K
    l L|m M|n N|o O|p P|ph F|q K|qu K_V|r R|s S Z|sch SH|sp SH_P S_P|st SH_T S_T|t T|th T|tsch CH
    tz T_S|u U|v F V|w V|x K_S|y U I|z T_S
"""
"""Groups of letters, each with the sounds that it has in German names; "-" is silence."""


@lru_cache(1 << 16)
def sound_key(word: str) -> str:
    """Return the Cologne phonetics of a word; "Lindner" and "Lintner" have the same key."""
    parts = cologne_phonetics.encode(plain(word, keep_accents=True).replace(" ", ""))
    return "".join(code for _, code in parts)
