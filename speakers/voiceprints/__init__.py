"""Voices that the archive knows: which of them a voice may be, and which turns may teach one."""
