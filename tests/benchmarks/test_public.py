"""The layouts of public benchmarks are read; the texts are our own."""

from __future__ import annotations

from pathlib import Path

from benchmarks.public import (
    SETS,
    find_pairs,
    read_buckeye,
    read_coraal,
    read_nlp,
    read_switchboard,
)


def write(folder: Path, name: str, text: str = "") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_recordings_are_paired_by_name(tmp_path: Path) -> None:
    for name in ("audio/a1.wav", "audio/a10.wav", "audio/ES1a.Mix-Headset.wav", "audio/alone.wav"):
        write(tmp_path, name)
    truths = [write(tmp_path, f"rttm/{name}.rttm") for name in ("a1", "a10", "ES1a")]
    found = {audio.name: own for audio, own in find_pairs(tmp_path, SETS["ami"].truth_pattern)}
    assert found == {
        "a1.wav": (truths[0],),
        "a10.wav": (truths[1],),
        "ES1a.Mix-Headset.wav": (truths[2],),
    }


def test_both_sides_of_a_telephone_call_belong_to_it(tmp_path: Path) -> None:
    write(tmp_path, "sw2001.sph")
    sides = [
        write(tmp_path, f"trans/sw2001{side}-ms98-a-trans.text", text)
        for side, text in (
            ("A", "sw2001A-ms98-a-0001 0.0 0.9 [silence]\nsw2001A-ms98-a-0002 0.9 2.5 well hel-\n"),
            ("B", "sw2001B-ms98-a-0001 2.5 3.0 [laughter] yes\n"),
        )
    ]
    ((_, own),) = find_pairs(tmp_path, SETS["switchboard"].truth_pattern)
    assert own == tuple(sides)
    found = read_switchboard(own)
    assert [(u.speaker, [w.text for w in u.words]) for u in found.utterances] == [
        ("A", ["well", "hel"]),
        ("B", ["yes"]),
    ]


def test_nlp_has_words_with_speakers(tmp_path: Path) -> None:
    text = "token|speaker|ts|endTs|punctuation|case|tags\nThe|1||||UC|[]\ntide|1|||.|LC|[]\n"
    found = read_nlp([write(tmp_path, "call.nlp", f"{text}Yes|2|||.|UC|[]\n")])
    assert [(u.speaker, " ".join(w.text for w in u.words)) for u in found.utterances] == [
        ("speaker_1", "The tide."),
        ("speaker_2", "Yes."),
    ]


def test_coraal_has_turns_with_times(tmp_path: Path) -> None:
    text = "Line\tSpkr\tStTime\tContent\tEnTime\n1\tA\t0.5\tSo (pause 0.2) /the/ boat\t2.0\n"
    found = read_coraal([write(tmp_path, "c.txt", f"{text}2\tA\t2.0\t(pause 1.0)\t3.0\n")])
    (only,) = found.utterances
    assert [w.text for w in only.words] == ["So", "the", "boat"]
    assert (found.segments[0].start, found.segments[0].end) == (0.5, 2.0)


def test_buckeye_has_words_with_times(tmp_path: Path) -> None:
    labels = ("0.5 122 {B_TRANS}", "1.0 122 okay; ow k; k; UH", "1.5 122 <SIL>", "2.0 122 no; n")
    text = "\n".join(("header", "#", *labels))
    found = read_buckeye([write(tmp_path, "s.words", text)])
    assert [(w.text, w.start, w.end) for w in found.utterances[0].words] == [
        ("okay", 0.5, 1.0),
        ("no", 1.5, 2.0),
    ]
