"""A person as context documents describe them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DescribedPerson:
    """A person named in a document: role, quote, and the probability that they speak.

    `also` are further roles; `count` is the number of mentions.
    """

    name: str
    role: str | None
    speaking_probability: float
    quote: str
    count: int = 1
    also: tuple[str, ...] = ()
