"""The language that a recognizer detected in a recording, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

from transcripts.errors import UserError

SURE, AGREEING = 0.7, 0.6
"""A language is taken from this mean probability on, if it is the likeliest in as large a share of
the windows. Judged: read sentences of German, Spanish and French have more than 0.9 in each."""


@dataclass(frozen=True, slots=True)
class DetectedLanguage:
    """The mean probability of each language over `windows` of speech, the likeliest first.

    `agreeing` is the share of the windows in which the first is the likeliest, `name` what it is
    called in English.
    """

    probabilities: tuple[tuple[str, float], ...]
    agreeing: float
    windows: int
    name: str = ""

    @property
    def code(self) -> str:
        """The likeliest language."""
        return self.probabilities[0][0]

    @property
    def probability(self) -> float:
        """How likely it is, 0 to 1."""
        return self.probabilities[0][1]

    def sure(self) -> str:
        """The code of the language; raises UserError that names the likeliest if it is unsure."""
        if self.probability >= SURE and self.agreeing >= AGREEING:
            return self.code
        likeliest = ", ".join(f"{code} {share:.0%}" for code, share in self.probabilities[:3])
        raise UserError(
            f"the language spoken is not clear (likeliest: {likeliest}): "
            f"say which it is, for example with --language {self.code}"
        )
