"""The API route that recognizes a passage again, with another model, language or hint."""

from __future__ import annotations

from fastapi import APIRouter, Request

from archive.catalogue.current import Snapshot, load_snapshot, recording_row
from archive.storage.originals import find_original_sound
from audio.checkpoints.models import available_whisper_models
from audio.recognizers.recognizer import DEFAULT
from editor.app_state import AppState
from editor.listening import PassageRequest
from editor.responses import error_descriptions
from editor.schemas import HeardWording, ListenRequest, RecordingId
from editor.word_times import model_of
from transcripts.errors import UserError

router = APIRouter(prefix="/api/recordings/{recording}")


@router.post("/listen", responses=error_descriptions(403, 413, 415))
def listen(request: Request, recording: RecordingId, wanted: ListenRequest) -> HeardWording:
    """Return the words of a passage as recognized anew; `ready` is false until they are.

    The first request starts the recognition; repeat it until `ready` is true.
    """
    state: AppState = request.app.state.editor
    now = load_snapshot(state.catalogue, recording)
    if state.listener is None:
        raise UserError("this editor was started with --no-models: start it without")
    with state.catalogue.reading() as connection:
        folder = state.catalogue.folder(recording_row(connection, recording).folder)
    sound = find_original_sound(state.catalogue.archive, recording, folder)
    if sound is None:
        raise UserError("the archive does not have the sound of this recording")
    recognizer, model = _choose_model(now, wanted.model)
    heard = state.listener.hear(
        PassageRequest(
            sound,
            wanted.start,
            wanted.end,
            recognizer,
            model,
            wanted.language or model_of(now)["language"],
            _collect_vocabulary(now, wanted.hint),
        )
    )
    ready = heard.words is not None or heard.error is not None
    return HeardWording(ready=ready, error=heard.error, words=heard.words or ())


def listening_models(now: Snapshot) -> tuple[str, ...]:
    """List the models for recognizing a passage; the first is that of the recording.

    All other models are those of tapelog, and those that openai-whisper has already downloaded.
    """
    own = model_of(now)
    others = available_whisper_models()
    is_whisper = own["recognizer"] == DEFAULT
    return (own["model"], *(m for m in others if not is_whisper or m != own["model"]))


def _choose_model(now: Snapshot, model: str | None) -> tuple[str, str]:
    """Return the recognizer and the model of a request; only listed models are loaded."""
    own = model_of(now)
    if model is None or model == own["model"]:
        return own["recognizer"], own["model"]
    names = listening_models(now)
    if model not in names:
        raise UserError(f"there is no model {model!r}: choose one of {', '.join(names)}")
    return DEFAULT, model


def _collect_vocabulary(now: Snapshot, hint: str | None) -> tuple[str, ...]:
    """Return the words of the hint, then the names of the people in the recording."""
    hinted = (part.strip() for part in (hint or "").split(","))
    names = (speaker.name for speaker in now.transcript.speakers)
    return tuple(dict.fromkeys(filter(None, (*hinted, *names))))
