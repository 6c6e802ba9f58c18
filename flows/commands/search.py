"""`tapelog search`: find what was said, by whom and when."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from flows.commands.kinds import ARCHIVE, opened

if TYPE_CHECKING:
    from archive.search.search import Answer, Hit


@click.command()
@click.argument("text", default="")
@click.option("--speaker", metavar="NAME", help="Only what this person says.")
@click.option("--role", metavar="ROLE", help="Only what people in this role say: host, author ...")
@click.option("--programme", metavar="P", help="Only in this programme.")
@click.option(
    "--from",
    "--since",
    "since",
    metavar="D",
    help="Only broadcast on this day or later: 2010-09-15, 2010.",
)
@click.option(
    "--to", "--until", "until", metavar="D", help="Only broadcast on this day or earlier."
)
@click.option(
    "--limit",
    "most",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    metavar="N",
    help="How many at once.",
)
@click.option("--after", metavar="PLACE", help="Go on where an earlier search ended.")
@click.option("--json", "as_json", is_flag=True, help="Print what was found for programs.")
@ARCHIVE
def search(archive: Path | None, as_json: bool, **wanted: Any) -> None:
    """Find TEXT in all transcripts of the archive.

    TEXT has words, "phrases in quotes" and prefixes (light*). Case, accents and apostrophes are
    ignored. Without TEXT, everything that a person says is found.
    """
    from archive.search.search import Query
    from archive.search.search import search as find

    with opened(archive) as catalogue:
        answer = _addressed(find(catalogue, Query(**wanted)), catalogue.archive)
    if as_json:
        click.echo(json.dumps(asdict(answer), ensure_ascii=False, indent=1))
        return
    for spelling in answer.spellings:
        note = f"“{spelling.asked}” is nowhere: searched for “{spelling.searched}”"
        click.echo(note, err=True)
    for hit in answer.hits:
        click.echo("\n".join(_lines(hit)))
    if not answer.hits:
        click.echo("nothing was found", err=True)
    if answer.following:
        click.echo(f"more: --after {answer.following}", err=True)


def _addressed(answer: Answer, archive: Path) -> Answer:
    """Return the hits with absolute addresses, which a browser opens from anywhere."""
    base = f"{archive.as_uri()}/"
    hits = (replace(hit, page=hit.page and _absolute(base, hit.page)) for hit in answer.hits)
    return replace(answer, hits=tuple(hits))


def _absolute(base: str, page: str) -> str:
    """Return the address of a page in a folder; `urljoin` knows no s3."""
    return page if urlsplit(page).scheme else f"{base}{page}"


def _lines(hit: Hit) -> Iterator[str]:
    from transcripts.formats.clock import clock

    who = f"{hit.speaker}, {hit.role}" if hit.name and hit.role else hit.speaker
    about = [hit.title or hit.file, hit.programme, hit.date, clock(hit.moment)]
    yield f"{click.style(who, bold=True)} · {' · '.join(part for part in about if part)}"
    yield f"    {_marked(hit)}"
    if hit.page:
        yield f"    {hit.page}"


def _marked(hit: Hit) -> str:
    """Return the quote with the matching words underlined, on a terminal."""
    done, at = [], 0
    for start, end in hit.marks:
        done += [hit.quote[at:start], click.style(hit.quote[start:end], bold=True, underline=True)]
        at = end
    return "".join((*done, hit.quote[at:]))
