"""Define the result of language detection: languages of a recording, with probabilities."""

from __future__ import annotations

from dataclasses import dataclass

from transcripts.errors import UserError

SURE, AGREEING = 0.7, 0.6
"""Least mean probability of the likeliest language, and least share of the windows in which it is
the likeliest. Not fitted: read German, Spanish and French sentences have more than 0.9 in both.
"""


@dataclass(frozen=True, slots=True)
class DetectedLanguage:
    """The mean probability of each language over all windows of speech, likeliest first.

    `windows` is the number of windows, `agreement` the share of them in which the first language is
    the likeliest, and `name` the English name of that language.
    """

    probabilities: tuple[tuple[str, float], ...]
    agreement: float
    windows: int
    name: str = ""

    @property
    def code(self) -> str:
        """Return the code of the likeliest language."""
        return self.probabilities[0][0]

    @property
    def probability(self) -> float:
        """Return the probability of the likeliest language, 0 to 1."""
        return self.probabilities[0][1]

    def code_if_sure(self) -> str:
        """Return the code of the language.

        If it is uncertain, raises UserError, which states the likeliest languages.
        """
        if self.probability >= SURE and self.agreement >= AGREEING:
            return self.code
        likeliest = ", ".join(f"{code} {share:.0%}" for code, share in self.probabilities[:3])
        raise UserError(
            f"the language spoken is not clear (likeliest: {likeliest}): "
            f"choose the language, for example with --language {self.code}"
        )
