from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speakers.cast import CastMember
from speakers.name import name_voices
from tests.speakers.dialogues import read_dialogue
from transcripts.languages.english.language import LANGUAGE as ENGLISH
from transcripts.transcript import Diarization, Speaker, Turn

INTERVIEW = """
V1: From City Radio, this is The Hour. I'm Jane Doe. The new film Glass Rivers opens this week.
V1: Inga Solberg, how did the story begin for you?
V2: It began with a flood. When I wrote the novel I knew nothing of rivers.
V1: And Paul Renner, did you know at once that you would film it?
V3: Not at once. As a filmmaker you want to see the water first.
V1: Let's take a listen to a scene.
V4: The bridge is gone! Nobody crosses tonight, do you hear me? Nobody.
V1: Paul, what was that day like?
V3: Cold. We had one boat and no time, and the light was going.
V2: I know Paul's being modest. He went into the water himself.
V1: Inga Solberg and Paul Renner, thanks very much for talking with me.
V2: Thank you.
V3: Thanks, Jane.
"""
CONTEXT = (
    "Glass Rivers, based on a novel by Inga Solberg, is a film about a flood. Lena (Keira Stone) "
    "loses her house.",
    "In the same article director Paul Renner said that it rained. Screenwriter Tom Moss agreed.",
)


def named(text: str, **given: object) -> dict[str, Speaker]:
    speakers = name_voices(read_dialogue(text), ENGLISH, **given)  # type: ignore[arg-type]
    return {voice: speaker for speaker in speakers for voice in speaker.voices}


def names(text: str, **given: object) -> dict[str, str | None]:
    return {voice: speaker.name for voice, speaker in named(text, **given).items()}


def without_commas(text: str) -> str:
    return re.sub(r"[,']", "", text.replace("I'm", "I am").replace("Let's", "Let us"))


@pytest.mark.parametrize("text", [INTERVIEW, without_commas(INTERVIEW)])
def test_an_interview_with_documents(text: str) -> None:
    speakers = named(text, context=CONTEXT)
    assert [(s.id, s.name, s.role) for s in speakers.values()] == [
        ("S1", "Jane Doe", "host"),
        ("S2", "Inga Solberg", "author"),
        ("S3", "Paul Renner", "director"),
        ("S4", None, "clip"),
    ]
    assert min(speakers[v].confidence for v in ("V1", "V2", "V3")) > 0.85


def test_reasons_can_be_checked() -> None:
    speakers = named(INTERVIEW, context=CONTEXT)
    (first,) = [r for r in speakers["V1"].reasons if r.kind == "introduces-self"]
    assert "I'm Jane Doe." in first.quote
    assert first.at == pytest.approx(2.31, abs=0.7)
    kinds = {reason.kind for reason in speakers["V3"].reasons}
    assert kinds == {"addressed", "described"}
    described = next(r for r in speakers["V3"].reasons if r.kind == "described")
    assert "director Paul Renner" in described.quote
    assert described.at is None
    assert all(0 < r.weight <= 1 for s in speakers.values() for r in s.reasons)


def test_a_cast_gives_names_roles_and_spellings() -> None:
    text = INTERVIEW.replace("Jane Doe", "Jayne Doe").replace("Paul Renner", "Paul Rennar")
    cast = (
        CastMember("Inga Solberg"),
        CastMember("Paul Renner", "producer"),
        CastMember("Jane Doe"),
    )
    speakers = named(text, cast=cast)
    assert [s.name for s in speakers.values()] == ["Jane Doe", "Inga Solberg", "Paul Renner", None]
    assert speakers["V3"].role == "producer"
    assert any(r.kind == "cast" for r in speakers["V3"].reasons)


def test_without_cast_and_documents_the_names_spoken_are_found() -> None:
    assert names(INTERVIEW) == {
        "V1": "Jane Doe",
        "V2": "Inga Solberg",
        "V3": "Paul Renner",
        "V4": None,
    }


def test_a_host_who_never_gives_a_name() -> None:
    text = INTERVIEW.replace("I'm Jane Doe.", "").replace("Thanks, Jane.", "Thanks.")
    host = named(text, context=CONTEXT)["V1"]
    assert (host.name, host.role) == (None, "host")


def test_two_guests_of_one_first_name() -> None:
    text = """
    V1: Welcome to The Hour, I'm Jane Doe. My guests are Ann Lee and Ann Moss. Ann, is it safe?
    V2: It is, as far as we know today, and we have looked at it for many years.
    V1: Why do you say so?
    V3: Because nobody has looked closely enough, and the few who did were not asked again.
    V1: Thank you both.
    """
    cast = [CastMember("Jane Doe"), CastMember("Ann Lee"), CastMember("Ann Moss")]
    unsure = named(text, cast=cast)
    assert unsure["V1"].name == "Jane Doe"
    assert all(unsure[v].name is None or unsure[v].confidence < 0.9 for v in ("V2", "V3"))
    sure = text.replace("Why do you", "Ann Moss, why do you")
    assert names(sure, cast=cast) == {"V1": "Jane Doe", "V2": "Ann Lee", "V3": "Ann Moss"}


def test_somebody_who_is_only_talked_about() -> None:
    text = """
    V1: I'm Jane Doe. How well did you know Carl Stone?
    V2: I met Carl twice. Carl Stone was a quiet man, and Carl never spoke of his work to me.
    V1: Did Carl Stone like the sea?
    V2: He loved it. Carl's house stood right on the beach.
    """
    found = named(text, context=["Carl Stone, author of many novels, lived by the sea."])
    assert (found["V1"].name, found["V2"].name) == ("Jane Doe", None)


def test_a_caller_by_first_name() -> None:
    text = """
    V1: You're listening to The Hour, I'm Jane Doe. Let's go to Linda in Ohio. Linda, you're on.
    V2: Hi, this is Linda. I wonder what happens to all the salt that they put on our roads.
    V1: Good question, Linda. What do we know?
    V3: Most of it ends in the rivers, and from there it goes into the sea in a few weeks.
    """
    assert names(text) == {"V1": "Jane Doe", "V2": "Linda", "V3": None}


def test_the_remaining_cast_member_is_named_with_doubt() -> None:
    text = """
    V1: I'm Jane Doe. Paul Renner, did you like the place?
    V2: I did. The light is good there and the people leave you alone with your work.
    V3: And the food is awful, I have to say, and the trains never come when they should.
    V1: Thank you, Paul.
    """
    cast = [CastMember("Jane Doe"), CastMember("Paul Renner"), CastMember("Inga Solberg")]
    found = named(text, cast=cast)["V3"]
    assert found.name in (None, "Inga Solberg")
    assert found.confidence < 0.9
    if found.name:
        assert [r.kind for r in found.reasons][-1] == "elimination"


def test_a_turn_given_to_the_wrong_voice_changes_no_name() -> None:
    lines = INTERVIEW.strip().splitlines()
    for i in (4, 6, 9, 11):
        voice = "V2" if not lines[i].startswith("V2") else "V3"
        if lines[i].startswith("V4"):
            continue
        text = "\n".join([*lines[:i], voice + lines[i][2:], *lines[i + 1 :]])
        found = names(text, context=CONTEXT)
        expected = {"V1": "Jane Doe", "V2": "Inga Solberg", "V3": "Paul Renner"}
        assert all(found[v] in (None, expected[v]) for v in expected), lines[i]


def test_a_voice_with_few_words_is_not_named() -> None:
    found = named(INTERVIEW + "V5: Yes, Jane.\n", context=CONTEXT)["V5"]
    assert (found.name, found.role, found.confidence) == (None, None, 0.0)


def test_halves_of_a_host_are_joined_when_they_sound_the_same() -> None:
    text = INTERVIEW.replace("V1: From", "V9: From", 1)
    turns = read_dialogue(text)
    embeddings = {"V9": (1.0, 0.0), "V1": (0.9, (1 - 0.81) ** 0.5), "V2": (0.0, 1.0)}
    whole = name_voices(turns, ENGLISH, Diarization((), (), (), embeddings), (), CONTEXT)
    assert (whole[0].voices, whole[0].name) == (("V9", "V1"), "Jane Doe")
    other = name_voices(
        turns, ENGLISH, Diarization((), (), (), {**embeddings, "V1": (0.0, 1.0)}), (), CONTEXT
    )
    assert other[0].voices == ("V9",)


def test_no_turns_no_speakers() -> None:
    assert name_voices((), ENGLISH) == ()


STYLES = {
    "a panel with an announcer": (
        """
        V1: This is Front Row Talk on Radio Five with Kirsten Wall.
        V2: Good evening. I'm joined in the studio by the poet Simon Armfield, and down the line
        from Leeds by the playwright Nora Bane. Simon, your new collection is about floods.
        V3: It is, yes. I grew up by a river and my poems always go back there somehow.
        V2: Nora, does that ring true for you?
        V4: Very much so. Plays are a bit different, of course, because you need people in them.
        V2: Simon Armfield, Nora Bane, thank you both. I'm Kirsten Wall. Good night.
        """,
        [
            (None, "announcer"),
            ("Kirsten Wall", "host"),
            ("Simon Armfield", "poet"),
            ("Nora Bane", "writer"),
        ],
    ),
    "a reporter's package without commas": (
        """
        V1: It is five o'clock. I am Robert Seal. As City Radio's Linda Worth reports many
        voters have not made up their minds.
        V2: In the town of Marion the diner opens at six. The owner is Joe Pulaski.
        V3: I do not trust any of them. Never have. You can write that down.
        V2: He may stay at home. For City Radio News I am Linda Worth in Marion Ohio.
        V1: Also joining us is political analyst Cora Hill. Cora what do you make of that?
        V4: Well Robert it is what we have seen all year and people are tired of it.
        V1: Cora Hill thanks so much.
        """,
        [
            ("Robert Seal", "host"),
            ("Linda Worth", "reporter"),
            (None, None),
            ("Cora Hill", "critic"),
        ],
    ),
    "a scientist with a title": (
        """
        V1: You're listening to Questions. I'm Bob Donald. Dr. Helen Marsh is a marine biologist.
        Dr. Marsh, welcome to the programme.
        V2: Thank you, Bob. It's great to be here.
        V1: So Dr. Marsh what do whales hear?
        V2: Everything. They hear ships that are a hundred miles away.
        """,
        [("Bob Donald", "host"), ("Helen Marsh", "expert")],
    ),
    "an oral history": (
        """
        V1: Okay we are recording. Could you say your name for the tape?
        V2: My name is Eleanor Whitby and I was born in Hull in nineteen twenty one.
        V1: And what did your father do, Mrs. Whitby?
        V2: He worked at the Alexandra Dock until the war.
        """,
        [(None, "host"), ("Eleanor Whitby", "guest")],
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_programmes_of_many_styles(style: str) -> None:
    text, expected = STYLES[style]
    assert [(s.name, s.role) for s in named(text).values()] == expected


def test_a_document_names_the_host() -> None:
    text = """
    V1: Hello and welcome to Bookmarks. How did you come to write it?
    V2: I was working in a fish market and wrote at night, mostly to stay awake to be honest.
    V1: And when did you know that it was a book?
    V2: When my sister cried. She never cries. So I sent it to a publisher.
    V1: Thank you for coming in.
    """
    told = "Bookmarks: Maya Lindt talks to a fishmonger about a novel. Presented by Maya Lindt."
    host = named(text, context=[told])["V1"]
    assert (host.name, host.role) == ("Maya Lindt", "host")
    assert host.confidence < 0.9


@given(st.permutations(["V1", "V2", "V3", "V4"]))
def test_voice_labels_do_not_matter(order: list[str]) -> None:
    renamed = dict(zip(["V1", "V2", "V3", "V4"], order, strict=True))
    text = re.sub(r"^V\d", lambda m: renamed[m[0]], INTERVIEW.strip(), flags=re.M)
    before, after = named(INTERVIEW, context=CONTEXT), named(text, context=CONTEXT)
    for voice, other in renamed.items():
        assert after[other].name == before[voice].name
        assert after[other].role == before[voice].role
        assert after[other].confidence == pytest.approx(before[voice].confidence, abs=0.01)


def test_an_irrelevant_document_changes_hardly_anything() -> None:
    noise = "The annual fair in Millbrook was opened by Mayor Bob Hill. Rita Fields baked a cake."
    before = named(INTERVIEW, context=CONTEXT)
    after = named(INTERVIEW, context=(*CONTEXT, noise))
    for voice, speaker in before.items():
        assert after[voice].name == speaker.name
        assert after[voice].confidence == pytest.approx(speaker.confidence, abs=0.05)


@given(st.lists(st.tuples(st.sampled_from(["V1", "V2", "V3"]), st.text(max_size=40)), max_size=6))
def test_any_text_is_accepted(lines: list[tuple[str, str]]) -> None:
    turns = read_dialogue("\n".join(f"{v}: . {' '.join(text.split())}" for v, text in lines))
    speakers = name_voices(turns, ENGLISH, None, (), [" ".join(text for _, text in lines)])
    assert {voice for s in speakers for voice in s.voices} == {t.voice for t in turns}
    assert all(0 <= s.confidence <= 1 for s in speakers)


SEEDS = Path(os.environ.get("TAPELOG_SEEDS", Path(__file__).parents[2].parent / "shared/seeds"))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed texts are not beside this checkout")
def test_the_seed_interview() -> None:
    text = (SEEDS / "npr-never-let-me-go.txt").read_text().removesuffix(" 102")
    said = [part for part in re.split(r"  +", text.strip()) if part]
    who = "GGCGKMGKGKGMGCGMKGKGKGMGMKGKMGG"
    turns = _joined(read_dialogue("\n".join(f"{w}: {s}" for w, s in zip(who, said, strict=True))))
    context = [path.read_text() for path in sorted(SEEDS.glob("context-*.txt"))]
    assert {
        s.voices[0]: (s.name, s.role) for s in name_voices(turns, ENGLISH, None, (), context)
    } == {
        "G": ("David Greene", "host"),
        "K": ("Kazuo Ishiguro", "author"),
        "M": ("Mark Romanek", "director"),
        "C": (None, "clip"),
    }


def _joined(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    lines: list[list[str]] = []
    for turn in turns:
        if lines and lines[-1][0] == turn.voice:
            lines[-1][1] += f" {turn.text}"
        else:
            lines.append([turn.voice, turn.text])
    return read_dialogue("\n".join(f"{voice}: {text}" for voice, text in lines))
