"""Name voices by the microphones of a joined recording.

This is not part of `flows.joining`, because importing the libraries for joining takes a second.
"""

from __future__ import annotations

from audio.sound.recording import Source, load_sound
from transcripts.transcript import Diarization


def find_microphone_owners(source: Source, voices: Diarization) -> dict[str, str]:
    """Return the owner of the microphone of each voice, as named in `tapelog join`."""
    owners = {part.microphone: part.person for part in source.parts if part.person}
    if not any(number is not None for number in owners):
        return {}
    from audio.diarization.channels import find_voice_channels

    sound = load_sound(source.path, source.soundtrack)
    if not sound.has_microphones:
        return {}
    channels = find_voice_channels(sound, voices)
    return {voice: owner for voice, n in channels.items() if (owner := owners.get(n))}
