"""prefect.yaml and automations.yaml: what they name is there, and what they set is allowed."""

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
def test_its_flow_is_there_takes_what_is_set_and_explains_all_it_takes(
    deployment: dict[str, Any],
) -> None:
    properties = schema(deployment)["properties"]
    assert deployment.get("parameters", {}).keys() <= properties.keys()
    assert [name for name, about in properties.items() if not about.get("description")] == []


@pytest.mark.usefixtures("server")
def test_strange_values_are_refused_before_a_run() -> None:
    from prefect.utilities.schema_tools.validation import validate

    batch = schema(DEPLOYMENTS["nightly"])
    errors = validate({"source": "/in", "at_once": 99, "options": {"apply_from": 2}}, batch)
    assert len(errors) == 2


@pytest.mark.usefixtures("server")
def test_the_automations_are_such_as_prefect_reads() -> None:
    from prefect.events.schemas.automations import AutomationCore

    automations = yaml.safe_load((ROOT / "automations.yaml").read_text(encoding="utf-8"))
    for each in automations["automations"]:
        assert AutomationCore.model_validate(each).enabled


@pytest.mark.usefixtures("server")
def test_the_docs_list_what_runs_by_itself() -> None:
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
