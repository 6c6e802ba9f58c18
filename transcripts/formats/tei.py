"""Write TEI (chapter 8, transcriptions of speech): utterances on a timeline, with corrections."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from xml.etree.ElementTree import Element, indent

from transcripts.formats import provenance, xml
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.page import marks
from transcripts.ranges import WordRange
from transcripts.sound_events import SoundEvent, events_before_turns
from transcripts.transcript import Correction, Transcript, Turn

_NAMESPACE = "http://www.tei-c.org/ns/1.0"


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript as TEI; a correction is a `choice` of the old and the corrected text.

    The words of an utterance are those outside `sic` and `note`.
    """
    named = options.apply_names(transcript)
    root = Element("TEI", {"xmlns": _NAMESPACE})
    _add_header(root, named)
    body = xml.add_element(xml.add_element(root, "text"), "body")
    moments = _add_timeline(body, named)
    spoken = []
    *before, after = events_before_turns(named.events, [turn.start for turn in named.turns])
    for turn, events in zip(named.turns, before, strict=True):
        _add_incidents(body, events, moments)
        spoken.append((_add_utterance(body, turn, moments), turn))
    _add_incidents(body, after, moments)
    indent(root)  # before adding words, because white space inside an utterance is text
    repairs: dict[str, list[Correction]] = {turn.id: [] for turn in named.turns}
    for correction in provenance.applied_repairs(named):
        repairs.setdefault(correction.turn, []).append(correction)
    for element, turn in spoken:
        _add_words(element, turn, transcript.word_ranges[turn.id], repairs[turn.id])
    return xml.serialize(root)


def _add_header(root: Element, transcript: Transcript) -> None:
    header = xml.add_element(root, "teiHeader")
    file = xml.add_element(header, "fileDesc")
    titles = xml.add_element(file, "titleStmt")
    xml.add_element(titles, "title", provenance.title(transcript.recording))
    resp = xml.add_element(titles, "respStmt")
    xml.add_element(resp, "resp", "transcribed by")
    xml.add_element(resp, "name", "tapelog", {f"{xml.XML}id": "tapelog"})
    publication = xml.add_element(file, "publicationStmt")
    item = "recording" if transcript.recording.has_sound else "transcript"
    xml.add_element(publication, "p", f"Made for the archive that keeps the {item}.")
    _add_source(xml.add_element(file, "sourceDesc"), transcript)
    _add_encoding(xml.add_element(header, "encodingDesc"), transcript)
    _add_profile(xml.add_element(header, "profileDesc"), transcript)
    revision = xml.add_element(header, "revisionDesc")
    made = transcript.provenance
    attributes = {"when": made.created, "who": "#tapelog"}
    xml.add_element(revision, "change", f"Made by tapelog {made.tapelog}.", attributes)


def _add_source(source: Element, transcript: Transcript) -> None:
    recording = transcript.recording
    if not recording.has_sound:
        about = (recording.file, recording.programme, recording.date)
        text = f"Transcript without a recording: {', '.join(part for part in about if part)}"
        xml.add_element(source, "p", text)
        return
    attributes = {"type": "audio", "dur": f"PT{recording.duration:.3f}S"}
    outer = xml.add_element(
        xml.add_element(source, "recordingStmt"), "recording", attributes=attributes
    )
    if recording.date:
        xml.add_element(outer, "date", recording.date, {"when": recording.date.rstrip("~")})
    url = recording.file.replace(" ", "%20")
    xml.add_element(
        outer, "media", attributes={"mimeType": xml.media_type(recording.file), "url": url}
    )
    if recording.programme:
        broadcast = xml.add_element(xml.add_element(outer, "broadcast"), "bibl")
        xml.add_element(broadcast, "title", recording.programme)


def _add_encoding(encoding: Element, transcript: Transcript) -> None:
    made = transcript.provenance
    attributes = {"ident": "tapelog", "version": made.tapelog, "when": made.created}
    application = xml.add_element(
        xml.add_element(encoding, "appInfo"), "application", attributes=attributes
    )
    xml.add_element(application, "label", "tapelog")
    rows = xml.add_element(application, "desc")
    rows.text = xml.replace_forbidden(
        "; ".join(f"{k}: {text}" for k, text in provenance.provenance_statements(transcript))
    )


def _add_profile(profile: Element, transcript: Transcript) -> None:
    language = transcript.provenance.options.language or "en"
    usage = xml.add_element(profile, "langUsage")
    xml.add_element(usage, "language", language, {"ident": language})
    people = xml.add_element(xml.add_element(profile, "particDesc"), "listPerson")
    for speaker in transcript.speakers:
        role = {"role": "_".join(speaker.role.split())} if speaker.role else {}
        person = xml.add_element(people, "person", attributes={f"{xml.XML}id": speaker.id, **role})
        xml.add_element(person, "persName", speaker.label)
        if speaker.voices:
            xml.add_element(person, "note", " ".join(speaker.voices), {"type": "voices"})


def _add_timeline(body: Element, transcript: Transcript) -> dict[float, str]:
    """Write the times at which turns begin and end; return the id of each time.

    A transcript without times has no timeline, and no ids.
    """
    if not transcript.recording.has_times:
        return {}
    timeline = xml.add_element(body, "timeline", attributes={"unit": "s", "origin": "#t0"})
    xml.add_element(timeline, "when", attributes={f"{xml.XML}id": "t0"})
    spans = [(turn.start, turn.end) for turn in transcript.turns]
    spans += [(event.start, event.end) for event in transcript.events]
    ends = {round(end, 3) for span in spans for end in span}
    names = {}
    for number, end in enumerate(sorted(ends), start=1):
        attributes = {f"{xml.XML}id": f"t{number}", "interval": f"{end:.3f}", "since": "#t0"}
        xml.add_element(timeline, "when", attributes=attributes)
        names[end] = f"#t{number}"
    return names


def _add_incidents(body: Element, events: Sequence[SoundEvent], time_ids: dict[float, str]) -> None:
    for event in events:
        times = _time_references(event.start, event.end, time_ids)
        incident = xml.add_element(body, "incident", attributes=times)
        xml.add_element(incident, "desc", event.text)


def _add_utterance(body: Element, turn: Turn, time_ids: dict[float, str]) -> Element:
    attributes = {
        f"{xml.XML}id": turn.id,
        "who": f"#{turn.speaker}",
        **_time_references(turn.start, turn.end, time_ids),
    }
    return xml.add_element(body, "u", attributes=attributes)


def _time_references(start: float, end: float, time_ids: dict[float, str]) -> dict[str, str]:
    if not time_ids:
        return {}
    return {"start": time_ids[round(start, 3)], "end": time_ids[round(end, 3)]}


def _add_words(
    element: Element, turn: Turn, word_range: WordRange, repairs: Sequence[Correction]
) -> None:
    """Write the words of a turn with their corrections."""
    last: Element | None = None
    for piece in chain.from_iterable(marks.marked_pieces(turn, word_range, repairs, ())):
        text = " ".join(bit.text for bit in piece.bits)
        if piece.corrections:
            last = _add_repair(element, piece, text)
            last.tail = " "
        elif last is None:
            element.text = f"{element.text or ''}{xml.replace_forbidden(text)} "
        else:
            last.tail = f"{last.tail}{xml.replace_forbidden(text)} "
    if last is None:
        element.text = (element.text or "").rstrip()
    else:
        last.tail = (last.tail or "").rstrip()


def _add_repair(element: Element, piece: marks.MarkedPiece, text: str) -> Element:
    """Write both wordings of a correction, or a note if it changes no words."""
    score = f"{min(c.score for c in piece.corrections):.2f}"
    moved = any(c.after for c in piece.corrections)
    if not text and moved:
        said = "; ".join(provenance.describe_repair(c) for c in piece.corrections)
        return xml.add_element(element, "note", said, {"type": "repair", "resp": "#tapelog"})
    choice = xml.add_element(element, "choice")
    xml.add_element(choice, "sic", piece.was)
    xml.add_element(choice, "corr", text, {"resp": "#tapelog", "cert": score})
    return choice
