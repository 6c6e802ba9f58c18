"""Alembic's environment: it uses the connection of the migrating transaction."""

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
