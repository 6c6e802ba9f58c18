"""A person as context documents describe them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DescribedPerson:
    """A person named in a document: role, quote, and the probability that they speak.

    `further_roles` are further roles; `mention_count` is the number of mentions.
    """

    name: str
    role: str | None
    speaking_probability: float
    quote: str
    mention_count: int = 1
    further_roles: tuple[str, ...] = ()
