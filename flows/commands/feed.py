"""`tapelog feed`: download and publish new episodes of a podcast feed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from flows.commands.batch import print_report, report_of
from flows.commands.processing_options import flow_parameters, processing_options, run_flow
from flows.commands.shared import FOLDER


@click.command()
@click.argument("url")
@click.option(
    "--newest",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only the first N episodes of the feed.",
)
@click.option(
    "--folder", type=FOLDER, help="The folder for downloads (default: feeds in the archive)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as one JSON object.")
@processing_options
def feed(url: str, newest: int | None, folder: Path | None, as_json: bool, **values: Any) -> None:
    """Download and publish every new episode of the podcast feed at URL.

    Each episode is downloaded once. The exit status is 1 if some are in quarantine. If URL has a
    password or a token, write secret:NAME and set TAPELOG_SECRET_NAME to the URL, because other
    users of this machine can read command lines.
    """
    from flows.secret_values import store_secret
    from flows.sources.http_client import has_password

    if has_password(url):
        url = store_secret(url, "feed-of-this-command")

    parameters = flow_parameters(values)
    own: dict[str, Any] = {"address": url, "newest": newest, "folder": folder and folder.absolute()}
    print_report(
        report_of(
            lambda: run_flow(_load_feed_flow, parameters.pop("archive"), **own, **parameters)
        ),
        as_json,
    )


def _load_feed_flow() -> Callable[..., Any]:
    from flows.batch import feed as flow

    return flow
