"""English rules do not apply to other languages, whose texts need no English module."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from transcripts.corrections.commas import is_comma_missing
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.languages.language import Language
from transcripts.languages.table import language
from transcripts.realignment.candidates import is_filler
from transcripts.realignment.wordings import respell_numbers
from transcripts.text.backchannel_words import flag_backchannels
from transcripts.text.content_words import content_words, word_stem
from transcripts.text.normalize import normalize_text
from transcripts.text.similarity import word_similarity
from transcripts.text.word_punctuation import strip_punctuation

GERMAN, OTHER = language("de"), language("la")

# Each English rule, with a check whether a language has the rule. German may have its own instead.
RULES = {
    "fillers": lambda spoken: is_filler(["er", "um"], spoken),
    "clitics": lambda spoken: normalize_text("it's", spoken) == "it is",
    "contractions": lambda spoken: normalize_text("can't", spoken) == "can not",
    "contracted wordings": lambda spoken: bool(
        spoken.contractions.other_wordings(["it", "is"], "")
    ),
    "contractible": lambda spoken: spoken.contractions.contractible("do", "not"),
    "lost clitic": lambda spoken: spoken.contractions.lost_clitic == "'d",
    "abbreviations": lambda spoken: normalize_text("Dr. Weber", spoken) == "doctor weber",
    "titles": lambda spoken: strip_punctuation("Mrs.", spoken) == "Mrs.",
    "currencies": lambda spoken: "dollars" in normalize_text("$3", spoken),
    "percent": lambda spoken: "percent" in normalize_text("3%", spoken),
    "addresses": lambda spoken: "dot" in normalize_text("radio.org", spoken),
    "numbers in words": lambda spoken: normalize_text("twenty one", spoken) == "21",
    "numbers spelled": lambda spoken: respell_numbers("47", spoken) == "forty-seven",
    "thousands": lambda spoken: normalize_text("1,250", spoken) == "1250",
    "spellings": lambda spoken: normalize_text("colour", spoken) == "color",
    "initials": lambda spoken: spoken.letter_words == {"a", "i"},
    "folded accents": lambda spoken: spoken.plain("für") == "fur",
    "sounds": lambda spoken: spoken.sound_key("knight") == spoken.sound_key("nite"),
    "possessive": lambda spoken: spoken.possessive == "'s",
    "pronoun I": lambda spoken: "i" in spoken.capitalized,
    "backchannels": lambda spoken: flag_backchannels(["Right."], spoken) == [True],
    "stop words": lambda spoken: content_words("because whatever", spoken) == [],
    "stems": lambda spoken: word_stem("running", spoken) == "runn",
    "commas between clauses": lambda spoken: is_comma_missing(
        ["we", "went", "out", "into", "town", "and", "he", "left"], 4, frozenset(), spoken
    ),
    "commas around an address": lambda spoken: is_comma_missing(
        ["thank", "you", "Ingrid"], 1, frozenset({"ingrid"}), spoken
    ),
    "counts of names": lambda spoken: spoken.word_count("husband") > spoken.word_count("husbend"),
    "openers of titles": lambda spoken: bool(spoken.chapters.openers.match("And so, ")),
    "first chapter": lambda spoken: spoken.chapters.introduction == "Introduction",
}


@pytest.mark.parametrize("rule", RULES)
def test_english_has_the_rule(rule: str) -> None:
    assert RULES[rule](ENGLISH)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("spoken", [GERMAN, OTHER], ids=["de", "la"])
def test_no_other_language_has_it(rule: str, spoken: Language) -> None:
    assert not RULES[rule](spoken)


def test_words_of_another_language_are_alike_by_their_letters_alone() -> None:
    assert word_similarity("knight", "nite", OTHER) < word_similarity("knight", "nite", ENGLISH)


# A program that imports all modules that need no models, while English modules are blocked.
RUN = """
import importlib.abc, json, sys

class NoEnglish(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if ".english" in name:
            raise ImportError(f"{name} is imported where {code} is spoken")

code, folder = sys.argv[1:]
sys.meta_path.insert(0, NoEnglish())

from pathlib import Path

from speakers.cast import parse_cast
from speakers.context import find_rare_words
from speakers.label import label
from speakers.name import name_voices
from transcripts.attribution.attribute import attribute
from transcripts.corrections.choose import choose_words
from transcripts.corrections.punctuate import punctuate
from transcripts.languages.table import language
from transcripts.realignment.realign import realign
from transcripts.scores.score import measure_agreement
from transcripts.transcript import SpeakerSegment, Diarization, Word

spoken = language(code)
turns = json.loads((Path(folder) / "truth.seglst.json").read_text("utf-8"))
words = tuple(Word(*word) for turn in turns for word in turn["word_times"])
stretches = tuple(SpeakerSegment(t["speaker"], t["start_time"], t["end_time"]) for t in turns)
voices = Diarization(tuple(s.span for s in stretches), stretches, stretches)
reference = (Path(folder) / "reference.txt").read_text("utf-8")
names = find_rare_words((reference,), spoken, parse_cast("Sabine Lindner", spoken))
alignment = realign(reference, words, spoken, names)
corrected = punctuate(choose_words(alignment, None))
attributed = attribute(corrected.words, voices, spoken, corrected.turn_breaks)
people = name_voices(attributed.turns, spoken, voices)
label(reference, spoken)
measure_agreement(reference, " ".join(w.text for w in words), spoken)
print(json.dumps([[person.name, person.role] for person in people], ensure_ascii=False))
"""


@pytest.mark.parametrize("code", ["de", "la"])
def test_nothing_english_is_even_loaded(code: str) -> None:
    root_folder = Path(__file__).parents[3]
    run = subprocess.run(
        [sys.executable, "-c", RUN, code, str(root_folder / "tests/german")],
        cwd=root_folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    if code == "de":  # the interview is German, so phrases of other languages name nobody
        assert '["Sabine Lindner", "expert"]' in run.stdout
    else:
        assert "Keller" not in run.stdout
