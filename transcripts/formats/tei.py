"""TEI (chapter 8, transcriptions of speech): utterances on a timeline, with corrections."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from xml.etree.ElementTree import Element, indent

from transcripts.formats import provenance, xml
from transcripts.formats.options import DEFAULT, RenderOptions
from transcripts.formats.page import marks
from transcripts.ranges import WordRange
from transcripts.transcript import Correction, Transcript, Turn

_NAMESPACE = "http://www.tei-c.org/ns/1.0"


def render(transcript: Transcript, options: RenderOptions = DEFAULT) -> str:
    """Write a transcript as TEI; a correction is a `choice` of the old and the corrected text.

    The words of an utterance are those outside `sic` and `note`.
    """
    named = options.people(transcript)
    root = Element("TEI", {"xmlns": _NAMESPACE})
    _header(root, named)
    body = xml.add(xml.add(root, "text"), "body")
    moments = _timeline(body, named)
    spoken = [(_utterance(body, turn, moments), turn) for turn in named.turns]
    indent(root)  # before adding words: from here on white space is part of the text
    repairs: dict[str, list[Correction]] = {turn.id: [] for turn in named.turns}
    for correction in provenance.repairs(named):
        repairs.setdefault(correction.turn, []).append(correction)
    for element, turn in spoken:
        _fill(element, turn, transcript.word_ranges[turn.id], repairs[turn.id])
    return xml.written(root)


def _header(root: Element, transcript: Transcript) -> None:
    header = xml.add(root, "teiHeader")
    file = xml.add(header, "fileDesc")
    titles = xml.add(file, "titleStmt")
    xml.add(titles, "title", provenance.title(transcript.recording))
    resp = xml.add(titles, "respStmt")
    xml.add(resp, "resp", "transcribed by")
    xml.add(resp, "name", "tapelog", {f"{xml.XML}id": "tapelog"})
    publication = xml.add(file, "publicationStmt")
    xml.add(publication, "p", "Made for the archive that keeps the recording.")
    _source(xml.add(file, "sourceDesc"), transcript)
    _encoding(xml.add(header, "encodingDesc"), transcript)
    _profile(xml.add(header, "profileDesc"), transcript)
    revision = xml.add(header, "revisionDesc")
    made = transcript.provenance
    attributes = {"when": made.created, "who": "#tapelog"}
    xml.add(revision, "change", f"Made by tapelog {made.tapelog}.", attributes)


def _source(source: Element, transcript: Transcript) -> None:
    recording = transcript.recording
    attributes = {"type": "audio", "dur": f"PT{recording.duration:.3f}S"}
    outer = xml.add(xml.add(source, "recordingStmt"), "recording", attributes=attributes)
    if recording.date:
        xml.add(outer, "date", recording.date, {"when": recording.date.rstrip("~")})
    url = recording.file.replace(" ", "%20")
    xml.add(outer, "media", attributes={"mimeType": xml.media_type(recording.file), "url": url})
    if recording.programme:
        broadcast = xml.add(xml.add(outer, "broadcast"), "bibl")
        xml.add(broadcast, "title", recording.programme)


def _encoding(encoding: Element, transcript: Transcript) -> None:
    made = transcript.provenance
    attributes = {"ident": "tapelog", "version": made.tapelog, "when": made.created}
    application = xml.add(xml.add(encoding, "appInfo"), "application", attributes=attributes)
    xml.add(application, "label", "tapelog")
    rows = xml.add(application, "desc")
    rows.text = xml.clean(
        "; ".join(f"{k}: {text}" for k, text in provenance.statements(transcript))
    )


def _profile(profile: Element, transcript: Transcript) -> None:
    language = transcript.provenance.options.language or "en"
    usage = xml.add(profile, "langUsage")
    xml.add(usage, "language", language, {"ident": language})
    people = xml.add(xml.add(profile, "particDesc"), "listPerson")
    for speaker in transcript.speakers:
        role = {"role": "_".join(speaker.role.split())} if speaker.role else {}
        person = xml.add(people, "person", attributes={f"{xml.XML}id": speaker.id, **role})
        xml.add(person, "persName", speaker.label)
        if speaker.voices:
            xml.add(person, "note", " ".join(speaker.voices), {"type": "voices"})


def _timeline(body: Element, transcript: Transcript) -> dict[float, str]:
    """Write the times at which turns begin and end; return the id that refers to each time."""
    timeline = xml.add(body, "timeline", attributes={"unit": "s", "origin": "#t0"})
    xml.add(timeline, "when", attributes={f"{xml.XML}id": "t0"})
    ends = {round(end, 3) for turn in transcript.turns for end in (turn.start, turn.end)}
    names = {}
    for number, end in enumerate(sorted(ends), start=1):
        attributes = {f"{xml.XML}id": f"t{number}", "interval": f"{end:.3f}", "since": "#t0"}
        xml.add(timeline, "when", attributes=attributes)
        names[end] = f"#t{number}"
    return names


def _utterance(body: Element, turn: Turn, moments: dict[float, str]) -> Element:
    attributes = {
        f"{xml.XML}id": turn.id,
        "who": f"#{turn.speaker}",
        "start": moments[round(turn.start, 3)],
        "end": moments[round(turn.end, 3)],
    }
    return xml.add(body, "u", attributes=attributes)


def _fill(element: Element, turn: Turn, own: WordRange, repairs: Sequence[Correction]) -> None:
    """Write the words of a turn with their corrections."""
    last: Element | None = None
    for piece in chain.from_iterable(marks.pieces(turn, own, repairs, ())):
        text = " ".join(bit.text for bit in piece.bits)
        if piece.repairs:
            last = _repair(element, piece, text)
            last.tail = " "
        elif last is None:
            element.text = f"{element.text or ''}{xml.clean(text)} "
        else:
            last.tail = f"{last.tail}{xml.clean(text)} "
    if last is None:
        element.text = (element.text or "").rstrip()
    else:
        last.tail = (last.tail or "").rstrip()


def _repair(element: Element, piece: marks.MarkedPiece, text: str) -> Element:
    """Write a correction: both wordings, or a note if it has no words of its own."""
    score = f"{min(c.score for c in piece.repairs):.2f}"
    moved = any(c.after for c in piece.repairs)
    if not text and moved:
        said = "; ".join(provenance.repaired(c) for c in piece.repairs)
        return xml.add(element, "note", said, {"type": "repair", "resp": "#tapelog"})
    choice = xml.add(element, "choice")
    xml.add(choice, "sic", piece.was)
    xml.add(choice, "corr", text, {"resp": "#tapelog", "cert": score})
    return choice
