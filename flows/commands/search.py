"""`tapelog search`: find what was said, by whom and when."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from flows.commands.shared import ARCHIVE, open_existing

if TYPE_CHECKING:
    from archive.search.search import Answer, Hit


@click.command()
@click.argument("text", default="")
@click.option("--speaker", metavar="NAME", help="Only words of this person.")
@click.option("--role", metavar="ROLE", help="Only words of people in this role: host, author ...")
@click.option("--programme", metavar="P", help="Only recordings of this programme.")
@click.option(
    "--from",
    "--since",
    "since",
    metavar="D",
    help="Only recordings broadcast on D or later: 2010-09-15, 2010.",
)
@click.option(
    "--to", "--until", "until", metavar="D", help="Only recordings broadcast on D or earlier."
)
@click.option(
    "--limit",
    "most",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    metavar="N",
    help="How many hits to print.",
)
@click.option("--after", metavar="PLACE", help="Continue an earlier search.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
@ARCHIVE
def search(archive: Path | None, as_json: bool, **filters: Any) -> None:
    """Find TEXT in all transcripts of the archive.

    TEXT may contain words, "phrases in quotes" and prefixes (light*). Case, accents and apostrophes
    are ignored. Without TEXT, --speaker finds everything that a person says.
    """
    from archive.search.search import Query
    from archive.search.search import search as find

    with open_existing(archive) as catalogue:
        answer = _make_pages_absolute(find(catalogue, Query(**filters)), catalogue.archive)
    if as_json:
        page = asdict(answer)
        page["following"] = page.pop("next_position")  # the key that programs know
        click.echo(json.dumps(page, ensure_ascii=False, indent=1))
        return
    for spelling in answer.spellings:
        note = f"no results for “{spelling.asked}”; showing “{spelling.searched}”"
        click.echo(note, err=True)
    for hit in answer.hits:
        click.echo("\n".join(_format_hit(hit)))
    if not answer.hits:
        click.echo("no matches", err=True)
    if answer.next_position:
        click.echo(f"more: --after {answer.next_position}", err=True)


def _make_pages_absolute(answer: Answer, archive: Path) -> Answer:
    """Return the hits with absolute page addresses, which a browser can open from anywhere."""
    base = f"{archive.as_uri()}/"
    hits = (replace(hit, page=hit.page and _make_absolute(base, hit.page)) for hit in answer.hits)
    return replace(answer, hits=tuple(hits))


def _make_absolute(base_url: str, page: str) -> str:
    """Return the absolute address of a page; `urljoin` does not support s3 URLs."""
    return page if urlsplit(page).scheme else f"{base_url}{page}"


def _format_hit(hit: Hit) -> Iterator[str]:
    from transcripts.formats.clock import clock

    who = f"{hit.speaker}, {hit.role}" if hit.name and hit.role else hit.speaker
    at = None if hit.moment is None else clock(hit.moment)
    about = [hit.title or hit.file, hit.programme, hit.date, at]
    yield f"{click.style(who, bold=True)} · {' · '.join(part for part in about if part)}"
    yield f"    {_underline_matches(hit)}"
    if hit.page:
        yield f"    {hit.page}"


def _underline_matches(hit: Hit) -> str:
    """Return the quote; on a terminal, the matching words are underlined."""
    done, at = [], 0
    for start, end in hit.marks:
        done += [hit.quote[at:start], click.style(hit.quote[start:end], bold=True, underline=True)]
        at = end
    return "".join((*done, hit.quote[at:]))
