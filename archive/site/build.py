"""Build or update a site of everything that an archive has published."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from itertools import count
from pathlib import Path
from sys import intern

from archive.database.connection import Catalogue
from archive.site import addresses, feed, lists, oai, person, recording, state, templates, words
from archive.site.entries import Entry, sort_newest_first, sort_oldest_first
from archive.site.folder import SiteFolder, build_lock, sync_to_disk
from archive.site.options import SiteOptions
from archive.site.publications import Publication, list_publications, load_published_document
from archive.site.recording import RecordingTask, WrittenRecording
from archive.site.state import SiteRecording, SiteState
from archive.storage.files import check_reachable, check_writable

Progress = Callable[[int, int], None]
"""A callback with the number of recordings done and the total."""

MIN_FOR_PROCESSES = 24
"""If this many recordings changed, it is worth starting several processes, which takes a second."""

_MOST_QUEUED = 32
"""The maximum number of recordings that wait for a process; all would not fit into memory."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The result of a build: the number of recordings, and how many were rewritten or removed."""

    recordings: int
    rewritten_recordings: int
    removed_recordings: int
    people: int


def build(
    catalogue: Catalogue,
    site_folder: Path,
    options: SiteOptions,
    progress: Progress = lambda done, of: None,
    min_for_processes: int = MIN_FOR_PROCESSES,
) -> BuildResult:
    """Build the site in the folder `site_folder`; only changed files are written.

    Raises UserError if the folder contains files but is not a tapelog site; then nothing is
    changed.
    """
    check_reachable(catalogue.archive)
    check_writable(site_folder)
    state.read_state(site_folder)
    site_folder.mkdir(parents=True, exist_ok=True)
    with build_lock(site_folder):
        return _build(catalogue, site_folder, options, progress, min_for_processes)


def _build(
    catalogue: Catalogue,
    site_folder: Path,
    options: SiteOptions,
    progress: Progress,
    min_for_processes: int,
) -> BuildResult:
    former = state.read_state(site_folder)
    design = f"{version('tapelog')} {templates.hash_design()} {options}"
    rebuild = not former.is_complete or former.design != design
    publications = list_publications(catalogue)
    unchanged = {} if rebuild else _find_up_to_date_recordings(site_folder, publications, former)
    changed = [one for one in publications if one.id not in unchanged]
    state.mark_incomplete(site_folder)

    folder = SiteFolder(site_folder, former.pages, rebuild=rebuild)
    tasks = (
        RecordingTask(one, load_published_document(catalogue, one), options, site_folder)
        for one in changed
    )
    written = dict(
        zip(
            (one.id for one in changed),
            _write_recordings(tasks, len(changed), progress, min_for_processes),
            strict=True,
        )
    )
    removed = _find_removed_recordings(former, publications)
    removed_tokens = {
        kept.number: recording.read_tokens(site_folder / addresses.recording_path(id_, ""))
        for id_, kept in removed.items()
    }
    recordings = _number_recordings(publications, unchanged, written, former)
    _write_shared_pages(folder, recordings, written, removed_tokens, options)
    folder.remove_other_files(
        {path for kept in recordings.values() for path in recording.list_paths(kept.entry)}
    )
    if folder.written or written:
        sync_to_disk()
    state.write_state(site_folder, SiteState(design, recordings, folder.pages))
    people = {name for kept in recordings.values() for name in kept.entry.names}
    return BuildResult(len(recordings), len(written), len(removed), len(people))


def _find_up_to_date_recordings(
    site_folder: Path, publications: Iterable[Publication], old_state: SiteState
) -> dict[str, SiteRecording]:
    """Return the recordings whose files in the site are up to date."""
    return {
        one.id: kept
        for one in publications
        if (kept := old_state.recordings.get(one.id))
        and kept.key == one.key
        and all((site_folder / path).is_file() for path in recording.list_paths(kept.entry))
    }


def _find_removed_recordings(
    old_state: SiteState, publications: Iterable[Publication]
) -> dict[str, SiteRecording]:
    there = {one.id for one in publications}
    return {name: kept for name, kept in old_state.recordings.items() if name not in there}


def _write_recordings(
    tasks: Iterable[RecordingTask], number: int, progress: Progress, min_for_processes: int
) -> Iterator[WrittenRecording]:
    """Write the files of recordings, in several processes if there are many."""
    if number < min_for_processes:
        results: Iterable[WrittenRecording] = map(recording.write_recording, tasks)
        yield from _report_progress(results, number, progress)
        return
    # Processes are spawned, because a forked one would inherit the database connections.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=fresh) as pool:
        yield from _report_progress(_run_tasks(pool, tasks), number, progress)


def _run_tasks(
    pool: ProcessPoolExecutor, tasks: Iterable[RecordingTask]
) -> Iterator[WrittenRecording]:
    """Yield results in order, and submit only a few tasks ahead of the consumer."""
    waiting: deque[Future[WrittenRecording]] = deque()
    for task in tasks:
        waiting.append(pool.submit(recording.write_recording, task))
        if len(waiting) >= _MOST_QUEUED:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _report_progress(
    results: Iterable[WrittenRecording], number: int, progress: Progress
) -> Iterator[WrittenRecording]:
    for done, one in enumerate(results, start=1):
        progress(done, number)
        # Intern the words, because a large archive would otherwise take gigabytes of memory.
        yield replace(one, tokens=frozenset(map(intern, one.tokens)))


def _number_recordings(
    publications: Iterable[Publication],
    unchanged_recordings: Mapping[str, SiteRecording],
    written_recordings: Mapping[str, WrittenRecording],
    old_state: SiteState,
) -> dict[str, SiteRecording]:
    """Return all recordings of the site; each keeps its former number or gets a free one."""
    publications = list(publications)
    numbers = {one.id: k.number for one in publications if (k := old_state.recordings.get(one.id))}
    taken = set(numbers.values())
    free = (number for number in count() if number not in taken)
    return {
        one.id: unchanged_recordings.get(one.id)
        or SiteRecording(
            one.revision,
            one.key,
            numbers[one.id] if one.id in numbers else next(free),
            written_recordings[one.id].entry,
        )
        for one in publications
    }


def _write_shared_pages(
    folder: SiteFolder,
    recordings_by_id: Mapping[str, SiteRecording],
    written_recordings: Mapping[str, WrittenRecording],
    removed_tokens: Mapping[int, frozenset[str]],
    options: SiteOptions,
) -> None:
    """Write every page that covers more than one recording."""
    for name in templates.ASSETS:
        path, text = templates.build_asset(name)
        folder.write_page(path, text, partial(str, text))
    entries = sort_newest_first(kept.entry for kept in recordings_by_id.values())
    lists.write_lists(folder, entries, options)
    _write_people_pages(folder, entries, recordings_by_id, options)
    nothing: frozenset[str] = frozenset()
    changed = {number: (tokens, nothing) for number, tokens in removed_tokens.items()}
    for name, one in written_recordings.items():
        # A reused number may have belonged to another recording in the previous build.
        number = recordings_by_id[name].number
        changed[number] = (
            changed.get(number, (nothing, nothing))[0] | one.former_tokens,
            one.tokens,
        )
    numbers = {kept.number: kept.entry for kept in recordings_by_id.values()}
    words.write_index(folder, numbers, changed)
    if options.url is not None:
        newest = [entry for entry in entries if entry.sound][: feed.ITEMS]
        folder.write_page(addresses.FEED, newest, partial(feed.render_feed, newest, options))
        pages = [path for path in folder.pages if path.endswith(".html")]
        pages += [addresses.recording_path(name) for name in recordings_by_id]
        for path, text in feed.render_sitemaps(pages, options).items():
            folder.write_page(path, text, partial(str, text))
        if options.email is not None:
            for name, text in oai.build_answers(entries, options):
                folder.write_page(f"{addresses.OAI}/{name}", text, partial(str, text))


def _write_people_pages(
    folder: SiteFolder,
    entries: list[Entry],
    recordings_by_id: Mapping[str, SiteRecording],
    options: SiteOptions,
) -> None:
    theirs: dict[str, list[Entry]] = {}
    for entry in sort_oldest_first(entries):
        for name in entry.names:
            theirs.setdefault(name, []).append(entry)
    keys = {name: kept.key for name, kept in recordings_by_id.items()}
    for one in lists.list_people(entries):
        person.write_person_pages(folder, one, theirs[one.name], keys, options)
