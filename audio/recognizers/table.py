"""List the recognizers; to add one, see docs/adding-a-recognizer.md."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from audio.recognizers.recognizer import DEFAULT, Recognizer, RecognizerOptions
from transcripts.errors import UserError
from transcripts.extras import install_command

GROUP = "tapelog.recognizers"
"""The entry point group by which other packages add recognizers."""

RECOGNIZERS = {
    "whisper": "audio.recognizers.whisper.recognizer:WhisperRecognizer",
    "faster-whisper": "audio.recognizers.faster_whisper.recognizer:FasterWhisperRecognizer",
}
"""The class of each recognizer as `module:class`; the module is imported when it is chosen."""


def recognizers() -> Mapping[str, EntryPoint]:
    """List the recognizers by name: first those listed here, then those of installed packages."""
    own = {name: EntryPoint(name, value, GROUP) for name, value in RECOGNIZERS.items()}
    return {entry.name: entry for entry in entry_points(group=GROUP)} | own


def recognizer_options(
    name: str = DEFAULT, model: str = "base", language: str = "en"
) -> RecognizerOptions:
    """Complete the options of a recognizer; raises UserError if no recognizer has this name."""
    return RecognizerOptions(model, language, name, _load_recognizer_class(name).version)


def create_recognizer(options: RecognizerOptions) -> Recognizer:
    """Create the recognizer that the options name, without loading its models."""
    return _load_recognizer_class(options.recognizer)(options)


@cache
def _load_recognizer_class(name: str) -> type[Recognizer]:
    found = recognizers()
    if name not in found:
        raise UserError(f"there is no recognizer {name!r}: choose one of {', '.join(found)}")
    try:
        loaded: type[Recognizer] = found[name].load()
    except ImportError as error:
        raise UserError(
            f"the recognizer {name} cannot be imported ({error}): install it, for example with "
            + install_command(name)
        ) from error
    return loaded
