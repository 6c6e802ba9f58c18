"""Write FCPXML 1.10 for Final Cut Pro and Resolve: the whole recording, cut where turns begin."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from transcripts.formats import provenance, xml
from transcripts.formats.addresses import sound_address
from transcripts.formats.cuts import RATE, Cut, cut_at_turns, frame_at, labelled_turn_text
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.transcript import Transcript

_VIDEO = {
    "id": "r1",
    "name": f"FFVideoFormat1080p{RATE}",
    "frameDuration": f"1/{RATE}s",
    "width": "1920",
    "height": "1080",
}
"""The video format, which a project needs even if it has only sound."""

_NO_SUBROLE = re.compile(r"[^\w -]+")


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a project with one clip for each cut.

    The role of a clip is `dialogue.NAME`; its note is the text of the turn. Turns that are spoken
    within another turn are markers. Chapters are chapter markers.
    """
    named = options.apply_names(transcript)
    recording, parts = named.recording, cut_at_turns(named)
    length, title = _format_time(parts[-1].end), provenance.title(recording)
    root = Element("fcpxml", version="1.10")
    resources = xml.add_element(root, "resources")
    xml.add_element(resources, "format", attributes=_VIDEO)
    file = {"id": "r2", "name": recording.file, "start": "0s", "duration": length, "hasAudio": "1"}
    asset = xml.add_element(resources, "asset", attributes=file)
    sound = {"kind": "original-media", "src": sound_address(recording, options)}
    xml.add_element(asset, "media-rep", attributes=sound)
    event = xml.add_element(root, "event", attributes={"name": title})
    project = xml.add_element(event, "project", attributes={"name": title})
    timing = {"format": "r1", "duration": length, "tcStart": "0s", "tcFormat": "NDF"}
    sequence = xml.add_element(project, "sequence", attributes=timing)
    xml.add_element(sequence, "note", "\n".join(provenance.provenance_lines(named)))
    spine = xml.add_element(sequence, "spine")
    for part in parts:
        _add_clip(spine, named, part)
    declaration, _, body = xml.serialize_indented(root).partition("\n")
    return f"{declaration}\n<!DOCTYPE fcpxml>\n{body}"


def _add_clip(spine: Element, transcript: Transcript, cut: Cut) -> None:
    timing = {
        "ref": "r2",
        "offset": _format_time(cut.start),
        "start": _format_time(cut.start),
        "duration": _format_time(cut.end - cut.start),
        "name": transcript.recording.file,
    }
    if cut.turns:
        timing["name"] = transcript.speaker(cut.turns[0]).label
        subrole = _NO_SUBROLE.sub(" ", timing["name"]).strip() or cut.turns[0].speaker
        timing["audioRole"] = f"dialogue.{subrole}"
    clip = xml.add_element(spine, "asset-clip", attributes=timing)
    if cut.turns:
        xml.add_element(clip, "note", labelled_turn_text(transcript, cut.turns[0]))
    for chapter in cut.chapters:
        mark = {"start": _format_time(frame_at(chapter.start)), "value": chapter.title}
        xml.add_element(clip, "chapter-marker", attributes=mark)
    for turn in cut.turns[1:]:
        mark = {
            "start": _format_time(frame_at(turn.start)),
            "value": labelled_turn_text(transcript, turn),
        }
        xml.add_element(clip, "marker", attributes=mark)


def _format_time(frames: int) -> str:
    return f"{frames}/{RATE}s"
