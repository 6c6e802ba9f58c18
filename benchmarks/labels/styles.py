"""One interview in twenty-one styles of speaker labels that old transcripts use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from speakers.cast import CastMember
from speakers.label import label
from speakers.roles import is_host_role
from transcripts.languages.english.language import LANGUAGE as ENGLISH

JANE, PAUL, INGA = "Jane Doe", "Paul Renner", "Inga Solberg"
CAST = (CastMember(JANE), CastMember(PAUL), CastMember(INGA))

TURNS = (
    (JANE, "Welcome to The Hour. I'm Jane Doe. Paul Renner, what did you find in the sand?"),
    (PAUL, "A whole town, with the lamps still on the tables, and a boat in the market square."),
    (JANE, "And when was that?"),
    (PAUL, "In the spring of the year. I was there with my film, and the wind had turned."),
    (JANE, "Inga Solberg, did you believe him?"),
    (INGA, "Not at once. I wrote the novel long before, and nobody had told me of a town."),
    (JANE, "Paul, do you go back?"),
    (PAUL, "Every year. Somebody has to look after the lamps."),
    (JANE, "Inga, is there a second book?"),
    (INGA, "There is, and it begins where the first one ends."),
    (JANE, "Thank you both."),
)
TWO = tuple(turn for turn in TURNS if turn[0] != INGA and "Inga" not in turn[1])

Render = Callable[[int, str, str, bool], str]
"""Format a turn: its number, the speaker, the words, whether it is the speaker's first turn."""


@dataclass(frozen=True, slots=True)
class LabelStyle:
    """A style of labels; `only_sides` if labels only distinguish questions and answers."""

    example: str
    render: Render
    separator: str = "\n\n"
    only_two: bool = False
    only_sides: bool = False
    cast: tuple[CastMember, ...] = ()

    @property
    def turns(self) -> tuple[tuple[str, str], ...]:
        """The turns with their true speakers."""
        return TWO if self.only_two else TURNS

    @property
    def text(self) -> str:
        """The interview in this style."""
        seen: set[str] = set()
        written = []
        for turn_number, (who, words) in enumerate(self.turns):
            written.append(self.render(turn_number, who, words, who not in seen))
            seen.add(who)
        return self.separator.join(written)


@dataclass(frozen=True, slots=True)
class StyleScore:
    """Counts of all turns, of right ones, and of wrong ones with a probability of at least 0.9."""

    turns: int
    right: int
    wrong_and_sure: int


def score(style: LabelStyle) -> StyleScore:
    """Label the interview in a style; a surname is right where the text has no full name."""
    labels = label(style.text, ENGLISH, style.cast)
    speakers = {speaker.id: speaker for speaker in labels.speakers}
    truth = style.turns
    assert len(labels.turns) == len(truth), style.example
    right = wrong = 0
    for turn, (who, _) in zip(labels.turns, truth, strict=True):
        speaker = speakers.get(turn.speaker or "")
        name = speaker.name if speaker else None
        good = name in (who, who.split()[-1])
        if style.only_sides and speaker and name is None:
            good = any(map(is_host_role, speaker.roles)) == (who == JANE)
        right += good
        wrong += not good and name is not None and turn.probability >= 0.9
    return StyleScore(len(truth), right, wrong)


def report_styles() -> None:
    """Print the table of styles in docs/names.md."""
    print("| label | turns | right | wrong at 0.9 and more |\n|---|---|---|---|")
    for style in STYLES:
        found = score(style)
        print(f"| `{style.example}` | {found.turns} | {found.right} | {found.wrong_and_sure} |")


def _surname(name: str) -> str:
    return name.split()[-1]


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split())


def _format_time(turn_number: int) -> str:
    return f"00:{turn_number:02}:31"


def _role_of(name: str) -> str:
    return {JANE: "host", PAUL: "Director", INGA: "Author"}[name]


def _title_of(name: str) -> str:
    return {JANE: "Ms.", PAUL: "Mr.", INGA: "Ms."}[name]


def _with_title(turn_number: int, name: str, words: str, is_first: bool) -> str:
    if name == JANE:
        return f"{name.upper() + ', host' if is_first else 'DOE'}:\n\n{words}"
    label = f"{name.upper()} ({_role_of(name)})" if is_first else _surname(name).upper()
    return f"{_title_of(name)} {label}: {words}"


def _with_role(turn_number: int, name: str, words: str, is_first: bool) -> str:
    label = f"{name}, {_role_of(name)}" if is_first else _surname(name)
    return f"{label.upper()}: {words}"


def _with_byline(turn_number: int, name: str, words: str, is_first: bool) -> str:
    part = "HOST" if name == JANE else "BYLINE"
    return f"{name.upper()}, {part}: {words}" if is_first else f"{_surname(name).upper()}: {words}"


def _with_book_title(turn_number: int, name: str, words: str, is_first: bool) -> str:
    if name == JANE:
        return f"{'JANE DOE, HOST' if is_first else 'DOE'}: {words}"
    label = f'{name}, {_role_of(name)}, "SAND: A LIFE"' if is_first else _surname(name)
    return f"{_title_of(name)} {label.upper()}: {words}"


def _with_prefixes(question: str, answer: str) -> Render:
    return lambda turn_number, name, words, is_first: (
        f"{question if name == JANE else answer}{words}"
    )


def _with_initials_later(turn_number: int, name: str, words: str, is_first: bool) -> str:
    return f"{name if is_first else _initials(name)}: {words}"


def _styles() -> Iterator[LabelStyle]:
    yield LabelStyle("JANE DOE, host: ... Mr. PAUL RENNER (Director):", _with_title)
    yield LabelStyle("JANE DOE, HOST: ... PAUL RENNER, DIRECTOR:", _with_role)
    yield LabelStyle("PAUL RENNER, BYLINE:", _with_byline)
    yield LabelStyle('Mr. PAUL RENNER, DIRECTOR, "SAND: A LIFE":', _with_book_title, "\n")
    yield LabelStyle("Q. ... A.", _with_prefixes("Q. ", "A. "), only_two=True, only_sides=True)
    yield LabelStyle("Q: ... A:", _with_prefixes("Q: ", "A: "), only_two=True, only_sides=True)
    yield LabelStyle(
        "Q (no colon) ... MR. RENNER:",
        _with_prefixes("Q    ", "MR. RENNER:  "),
        only_two=True,
        only_sides=True,
    )
    yield LabelStyle(
        "INTERVIEWER: ... Renner:",
        _with_prefixes("INTERVIEWER: ", "Renner: "),
        only_two=True,
        only_sides=True,
    )
    yield LabelStyle(
        "JD: ... PR: (a cast)",
        lambda turn_number, name, words, is_first: f"{_initials(name)}:  {words}",
        cast=CAST,
    )
    yield LabelStyle(
        "Renner: (a line of its own)",
        lambda turn_number, name, words, is_first: f"{_surname(name)}: \n\n{words}",
    )
    yield LabelStyle(
        "[00:12:31] PR:",
        lambda turn_number, name, words, is_first: (
            f"[{_format_time(turn_number)}] {_initials(name)}: {words}"
        ),
    )
    yield LabelStyle(
        "[00:12:31] Paul Renner:",
        lambda turn_number, name, words, is_first: f"[{_format_time(turn_number)}] {name}: {words}",
    )
    yield LabelStyle(
        "Paul Renner (00:12:31):",
        lambda turn_number, name, words, is_first: (
            f"{name} ({_format_time(turn_number)}):\n{words}"
        ),
    )
    yield LabelStyle(
        "Paul Renner: 00:12:31",
        lambda turn_number, name, words, is_first: (
            f"{name}: {_format_time(turn_number)}\n\n{words}"
        ),
    )
    yield LabelStyle(
        "Paul Renner (a line of its own)",
        lambda turn_number, name, words, is_first: f"{name}\n\n{words}",
    )
    yield LabelStyle(
        "**Paul Renner:**", lambda turn_number, name, words, is_first: f"**{name}:** {words}"
    )
    yield LabelStyle("Paul Renner: ... PR:", _with_initials_later)
    yield LabelStyle(
        ">> host: ... >> guest:",
        _with_prefixes(">> host: ", ">> guest: "),
        only_two=True,
        only_sides=True,
    )
    yield LabelStyle(
        "RENNER: (two spaces after every sentence)",
        lambda turn_number, name, words, is_first: (
            f"{_surname(name).upper()}:  {words.replace('. ', '.  ')}"
        ),
    )
    yield LabelStyle(
        "ALL CAPITALS, no labels (a cast)",
        lambda turn_number, name, words, is_first: words.upper(),
        cast=CAST,
    )
    yield LabelStyle(
        "lower case, no labels (a cast)",
        lambda turn_number, name, words, is_first: words.lower(),
        cast=CAST,
    )


STYLES = tuple(_styles())
