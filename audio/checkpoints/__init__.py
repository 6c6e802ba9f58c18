"""Pinned models: fetched by hash, kept, converted."""
