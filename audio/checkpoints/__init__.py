"""Pinned models: downloaded by hash, stored, converted."""
