"""The JSON API matches its OpenAPI document for arbitrary requests."""

from __future__ import annotations

import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from archive.catalogue.current import load_snapshot
from archive.catalogue.open import open_catalogue
from archive.check import check
from editor.app import build
from editor.settings import Settings
from tests.editor.conftest import ID

pytestmark = pytest.mark.slow

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it uses deprecated features of its dependencies
    import schemathesis
    from schemathesis import checks
    from schemathesis.python import asgi

REQUESTS = {
    "GET /api/health": 1,
    "GET /api/recordings": 25,
    "GET /api/recordings/{recording}": 6,
    "GET /api/recordings/{recording}/changes": 6,
    "GET /api/recordings/{recording}/doubts": 6,
    "GET /api/recordings/{recording}/files/{name}": 6,
    "GET /api/places": 6,
    "POST /api/recordings/{recording}/replace": 20,
    "GET /api/recordings/{recording}/history": 6,
    "GET /api/recordings/{recording}/compare": 6,
    "GET /api/recordings/{recording}/names": 6,
    "GET /api/recordings/{recording}/alike": 12,
    "POST /api/recordings/{recording}/edits": 160,
    "POST /api/recordings/{recording}/times": 2,
    "POST /api/recordings/{recording}/listen": 4,
    "POST /api/recordings/{recording}/clip": 4,
    "GET /api/recordings/{recording}/publish": 6,
    "POST /api/recordings/{recording}/publish": 2,
    "GET /recordings/{recording}/audio": 10,
    "GET /recordings/{recording}/peaks": 2,
}
"""The number of generated requests; most of them are edits."""

PROMISES = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


def test_every_response_matches_the_schema(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAPELOG_DATABASE", raising=False)
    with open_catalogue(archive) as catalogue:
        app = build(catalogue, Settings(author="Ann", publish="on demand", uses_models=False))
        with asgi.get_client(app) as client:
            client.get("http://localhost/api/health")
            answers = ask_everything(app, client)
        assert all(status < 500 for _, status in answers)
        edits = "POST /api/recordings/{recording}/edits"
        assert answers[edits, 201]
        assert answers[edits, 422] > 10
        assert load_snapshot(catalogue, ID).revision == answers[edits, 201]
        assert [
            problem for problem in map(str, check(catalogue)) if "published" not in problem
        ] == []


def ask_everything(app: Any, client: Any) -> Counter[tuple[str, int]]:
    """Send generated requests to every operation; count the responses by operation and status."""
    answers: Counter[tuple[str, int]] = Counter()
    headers = {"x-csrf-token": client.cookies["tapelog-csrf"]}

    def ask(case: Any) -> None:
        if case.path_parameters and answers.total() % 5:
            case.path_parameters["recording"] = ID
        if isinstance(case.body, dict) and type(case.body.get("base")) is int:
            case.body["base"] %= 1 + sum(n for (_, status), n in answers.items() if status == 201)
        answer = case.call(base_url="http://localhost", session=client, headers=headers)
        case.validate_response(answer, checks=PROMISES)
        answers[case.operation.label, answer.status_code] += 1

    api = schemathesis.openapi.from_dict(app.openapi())
    api.app = app
    operations = {found.ok().label: found.ok() for found in api.get_all_operations()}
    assert operations.keys() == REQUESTS.keys()
    for label, operation in operations.items():
        few = settings(
            max_examples=REQUESTS[label],
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        few(given(case=operation.as_strategy())(ask))()
    return answers
