"""Checks of the Kubernetes manifests that need no cluster."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

FOLDER = ROOT / "kubernetes"
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
DOCUMENTS: list[dict[str, Any]] = [
    document
    for name in KUSTOMIZATION["resources"]
    for document in yaml.safe_load_all((FOLDER / name).read_text())
]
DEPLOYMENTS = [each for each in DOCUMENTS if each["kind"] == "Deployment"]


def test_every_manifest_is_listed() -> None:
    manifests = {path.name for path in FOLDER.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(KUSTOMIZATION["resources"]) == manifests
    assert len(DEPLOYMENTS) == 3


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda each: each["metadata"]["name"])
def test_pods_run_as_a_user_on_a_read_only_root(deployment: dict[str, Any]) -> None:
    pod = deployment["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["runAsUser"] == 10001  # as in the Dockerfile
    assert not pod["automountServiceAccountToken"]
    assert not pod["enableServiceLinks"]
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    volumes = {volume["name"] for volume in pod["volumes"]}
    assert {mount["name"] for mount in container["volumeMounts"]} <= volumes


def test_services_select_pods_that_exist() -> None:
    labels = [d["spec"]["template"]["metadata"]["labels"] for d in DEPLOYMENTS]
    services = [each for each in DOCUMENTS if each["kind"] == "Service"]
    assert len(services) == 2
    assert all(service["spec"]["selector"] in labels for service in services)


def test_no_password_is_in_the_manifests() -> None:
    literals = KUSTOMIZATION["configMapGenerator"][0]["literals"]
    assert not [each for each in literals if "AUTH" in each or "DATABASE" in each]
    for deployment in DEPLOYMENTS:
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        for variable in container.get("env", ()):
            if "AUTH" in variable["name"] or "DATABASE" in variable["name"]:
                assert "secretKeyRef" in variable["valueFrom"]
