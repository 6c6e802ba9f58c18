"""How a catalogue of an older tapelog becomes one of this."""
