"""Write a IIIF Presentation 3 manifest: the audio, its captions, its chapters, and who speaks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from transcripts.chapters import Chapter, find_chapters
from transcripts.formats import provenance, xml
from transcripts.formats.addresses import file_address, sound_address
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.languages.table import language_of
from transcripts.transcript import Speaker, Transcript

FILE = "iiif.json"
CAPTIONS = "transcript.vtt"
"""The published file that the manifest links as the transcript."""

Json = dict[str, Any]


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a manifest of one canvas; a `supplementing` annotation links the WebVTT file.

    Chapters are ranges. The manifest contains no transcript: it links the captions at
    `RenderOptions.folder_url`. Without that address, the links have a host that does not exist.
    """
    named = options.apply_names(transcript)
    recording, code = named.recording, language_of(named).code
    address = file_address(recording, options, FILE)
    canvas = f"{address}/canvas"
    length = max(0.001, round(recording.duration, 3))
    sound = {
        "id": sound_address(recording, options),
        "type": "Sound",
        "format": xml.media_type(options.sound_file or recording.file),
        "duration": length,
    }
    captions = {
        "id": file_address(recording, options, CAPTIONS),
        "type": "Text",
        "format": "text/vtt",
        "label": _to_language_map("Transcript"),
        "language": code,
    }
    manifest: Json = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": address,
        "type": "Manifest",
        "label": _to_language_map(provenance.title(recording)),
        "metadata": _build_metadata(named),
        "items": [
            {
                "id": canvas,
                "type": "Canvas",
                "label": _to_language_map(provenance.title(recording)),
                "duration": length,
                "items": [_build_annotation_page(canvas, "sound", "painting", sound)],
                "annotations": [
                    _build_annotation_page(canvas, "captions", "supplementing", captions)
                ],
            }
        ],
    }
    if parts := find_chapters(named):
        manifest["structures"] = [_build_table_of_contents(address, canvas, parts)]
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def _to_language_map(*values: str) -> Json:
    """Return a IIIF language map of texts without a language, such as titles and names."""
    return {"none": list(values)}


def _build_metadata(transcript: Transcript) -> list[Json]:
    recording = transcript.recording
    rows: list[tuple[str, list[str | None]]] = [
        ("Programme", [recording.programme]),
        ("Date", [recording.date]),
        ("Speakers", [_name_with_role(speaker) for speaker in transcript.speakers]),
        ("Origin", [*provenance.provenance_lines(transcript)]),
    ]
    known = ((label, [value for value in values if value]) for label, values in rows)
    return [
        {"label": {"en": [label]}, "value": _to_language_map(*values)}
        for label, values in known
        if values
    ]


def _name_with_role(speaker: Speaker) -> str:
    return f"{speaker.label} ({speaker.shown_role})" if speaker.shown_role else speaker.label


def _build_annotation_page(canvas: str, name: str, motivation: str, body: Json) -> Json:
    return {
        "id": f"{canvas}/{name}",
        "type": "AnnotationPage",
        "items": [
            {
                "id": f"{canvas}/{name}/annotation",
                "type": "Annotation",
                "motivation": motivation,
                "body": body,
                "target": canvas,
            }
        ],
    }


def _build_table_of_contents(address: str, canvas: str, parts: Sequence[Chapter]) -> Json:
    """Return the table of contents: one range of the canvas for each chapter."""
    return {
        "id": f"{address}/chapters",
        "type": "Range",
        "label": {"en": ["Chapters"]},
        "items": [
            {
                "id": f"{address}/chapters/{n}",
                "type": "Range",
                "label": _to_language_map(part.title),
                "items": [{"id": f"{canvas}#t={part.start:.3f},{part.end:.3f}", "type": "Canvas"}],
            }
            for n, part in enumerate(parts, start=1)
        ],
    }
