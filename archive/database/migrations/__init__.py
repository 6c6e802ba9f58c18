"""Migrations from older catalogues to this version."""
