"""Tell somebody that a batch needs a person: a POST to the address in TAPELOG_WEBHOOK."""

from __future__ import annotations

import os

import httpx
from prefect.logging import get_run_logger

from flows.batches.summary import Summary

TRIES = 3
"""How often the address is asked; what is lost then is in the log, and the flow run is red."""


def notify(summary: Summary, run: str) -> None:
    """Send a batch that needs a person as JSON; a receiver that does not answer stops nothing.

    `text` is what Slack, Mattermost and Teams show; the other values are for programs.
    """
    address = os.environ.get("TAPELOG_WEBHOOK")
    if not address:
        return
    text = f"tapelog: {run}: {summary.line}"
    message = {**summary.as_json(), "text": text, "run": run}
    try:
        transport = httpx.HTTPTransport(retries=TRIES - 1)
        with httpx.Client(transport=transport, timeout=10) as client:
            client.post(address, json=message).raise_for_status()
    except httpx.HTTPError as error:
        get_run_logger().warning("TAPELOG_WEBHOOK was not told: %s", error)
