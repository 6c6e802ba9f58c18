"""Web Annotations by the rules of the W3C's data model, written as a JSON schema."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from tests.lamplight import EXAMPLE
from tests.odd_transcripts import odd_transcripts
from transcripts.formats import annotations, provenance
from transcripts.formats.options import RenderOptions
from transcripts.transcript import Transcript

# From https://www.w3.org/TR/annotation-model/: sections 3.1, 3.2, 3.3.5, 4.2.1 and 5.2.
_MOTIVATIONS = [
    "assessing",
    "bookmarking",
    "classifying",
    "commenting",
    "describing",
    "editing",
    "highlighting",
    "identifying",
    "linking",
    "moderating",
    "questioning",
    "replying",
    "tagging",
]
_BODY = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"const": "TextualBody"},
        "value": {"type": "string"},
        "format": {"type": "string", "pattern": "^[a-z]+/[a-z.+-]+$"},
        "language": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
        "purpose": {"enum": _MOTIVATIONS},
    },
    "additionalProperties": False,
}
_SOURCE = {
    "type": "object",
    "required": ["id", "type"],
    "properties": {
        "id": {"type": "string", "pattern": "^https?://"},
        "type": {"enum": ["Dataset", "Image", "Video", "Sound", "Text"]},
        "format": {"type": "string"},
    },
    "additionalProperties": False,
}
_SELECTOR = {
    "type": "object",
    "required": ["type", "value"],
    "properties": {
        "type": {"const": "FragmentSelector"},
        "conformsTo": {"const": "http://www.w3.org/TR/media-frags/"},
        "value": {"type": "string", "pattern": r"^t=\d+\.\d{3},\d+\.\d{3}$"},
    },
    "additionalProperties": False,
}
_ANNOTATION = {
    "type": "object",
    "required": ["id", "type", "target"],
    "properties": {
        "id": {"type": "string", "pattern": "^https?://"},
        "type": {"const": "Annotation"},
        "motivation": {"enum": _MOTIVATIONS},
        "body": {"anyOf": [_BODY, {"type": "array", "items": _BODY}]},
        "target": {
            "anyOf": [
                _SOURCE,
                {
                    "type": "object",
                    "required": ["source", "selector"],
                    "properties": {"source": _SOURCE, "selector": _SELECTOR},
                    "additionalProperties": False,
                },
            ]
        },
    },
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "required": ["@context", "id", "type", "items"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": {"type": "string", "pattern": "^https?://"},
        "type": {"const": "AnnotationPage"},
        "items": {"type": "array", "items": _ANNOTATION},
    },
    "additionalProperties": False,
}


def page(transcript: Transcript, options: RenderOptions | None = None) -> Any:
    made = json.loads(annotations.render(transcript, options or RenderOptions()))
    jsonschema.validate(made, SCHEMA)
    return made


def test_turns_are_described_with_who_says_them() -> None:
    rows = {item["id"].partition("#")[2]: item for item in page(EXAMPLE)["items"]}
    for turn in EXAMPLE.turns:
        said, who = rows[turn.id]["body"]
        assert (said["value"], who["value"]) == (turn.text, EXAMPLE.speaker(turn).label)
        selector = rows[turn.id]["target"]["selector"]["value"]
        assert selector == f"t={turn.start:.3f},{turn.end:.3f}"


def test_repairs_are_annotations_that_edit() -> None:
    edits = [item for item in page(EXAMPLE)["items"] if item["motivation"] == "editing"]
    wanted = [provenance.describe_repair(c) for c in provenance.applied_repairs(EXAMPLE)]
    assert [item["body"]["value"] for item in edits] == wanted


def test_the_sound_is_where_the_address_says() -> None:
    made = page(EXAMPLE, RenderOptions(folder_url="https://a.example/1", sound_file="audio.m4a"))
    assert made["id"] == "https://a.example/1/annotations.json"
    sources = [item["target"].get("source", item["target"]) for item in made["items"]]
    assert {source["id"] for source in sources} == {"https://a.example/1/audio.m4a"}
    assert {source["format"] for source in sources} == {"audio/mp4"}


@given(odd_transcripts())
@settings(max_examples=20, deadline=None)
def test_odd_texts_keep_the_model(transcript: Transcript) -> None:
    names = [item["id"] for item in page(transcript)["items"]]
    assert len(names) == len(set(names))


def test_a_rule_can_be_broken() -> None:
    made = page(EXAMPLE)
    made["items"][0]["motivation"] = "supplementing"
    with pytest.raises(jsonschema.ValidationError, match="supplementing"):
        jsonschema.validate(made, SCHEMA)
