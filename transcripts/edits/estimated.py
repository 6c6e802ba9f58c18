"""Find the words whose times are estimates and may be measured."""

from __future__ import annotations

from transcripts.edits.added_turns import is_added
from transcripts.edits.draft import Draft


def words_with_estimated_times(draft: Draft) -> list[int]:
    """List the typed words whose times have not been measured.

    These are the words of added turns, and words that were replaced by several words. Withheld
    words of added turns keep their estimated times, because the measured times might lie outside
    the withheld passage, and the words would be published.
    """
    rewritten = {
        n
        for n, words in draft.replaced.items()
        if len(words) > 1 and words == draft.estimate_times(n, [word.text for word in words])
    }
    return sorted(
        n
        for n in rewritten | draft.added.unmeasured
        if n not in draft.not_speech
        and draft.current_words(n)
        and not is_added_and_withheld(draft, n)
    )


def is_added_and_withheld(draft: Draft, word: int) -> bool:
    """Check whether a word of an added turn is in a passage that is withheld."""
    words = draft.current_words(word)
    return (
        is_added(word)
        and bool(words)
        and any(
            passage.start is not None
            and passage.end is not None
            and words[0].start < passage.end
            and passage.start < words[-1].end
            for passage in draft.withheld.values()
        )
    )
