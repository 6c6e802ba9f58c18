"""Name voices by the microphones of a joined recording.

Apart from `flows.joining`, whose libraries take a second to import and are needed only to join.
"""

from __future__ import annotations

from audio.sound.recording import Source, load_sound
from transcripts.transcript import Diarization


def owners_of_voices(source: Source, voices: Diarization) -> dict[str, str]:
    """Return the person into whose microphone each voice speaks, as named when it was joined."""
    owners = {part.microphone: part.person for part in source.parts if part.person}
    if not any(number is not None for number in owners):
        return {}
    from audio.diarization.channels import find_voice_channels

    sound = load_sound(source.path, source.soundtrack)
    if not sound.has_microphones:
        return {}
    channels = find_voice_channels(sound, voices)
    return {voice: owner for voice, n in channels.items() if (owner := owners.get(n))}
