"""The audio of a recording, with range requests, and its waveform."""
