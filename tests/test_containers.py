"""Checks of the container files that need no container engine."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from flows.cli import main
from tests.conftest import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: each for name, each in SERVICES.items() if each["image"] == "tapelog"}


def test_no_port_is_open_to_other_machines() -> None:
    ports = [port for each in SERVICES.values() for port in each.get("ports", ())]
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_file_has_no_password() -> None:
    for each in SERVICES.values():
        for name, value in each.get("environment", {}).items():
            if re.search("PASSWORD|TOKEN|AUTH_STRING|DATABASE_URL|_DATABASE$", name):
                assert "${" in value, name


def test_the_server_asks_for_the_password_that_the_others_send() -> None:
    asked = SERVICES["prefect"]["environment"]["PREFECT_SERVER_API_AUTH_STRING"]
    sent = {e["environment"]["PREFECT_API_AUTH_STRING"] for n, e in OURS.items() if n != "prefect"}
    assert sent == {asked}


def test_our_containers_have_a_read_only_root_and_no_rights() -> None:
    assert len(OURS) == 4
    for each in OURS.values():
        assert (each["read_only"], each["tmpfs"], each["cap_drop"]) == (True, ["/tmp"], ["ALL"])
        assert each["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", ["worker-one", "worker-two", "editor"])
def test_the_inbox_is_read_only(name: str) -> None:
    service = SERVICES[name]
    assert [each.endswith(":ro") for each in service["volumes"]] == [False, True]


def test_the_editor_is_started_with_options_that_it_knows() -> None:
    command, *options = SERVICES["editor"]["command"]
    known = CliRunner().invoke(main, [command, "--help"]).output
    assert all(option in known for option in options if option.startswith("--"))


def test_the_image_runs_as_a_user_of_its_own() -> None:
    lines = (ROOT / "docker" / "Dockerfile").read_text().splitlines()
    assert "USER 10001" in lines
    assert lines.index("USER 10001") < lines.index('ENTRYPOINT ["tapelog"]')
