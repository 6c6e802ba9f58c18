"""Alembic's environment, which uses the connection of the transaction that migrates."""

from __future__ import annotations

from alembic import context

from archive.database.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
