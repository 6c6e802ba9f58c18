"""Define the options of a run, as recorded in transcript.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of a run; None if an option was not given or is missing in an older file.

    `recording`, `transcript`, `context`, `cast` and `pipeline` are file names without folders, and
    so is `model` if it is a file, because paths are useless to readers and reveal details of the
    machine. `revision` counts the runs and the edits that the transcript includes. `other` has the
    options that this version does not know, unchanged.
    """

    speakers: str | None = None
    soundtrack: int | None = None
    recognizer: str | None = None
    model: str | None = None
    pipeline: str | None = None
    language: str | None = None
    apply_from: float | None = None
    propose_from: float | None = None
    verbatim: bool | None = None
    formats: tuple[str, ...] | None = None
    recording: str | None = None
    transcript: str | None = None
    context: tuple[str, ...] | None = None
    cast: str | None = None
    title: str | None = None
    programme: str | None = None
    date: str | None = None
    revision: int | None = None
    other: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, values: Mapping[str, Any]) -> RunOptions:
        """Read the options of a file; unknown keys and values of a wrong type go to `other`."""
        known: dict[str, Any] = {}
        other: dict[str, Any] = {}
        for key, value in values.items():
            if key in _TYPES and isinstance(value, _TYPES[key]) and not _is_flag(key, value):
                known[key] = tuple(map(str, value)) if isinstance(value, list | tuple) else value
            else:
                other[key] = value
        return cls(**known, other=other)

    def as_json(self) -> dict[str, Any]:
        """Return the options to write: first those that were given, then the unknown ones."""
        values = {name: getattr(self, name) for name in _TYPES}
        given = {name: value for name, value in values.items() if value is not None}
        plain = {k: list(v) if isinstance(v, tuple) else v for k, v in given.items()}
        return {**plain, **self.other}

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        """Return a schema with which pydantic reads and writes the options as a plain object."""
        from pydantic_core import core_schema as core

        plain = core.dict_schema(core.str_schema(), core.any_schema())
        read = core.no_info_after_validator_function(cls.parse, plain)
        return core.json_or_python_schema(
            json_schema=read,
            python_schema=core.union_schema([core.is_instance_schema(cls), read]),
            serialization=core.plain_serializer_function_ser_schema(
                cls.as_json, return_schema=plain
            ),
        )


def _is_flag(key: str, value: object) -> bool:
    """Check whether a value is a bool where another type is expected: in Python, True is an int."""
    return isinstance(value, bool) and key != "verbatim"


_SPECIAL: dict[str, tuple[type, ...]] = {
    "apply_from": (float, int),
    "propose_from": (float, int),
    "verbatim": (bool,),
    "formats": (list, tuple),
    "context": (list, tuple),
    "revision": (int,),
    "soundtrack": (int,),
}
_TYPES: dict[str, tuple[type, ...]] = {
    each.name: _SPECIAL.get(each.name, (str,))
    for each in fields(RunOptions)
    if each.name != "other"
}
