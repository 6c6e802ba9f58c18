"""Lay the old text over the heard words."""
