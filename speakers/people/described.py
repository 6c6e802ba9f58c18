"""Define a person whom context documents describe."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DescribedPerson:
    """A person named in a document: the role, a quote, and the probability that the person speaks.

    `further_roles` are roles besides `role`; `mention_count` is the number of mentions.
    """

    name: str
    role: str | None
    speaking_probability: float
    quote: str
    mention_count: int = 1
    further_roles: tuple[str, ...] = ()
