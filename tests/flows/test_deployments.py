"""prefect.yaml and automations.yaml refer to existing flows with valid values."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

WRITTEN = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
DEPLOYMENTS = {each["name"]: each for each in WRITTEN["deployments"]}


def schema(deployment: dict[str, Any]) -> dict[str, Any]:
    from prefect.flows import load_flow_from_entrypoint
    from prefect.utilities.callables import parameter_schema

    return parameter_schema(load_flow_from_entrypoint(deployment["entrypoint"])).model_dump()


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("deployment", DEPLOYMENTS.values(), ids=DEPLOYMENTS)
def test_deployments_match_their_flows(
    deployment: dict[str, Any],
) -> None:
    properties = schema(deployment)["properties"]
    assert deployment.get("parameters", {}).keys() <= properties.keys()
    assert [name for name, about in properties.items() if not about.get("description")] == []


@pytest.mark.usefixtures("server")
def test_invalid_parameters_are_refused_before_a_run() -> None:
    from prefect.utilities.schema_tools.validation import validate

    batch = schema(DEPLOYMENTS["nightly"])
    errors = validate({"source": "/in", "at_once": 99, "options": {"apply_from": 2}}, batch)
    assert len(errors) == 2


@pytest.mark.usefixtures("server")
def test_the_automations_are_valid() -> None:
    from prefect.events.schemas.automations import AutomationCore

    automations = yaml.safe_load((ROOT / "automations.yaml").read_text(encoding="utf-8"))
    for each in automations["automations"]:
        assert AutomationCore.model_validate(each).enabled


@pytest.mark.usefixtures("server")
def test_the_docs_list_the_schedules() -> None:
    from prefect.flows import load_flow_from_entrypoint

    names = {
        f"{load_flow_from_entrypoint(each['entrypoint']).name}/{name}"
        for name, each in DEPLOYMENTS.items()
    }
    docs = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1].strip() for line in docs.splitlines() if line.startswith("| ")]
    assert names == {
        row for row in rows if row.count("/") == 1 and row.split("/")[1] in DEPLOYMENTS
    }
