"""The language that a recognizer detected in a recording, with its probability."""

from __future__ import annotations

from dataclasses import dataclass

from transcripts.errors import UserError

SURE, AGREEING = 0.7, 0.6
"""Least mean probability of a language, and least share of the windows in which it is the
likeliest. Judged: read German, Spanish and French sentences have more than 0.9 in each."""


@dataclass(frozen=True, slots=True)
class DetectedLanguage:
    """The mean probability of each language over `windows` of speech, the likeliest first.

    `agreement` is the share of the windows in which the first is the likeliest, `name` what it is
    called in English.
    """

    probabilities: tuple[tuple[str, float], ...]
    agreement: float
    windows: int
    name: str = ""

    @property
    def code(self) -> str:
        """The likeliest language."""
        return self.probabilities[0][0]

    @property
    def probability(self) -> float:
        """The probability of the likeliest language, 0 to 1."""
        return self.probabilities[0][1]

    def code_if_sure(self) -> str:
        """The code of the language; raises UserError with the likeliest if uncertain."""
        if self.probability >= SURE and self.agreement >= AGREEING:
            return self.code
        likeliest = ", ".join(f"{code} {share:.0%}" for code, share in self.probabilities[:3])
        raise UserError(
            f"the language spoken is not clear (likeliest: {likeliest}): "
            f"name it, for example with --language {self.code}"
        )
