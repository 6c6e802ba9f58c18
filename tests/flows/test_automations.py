"""Prefect's notifications about failed runs, set up as in docs/operations.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.flows.receiver import Told, receiver

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
WEBHOOK = re.findall(r"^    python -c '(from prefect.blocks.webhook .+)'$", PAGE, re.MULTILINE)
WRITTEN = [
    block for block in re.findall(r"```yaml\n(.+?)```", PAGE, re.DOTALL) if "WEBHOOK" in block
]


@pytest.fixture(scope="module")
def told(server: str) -> Iterator[Told]:
    """A receiver of the notifications of the automation in docs/operations.md."""
    from prefect.automations import Automation

    with receiver() as told:
        said: list[str] = []
        exec(
            WEBHOOK[0].replace("https://chat.example.org/hook", told.address),
            {"print": said.append},
        )
        (block,) = said
        text = WRITTEN[0].replace("WEBHOOK", str(block))
        (automation,) = (Automation(**each) for each in yaml.safe_load(text)["automations"])
        made = automation.create()
        yield told
        made.delete()


@pytest.mark.parametrize("ending", ["Crashed", "Failed"])
def test_a_failed_run_sends_a_notification(told: Told, ending: str) -> None:
    from prefect import flow
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.objects import State, StateType

    @flow(name="nightly")
    def nightly() -> None:
        """A flow that does nothing."""

    state: State[Any] = State(type=StateType[ending.upper()], message='no "sign of life"')
    with get_client(sync_client=True) as client:
        run = client.create_flow_run(nightly, name=f"batch of /{ending}")
        client.set_flow_run_state(run.id, state, force=True)
    while run.name not in (message := told.messages.get(timeout=60))["text"]:
        pass  # a run of another test
    assert message == {"text": f'tapelog: batch of /{ending} {ending}: no "sign of life"'}
