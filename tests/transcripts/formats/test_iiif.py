"""The addresses of a manifest; tests/javascript/iiif.test.js validates and parses it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import iiif
from transcripts.formats.options import RenderOptions
from transcripts.formats.table import BY_NAME
from transcripts.transcript import Transcript


def manifest(transcript: Transcript, options: RenderOptions | None = None) -> Any:
    return json.loads(iiif.render(transcript, options or RenderOptions()))


def identifiers(value: Any) -> list[str]:
    """List the ids of a manifest and of all parts inside it."""
    if isinstance(value, list):
        return [name for item in value for name in identifiers(item)]
    if isinstance(value, dict):
        own = [value["id"]] if "id" in value else []
        return own + [name for item in value.values() for name in identifiers(item)]
    return []


def test_all_addresses_are_in_the_folder_that_was_given() -> None:
    options = RenderOptions(folder_url="https://a.example/tapes/1", sound_file="audio.m4a")
    made = manifest(EXAMPLE, options)
    assert all(name.startswith("https://a.example/tapes/1/") for name in identifiers(made))
    (canvas,) = made["items"]
    (sound,) = canvas["items"][0]["items"]
    assert (sound["motivation"], sound["target"]) == ("painting", canvas["id"])
    assert sound["body"]["id"] == "https://a.example/tapes/1/audio.m4a"
    assert sound["body"]["format"] == "audio/mp4"
    (captions,) = canvas["annotations"][0]["items"]
    assert captions["motivation"] == "supplementing"
    assert captions["body"]["id"] == f"https://a.example/tapes/1/{BY_NAME['vtt'].file}"


def test_without_an_address_the_host_is_one_that_cannot_exist() -> None:
    made = manifest(EXAMPLE)
    assert all(name.startswith("https://address.invalid/r-5f2c") for name in identifiers(made))


def test_the_manifest_is_at_its_own_address() -> None:
    assert BY_NAME["iiif"].file == iiif.FILE
    assert manifest(EXAMPLE)["id"].endswith(f"/{iiif.FILE}")


def test_a_chapter_is_a_range_of_the_canvas() -> None:
    made = manifest(EXAMPLE)
    (contents,) = made["structures"]
    assert len(contents["items"]) > 2
    for part in contents["items"]:
        (place,) = part["items"]
        canvas, _, fragment = place["id"].partition("#t=")
        start, end = map(float, fragment.split(","))
        assert canvas == made["items"][0]["id"]
        assert 0 <= start < end <= made["items"][0]["duration"]


@given(odd_transcripts())
@settings(max_examples=20, deadline=None)
def test_no_identifier_is_used_twice(transcript: Transcript) -> None:
    made = manifest(transcript)
    names = identifiers(made)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("duration", [0.0, 0.0004, 360_000.0])
def test_a_duration_is_never_nothing(duration: float) -> None:
    recording = replace(EXAMPLE.recording, duration=duration)
    made = manifest(replace(EXAMPLE, recording=recording, turns=(), corrections=()))
    assert made["items"][0]["duration"] > 0
