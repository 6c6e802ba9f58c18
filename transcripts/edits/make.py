"""Make one edit in a draft: whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from transcripts.edits.draft import Draft, Refused, spread
from transcripts.edits.edit import (
    AddSpeaker,
    Decide,
    Edit,
    Give,
    GiveVoice,
    Join,
    Mark,
    MergeVoices,
    Move,
    Name,
    Release,
    Reword,
    Rewrite,
    Role,
    Run,
    Split,
    SplitVoice,
)
from transcripts.edits.places import reworded
from transcripts.realignment.questions import core, trail
from transcripts.text.normalize import plain
from transcripts.transcript import Correction, Reason, Span, Speaker, Status, Word

_WEIGHT = 1.0
"""What an editor's word counts for, where the machine's evidence counts for less."""


def make(draft: Draft, edit: Edit) -> None:
    """Make an edit in a draft; Refused, with the draft as it was, where it cannot be made."""
    match edit.change:
        case Give(words, speaker):
            draft.check_speaker(speaker)
            _give(draft, edit, words, speaker)
        case Release(words):
            _release(draft, words)
        case Mark(words, passage):
            _mark(draft, edit, words, passage)
        case Split(at):
            draft.check_word(at)
            draft.cuts.add(at)
        case Join(words):
            _join(draft, words)
        case Move(at, to):
            _move(draft, at, to)
        case Rewrite(word, text):
            _rewrite(draft, edit, word, text)
        case Reword(words):
            _reword(draft, edit, words)
        case Decide(corrections, accept):
            _decide(draft, edit, corrections, accept)
        case _:
            _make_of_people(draft, edit)


def _make_of_people(draft: Draft, edit: Edit) -> None:
    """Make an edit that is about voices and the people whom they belong to."""
    match edit.change:
        case GiveVoice(voice, speaker):
            draft.check_voice(voice)
            draft.check_speaker(speaker)
            draft.owner[voice] = speaker
            _note(draft, speaker, edit, f"{voice} given")
        case AddSpeaker(name, role):
            made = Speaker(f"S{edit.id}", (), _clean(name), _cleaned(role), confidence=1.0)
            draft.speakers[made.id] = made
            draft.added.add(made.id)
            _note(draft, made.id, edit, "added")
        case Name(speaker, name):
            _name(draft, edit, speaker, _cleaned(name))
        case Role(speaker, role):
            draft.check_speaker(speaker)
            draft.speakers[speaker] = replace(draft.speakers[speaker], role=_cleaned(role))
            _note(draft, speaker, edit, f"role {_cleaned(role) or 'taken away'}")
        case MergeVoices(voice, into):
            _merge(draft, edit, voice, into)
        case SplitVoice(words):
            _split_voice(draft, edit, words)


def _give(draft: Draft, edit: Edit, words: Sequence[Run], speaker: str) -> None:
    for n in draft.numbers(words):
        draft.given[n] = speaker
        draft.givers[n] = edit.author
    draft.cut(words)


def _release(draft: Draft, words: Sequence[Run]) -> None:
    for n in draft.numbers(words):
        draft.given[n] = draft.ground.born[n]
        draft.givers.pop(n, None)
    draft.cut(words)


def _mark(draft: Draft, edit: Edit, words: Sequence[Run], passage: str) -> None:
    numbers = draft.numbers(words)
    if passage != "not speech":
        _give(draft, edit, words, f"S{passage}")
        return
    for run in words:
        draft.recast(run, None)
    draft.silent.update(numbers)


def _join(draft: Draft, words: Run) -> None:
    numbers = draft.numbers((words,))
    if any(draft.words[n].start < draft.words[n - 1].start for n in numbers[1:]):
        raise Refused("the turns are spoken at the same time, so that one cannot follow the other")
    draft.cuts.difference_update(numbers)
    draft.cut([words])
    _follow(draft, numbers, words[0])


def _move(draft: Draft, at: int, to: int) -> None:
    draft.check_word(at)
    draft.check_word(to)
    if at == 0 or at == to:
        raise Refused("there is no boundary to move")
    if at not in draft.cuts:
        raise Refused(f"no turn begins at word {at}")
    moved = range(to, at) if to < at else range(at, to)
    if any(n in draft.cuts for n in moved if n not in (at, to)):
        raise Refused("another turn begins between the two places")
    _follow(draft, moved, at if to < at else at - 1)
    draft.cuts.discard(at)
    draft.cuts.add(to)


def _follow(draft: Draft, numbers: Iterable[int], leader: int) -> None:
    """Give words to whoever says another word, with that word's voice."""
    for n in numbers:
        draft.voice[n], draft.given[n] = draft.voice[leader], draft.given[leader]
        draft.givers.pop(n, None)


def _rewrite(draft: Draft, edit: Edit, word: int, text: str) -> None:
    draft.check_word(word)
    if _reads(draft, word, text):
        raise Refused(f"the word reads {text!r} already")
    _put(draft, edit, word, text)


def _reword(draft: Draft, edit: Edit, words: Sequence[tuple[int, str]]) -> None:
    if len({word for word, _ in words}) < len(words):
        raise Refused("it names a word twice")
    for word, _ in words:
        draft.check_word(word)
    new = [(word, text) for word, text in words if not _reads(draft, word, text)]
    if not new:
        raise Refused("the words read so already")
    for word, text in new:
        _put(draft, edit, word, text)


def _reads(draft: Draft, word: int, text: str) -> bool:
    return text.split() == [w.text for w in draft.reading(word)]


def _put(draft: Draft, edit: Edit, word: int, text: str) -> None:
    """Put a text in the place of a word, in the time that it has."""
    machine = draft.words[word]
    draft.written[word] = spread(text.split(), machine.span, machine)
    draft.by_hand[word] = edit.author


def _decide(draft: Draft, edit: Edit, names: Sequence[str], accept: bool) -> None:
    if not names:
        raise Refused("it names no correction")
    known = draft.ground.corrections
    status: Status = "applied" if accept else "rejected"
    former = dict(draft.written), dict(draft.behind), dict(draft.decided)
    sets = set(draft.mended), set(draft.cuts)
    try:
        for name in names:
            if name in known and known[name].kind == "turn-break":
                _break(draft, known[name], accept)
            else:
                wording = _wording(draft, known, name, accept)
                if wording is not None:
                    _write(draft, name, wording)
            draft.decided[name] = status, edit.author
    except Refused:
        draft.written, draft.behind, draft.decided = former
        draft.mended, draft.cuts = sets
        raise


def _break(draft: Draft, correction: Correction, accept: bool) -> None:
    """Let a turn begin at the place of a correction, or not: the machine did as its status says."""
    status, _ = draft.decided.get(correction.id, (correction.status, ""))
    if (status == "applied") == accept:
        return
    place = draft.places.get(correction.id)
    if place is None or correction.start != correction.end:
        raise Refused(f"{correction.id} moved where a turn begins: move it instead")
    at = place.after + 1
    machine = at in {first for first, last in draft.runs if first < last}
    wanted = machine if accept == (correction.status == "applied") else not machine
    if not 0 < at < len(draft.words) or wanted == (at in draft.cuts):
        return
    if wanted:
        draft.cuts.add(at)
        return
    if draft.speaker_of(at) != draft.speaker_of(at - 1) or draft.voice[at] != draft.voice[at - 1]:
        raise Refused(f"two voices speak around {correction.id}: join the turns instead")
    draft.cuts.discard(at)


def _wording(
    draft: Draft, known: Mapping[str, Correction], name: str, accept: bool
) -> tuple[str, ...] | None:
    """Give the words that a decision puts into the text, None where it has them already."""
    if name not in known:
        raise Refused(f"there is no correction {name}")
    correction = known[name]
    status, _ = draft.decided.get(name, (correction.status, ""))
    if (status == "applied") == accept:
        return None
    if correction.kind in ("order", "turn-break"):
        raise Refused(f"{name} is about a whole passage: join, split, move or rewrite it instead")
    place = draft.places.get(name)
    if place is None or any(n in draft.silent for n in place.around):
        raise Refused(f"the words of {name} are not in the text")
    if any(n in draft.by_hand for n in place.words):
        raise Refused(f"the words of {name} were rewritten by hand")
    now, then = (
        (correction.before, correction.after) if accept else (correction.after, correction.before)
    )
    texts = [w.text for w in _stands(draft, name)]
    if plain(" ".join(texts)) != plain(now):
        raise Refused(f"the words of {name} read {' '.join(texts)!r} by now")
    return reworded(texts, now, then) if texts else tuple(then.split())


def _stands(draft: Draft, name: str) -> tuple[Word, ...]:
    """Give the words that stand in the text where a correction is."""
    place = draft.places[name]
    if not place.words:
        return draft.behind.get(place.after, ())
    return tuple(word for n in place.words for word in draft.reading(n))


def _write(draft: Draft, name: str, texts: tuple[str, ...]) -> None:
    """Put words where a correction is, in the time that it has."""
    numbers, after = draft.places[name].words, draft.places[name].after
    if not numbers:
        draft.behind[after] = spread(texts, _gap(draft, after), draft.words[max(0, after)])
        return
    _mend(draft, numbers[0], numbers[-1], gone=not texts)
    said = [draft.words[n] for n in numbers]
    if len(texts) == len(said):
        for n, word, text in zip(numbers, said, texts, strict=True):
            draft.written[n] = spread((text,), word.span, word)
        return
    span = Span(said[0].start, max(word.end for word in said))
    draft.written |= dict.fromkeys(numbers, ())
    draft.written[numbers[0]] = spread(texts, span, said[0])


def _mend(draft: Draft, first: int, last: int, *, gone: bool) -> None:
    """Let the neighbours of words that go take over their capital and their full stop.

    When the words come back the neighbours are as they were.
    """
    before = None if first in draft.cuts else first - 1
    after = None if last + 1 in draft.cuts or last + 1 == len(draft.words) else last + 1
    for n in (before, after):
        if n in draft.mended and n not in draft.by_hand:
            draft.mended.discard(n)
            del draft.written[n]
    if not gone:
        return
    begins = before is None or _ends(draft, before)
    if after is not None and begins and core(draft.words[first].text)[:1].isupper():
        _reletter(draft, after, lambda text: text[:1].upper() + text[1:])
    closing = trail(draft.words[last].text)
    if before is not None and set(closing) & set(".?!") and not _ends(draft, before):
        _reletter(draft, before, lambda text: text.rstrip(",;:") + closing)


def _ends(draft: Draft, word: int) -> bool:
    """Whether a sentence ends with a word."""
    return any(set(trail(w.text)) & set(".?!") for w in draft.reading(word)[-1:])


def _reletter(draft: Draft, word: int, change: Callable[[str], str]) -> None:
    """Change how a word is written, unless a decision put it there or it is written so already."""
    if word in draft.written or word in draft.silent:
        return
    machine = draft.words[word]
    if change(machine.text) != machine.text:
        draft.written[word] = (replace(machine, text=change(machine.text)),)
        draft.mended.add(word)


def _gap(draft: Draft, after: int) -> Span:
    """Give the time between a word and the next of its turn; none where they touch."""
    start = draft.words[after].end if after >= 0 else 0.0
    inside = after + 1 < len(draft.words) and after + 1 not in draft.cuts
    return Span(start, max(start, draft.words[after + 1].start) if inside else start)


def _name(draft: Draft, edit: Edit, speaker: str, name: str | None) -> None:
    draft.check_speaker(speaker)
    former = draft.speakers[speaker]
    kept = former.reasons if _alike(former.name, name) else ()
    draft.speakers[speaker] = replace(
        former, name=name, confidence=1.0 if name else 0.0, reasons=kept
    )
    _note(draft, speaker, edit, f"named {name}" if name else "name taken away")


def _alike(former: str | None, name: str | None) -> bool:
    """Whether what spoke for one name speaks for the other: they share a part."""
    return bool(set(plain(former or "").split()) & set(plain(name or "").split()))


def _note(draft: Draft, speaker: str, edit: Edit, what: str) -> None:
    """Note an editor's word, to stand among the reasons of a speaker."""
    reason = Reason("editor", edit.why or f"{what} by {edit.author}", None, _WEIGHT)
    draft.notes[speaker] = (*draft.notes.get(speaker, ()), (edit.at, edit.id, reason))


def _merge(draft: Draft, edit: Edit, voice: str, into: str) -> None:
    draft.check_voice(voice)
    draft.check_voice(into)
    if voice == into:
        raise Refused(f"{voice} is one voice already")
    draft.voice = [into if v == voice else v for v in draft.voice]
    draft.stretches = [replace(s, voice=into) if s.voice == voice else s for s in draft.stretches]
    del draft.owner[voice]
    _note(draft, draft.owner[into], edit, f"{voice} and {into} joined")


def _split_voice(draft: Draft, edit: Edit, words: Sequence[Run]) -> None:
    numbers = draft.numbers(words)
    voice, speaker = f"V{edit.id}", f"S{edit.id}"
    for run in words:
        draft.recast(run, voice)
    for n in numbers:
        draft.voice[n], draft.given[n] = voice, None
        draft.givers.pop(n, None)
    draft.cut(words)
    draft.owner[voice] = speaker
    draft.speakers[speaker] = Speaker(speaker, ())
    _note(draft, speaker, edit, "told apart")


def _clean(text: str) -> str:
    """Give a name with single spaces; refuse one without a letter."""
    cleaned = " ".join(text.split())
    if not any(c.isalnum() for c in cleaned):
        raise Refused(f"{text!r} is no name")
    return cleaned


def _cleaned(text: str | None) -> str | None:
    return None if text is None else _clean(text)
