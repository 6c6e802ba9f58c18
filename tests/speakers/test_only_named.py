"""People who are only named in a text are not taken for its speakers."""

from __future__ import annotations

import pytest

from speakers.label import label
from transcripts.languages.english.language import LANGUAGE as ENGLISH

TALKED_ABOUT = {
    "byline": "Story and photographs by Karen Dillard.\nWhat do you remember about the mill?\n"
    "I remember the noise. You couldn't hear yourself think.\nWhen did it close?\nIn the winter.",
    "list": "Who else played in that band?\nOh, there was Forest Webb, you know, Angela Brandt, "
    "Marcus Hale on the drums. We had no money at all.\nAnd where did you play?\nIn barns, mostly.",
    "apposition": "He went to see his pastor, Jeremiah Wade, and asked him what to do.\n"
    "And what did the pastor say?\nHe said to wait. He said that the river would go down.\nDid it?",
    "absent colleague": "How did the company begin?\nPeter Moss and I were in a garage.\n"
    "And is he still with you?\nNo, he left in the nineties. He grows wine.",
    "places": "Where did you go after school?\nCharlotte, for a year. Then Austin, of course, "
    "where I met my wife.\nWhat was Austin like?\nHot. Cheap. I loved it.",
    "titles of works": "What did you read as a child?\nJane Eyre, again and again. And later, Anna "
    "Karenina, which I didn't understand.\nDo you still read it?\nEvery winter.",
    "organizations": "You studied medicine, didn't you?\nYes, at Johns Hopkins, and then I worked "
    "for Merrill Lynch, if you can believe that.\nThat's a long way.\nIt paid for the house.",
    "reported speech": "What did your mother say?\nShe said, Dorothy Lamb, you come down from that "
    "tree this minute. That's what she called my sister.\nAnd did she?\nShe did not.",
    "reported speech of a father": "And my father stood up and said, Frank Doyle, you're a liar. "
    "Just like that, in church.\nWhat happened then?\nNothing. They sang a hymn.\nWhich one?",
    "said to a picture": "Ida Wells, thank you, I say to her every morning. She's on my wall.\n"
    "Why her?\nBecause she wrote it down.\nAnd you?\nI try.",
    "letter": "Here's a letter from Samuel Tuck, of Dayton, Ohio. He writes, I listened to your "
    "program and I must object.\nWhat does he object to?\nTo everything.\nThank him for the stamp.",
    "recorded by": "This program was recorded by Ruth Ames at the studios of the college.\n"
    "Welcome. Tell me about your paintings.\nThey're mostly of the harbor.\nWhy at night?",
    "absent guest": "We had hoped to have Harold Finch with us today, but he is ill.\n"
    "I'm sorry to hear it. I'll do my best alone.\nHow long have you kept bees?\nForty years.",
    "guest of tomorrow": "Tomorrow on this program, Nadia Brook, the cellist, joins us to talk "
    "about her new record.\nBut first, the harbor.\nI began at fourteen.\nWhat did you do?",
    "guest of last week": "As Omar Reed said on this show last week, nobody fishes any more.\n"
    "He's wrong about that. I fish.\nEvery day?\nExcept Sunday.",
    "namesake": "You were named after somebody, weren't you?\nGrace Kelly. My mother saw every "
    "film. I can't stand them.\nNot one of them?\nNot one.",
    "opponent": "Who ran against you?\nWalter Pike. A decent man. I beat him by nine votes.\nNine?",
    "credits": "That's our show. It was produced by Lisa Grant, with help from Ben Ochoa.\n"
    "Thank you for having me.\nIt was a pleasure.\nGoodbye.",
    "dead": "Maria Velez, God rest her soul, ran the kitchen.\nWhat did she cook?\n"
    "Beans.\nDid you?",
    "impostor": "He'd pick up the phone and say, hi, this is Sal Russo, I'm a friend of the "
    "mayor.\nWas he?\nHe had never met him.\nDid it work?\nEvery single time.",
    "listener at home": "Before we start, hello to Betty Crane, who is listening at home. She's my "
    "aunt.\nHello, Betty.\nWell, what are we going to talk about?\nBread, I thought.",
    "street": "Where did you live?\nOn the corner of Martin Luther King and Vine.\nWas it loud?",
}


@pytest.mark.parametrize("text", TALKED_ABOUT.values(), ids=TALKED_ABOUT.keys())
def test_who_is_talked_about_is_not_a_speaker(text: str) -> None:
    labels = label(text, ENGLISH)
    speaking = {turn.speaker for turn in labels.turns}
    assert [s.name for s in labels.speakers if s.id in speaking and s.name] == []


def test_as_i_said_is_not_reported_speech() -> None:
    text = (
        "I'm Ann Lee. With me is Bob Moss. Bob, how was the sea?\nIt was cold and we were late.\n"
        "As I said, Bob, you were late. What then?\nWe waited for the tide and drank tea.\n"
        "Thanks, Bob Moss.\nThank you, Ann."
    )
    labels = label(text, ENGLISH)
    assert [labels.label(turn) for turn in labels.turns] == ["Ann Lee", "Bob Moss"] * 3


def test_a_formal_name_said_once_does_not_replace_a_short_name() -> None:
    text = "\n".join(
        [
            "I'm Ann Lee, and this is The Harbor. How are you, Chuck?",
            "I'm well, thank you.",
            "What did you see out there, Chuck?",
            "A seal, and a bell on a buoy that rang all night.",
            "And what do you say to that, Mr. Charles William Moss?",
            "I say that it needs oil.",
            "Thank you, Chuck.",
            "Thanks for having me.",
        ]
    )
    names = {speaker.name for speaker in label(text, ENGLISH).speakers}
    assert "Chuck" in names
    assert "Charles William Moss" not in names
