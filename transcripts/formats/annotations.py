"""Write W3C Web Annotations of the audio: what is said, by whom, and what was corrected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from transcripts.chapters import find_chapters
from transcripts.formats import provenance, xml
from transcripts.formats.addresses import file_address, sound_address
from transcripts.formats.json_lists import render_list
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.languages.table import language_of
from transcripts.transcript import Transcript

FILE = "annotations.json"

_MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a page of annotations of the audio.

    The motivations come from the W3C's vocabulary: `describing` what is said (a body with purpose
    `identifying` has the speaker), `bookmarking` a chapter, `editing` a corrected passage,
    `commenting` and `highlighting` an editor's comment. The first annotation describes the
    provenance of the transcript.
    """
    named = options.apply_names(transcript)
    address = file_address(named.recording, options, FILE)
    items = render_list(_build_annotations(named, address, options))
    return (
        '{"@context": "http://www.w3.org/ns/anno.jsonld", '
        f'"id": "{address}", "type": "AnnotationPage", "items": {items}}}\n'
    )


def _build_annotations(
    transcript: Transcript, page: str, options: RenderOptions
) -> Iterator[dict[str, Any]]:
    recording = transcript.recording
    source = {
        "id": sound_address(recording, options),
        "type": "Sound",
        "format": xml.media_type(options.sound_file or recording.file),
    }
    code = language_of(transcript).code

    def annotation(
        name: str, motivation: str, body: Any, span: tuple[float, float] | None = None
    ) -> dict[str, Any]:
        return {
            "id": f"{page}#{name}",
            "type": "Annotation",
            "motivation": motivation,
            "body": body,
            "target": source
            if span is None
            else {"source": source, "selector": _build_fragment_selector(*span)},
        }

    origin = "\n".join(f"{k}: {v}" for k, v in provenance.provenance_statements(transcript))
    yield annotation("origin", "describing", _build_textual_body(origin, "describing"))
    for chapter in find_chapters(transcript):
        body = {**_build_textual_body(chapter.title, "bookmarking"), "language": code}
        name = f"chapter-{chapter.turn}"
        yield annotation(name, "bookmarking", body, (chapter.start, chapter.end))
    for turn in transcript.turns:
        said = {**_build_textual_body(turn.text, "describing"), "language": code}
        who = _build_textual_body(transcript.speaker(turn).label, "identifying")
        yield annotation(turn.id, "describing", [said, who], (turn.start, turn.end))
    for correction in provenance.applied_repairs(transcript):
        body = _build_textual_body(provenance.describe_repair(correction), "editing")
        yield annotation(correction.id, "editing", body, (correction.start, correction.end))
    for comment in options.comments:
        motivation = "commenting" if comment.text else "highlighting"
        body = _build_textual_body(comment.text, motivation)
        made = annotation(f"comment-{comment.id}", motivation, body, (comment.start, comment.end))
        if not comment.text:
            del made["body"]
        creator = {"type": "Person", "name": comment.author}
        yield made | {"creator": creator, "created": comment.at}


def _build_fragment_selector(start: float, end: float) -> dict[str, str]:
    """Return a media fragment of at least one millisecond, because it must not be empty."""
    last = max(end, start + 0.001)
    value = f"t={start:.3f},{last:.3f}"
    return {"type": "FragmentSelector", "conformsTo": _MEDIA_FRAGMENTS, "value": value}


def _build_textual_body(value: str, purpose: str) -> dict[str, str]:
    return {
        "type": "TextualBody",
        "value": value,
        "format": "text/plain",
        "purpose": purpose,
    }
