"""Cut excerpts out of a published recording: audio, captions, quote and citation."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from archive.publishing.clips import ClipOptions, write_clip
from archive.storage.files import check_writable
from archive.storage.published import read_transcript, require_audio
from audio.sound.recording import probe
from flows.request import read_text
from transcripts.errors import UserError
from transcripts.excerpt import Excerpt, cut_excerpt, parse_span
from transcripts.transcript import Span, Transcript


@dataclass(frozen=True, slots=True)
class ExcerptRequest:
    """The parts of a recording to cut, and the options for cutting.

    `recording` is the original file; if it is None, the published audio is cut. `pad` is the time
    kept before the first and after the last word, in seconds.
    """

    published: Path
    spans: tuple[Span, ...]
    out: Path
    recording: Path | None = None
    pad: float = 0.15
    options: ClipOptions = field(default_factory=ClipOptions)


def read_spans(path: Path) -> tuple[Span, ...]:
    """Read a list of parts, one on each line.

    Text after the times or after # is ignored. Raises UserError if a line has no times.
    """
    spans = []
    for number, line in enumerate(read_text(path, "list").splitlines(), start=1):
        times = line.split("#")[0].split(maxsplit=1)
        if not times:
            continue
        try:
            spans.append(parse_span(times[0]))
        except UserError as error:
            raise UserError(f"list {path}, line {number}: {error}") from None
    return tuple(spans)


def make_excerpts(request: ExcerptRequest) -> tuple[tuple[Excerpt, tuple[Path, ...]], ...]:
    """Write the files of each excerpt; all parts are checked before the first file is written.

    Raises UserError if a part has no words, or if the audio is missing or belongs to another
    recording.
    """
    transcript = read_transcript(request.published)
    sound = _find_sound(request, transcript)
    excerpts = [cut_excerpt(transcript, span, request.pad) for span in request.spans]
    check_writable(request.out)
    request.out.mkdir(parents=True, exist_ok=True)
    return tuple((made, write_clip(made, sound, request.out, request.options)) for made in excerpts)


def _find_sound(request: ExcerptRequest, transcript: Transcript) -> Path:
    if not transcript.recording.has_sound:
        raise UserError(f"{transcript.recording.file} has no recording to cut a clip from")
    if request.recording is not None and transcript.withheld:
        raise UserError(
            f"parts of {transcript.recording.file} are withheld: leave out --recording, so that "
            "the clip is cut from the published sound"
        )
    if request.recording is None:
        folder = request.published
        return require_audio(
            folder if folder.is_dir() else folder.parent, transcript.recording.file
        )
    if probe(request.recording).sha256 != transcript.recording.sha256:
        raise UserError(
            f"{request.recording} is not the file that was transcribed "
            f"({transcript.recording.file}): use that file, or leave out --recording"
        )
    return request.recording
