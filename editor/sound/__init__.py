"""The sound of a recording, by range, and its waveform."""
