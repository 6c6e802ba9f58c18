"""`tapelog feed`: download and publish new episodes of a podcast feed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from flows.commands.batch import show, told
from flows.commands.kinds import FOLDER
from flows.commands.listening import listening, run_flow, terms


@click.command()
@click.argument("url")
@click.option(
    "--newest",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only so many from the beginning of the feed.",
)
@click.option(
    "--folder", type=FOLDER, help="Where downloads are kept (default: feeds in the archive)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@listening
def feed(url: str, newest: int | None, folder: Path | None, as_json: bool, **given: Any) -> None:
    """Download and publish every new episode of the podcast feed at URL.

    Episodes are downloaded once; exit status 1 if some are in quarantine. If URL has a password or
    a token, write secret:NAME and set TAPELOG_SECRET_NAME to the URL: other users of this machine
    can read command lines.
    """
    from flows.secret_values import hidden
    from flows.sources.http_client import has_password

    if has_password(url):
        url = hidden(url, "feed-of-this-command")

    asked = terms(given)
    own: dict[str, Any] = {"address": url, "newest": newest, "folder": folder and folder.absolute()}
    show(told(lambda: run_flow(_feed, asked.pop("archive"), **own, **asked)), as_json)


def _feed() -> Callable[..., Any]:
    from flows.batch import feed as flow

    return flow
