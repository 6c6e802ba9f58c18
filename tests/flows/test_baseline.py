"""A worse score fails the run; an equal or better one does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.baseline import ERRORS, GAINS, _measure_decline
from transcripts.errors import UserError

TRUTH = [
    {
        "session_id": "censor",
        "speaker": "George",
        "start_time": "0.0",
        "end_time": "6.0",
        "words": "In those days they used to censor the bad news. He's been talking about it for "
        "years, and I do not see why.",
    }
]


@pytest.mark.parametrize(
    ("measure", "before", "now", "loss"),
    [
        ("wer", 0.10, 0.12, 0.02),
        ("wer", 0.12, 0.10, -0.02),
        ("wer", 0.12, 0.12, 0.0),
        ("names", 1.0, 0.9, 0.1),
        ("names", 0.9, 1.0, -0.1),
    ],
)
def test_a_worse_score_is_a_decline(measure: str, before: float, now: float, loss: float) -> None:
    assert _measure_decline(measure, {measure: before}, {measure: now}) == pytest.approx(loss)


@pytest.mark.parametrize("measure", [*ERRORS, *GAINS])
def test_a_missing_measure_is_a_full_decline(measure: str) -> None:
    assert _measure_decline(measure, {measure: 0.0}, {}) == 1.0


@pytest.fixture(scope="module")
def recorded(server: str, tmp_path_factory: pytest.TempPathFactory, sentence: Path) -> Path:
    """A baseline with the recorded scores of one sentence."""
    from flows.baseline import score

    home = tmp_path_factory.mktemp("baseline")
    (home / "truth.seglst.json").write_text(json.dumps(TRUTH))
    given = {"recording": str(sentence), "truth": "truth.seglst.json", "model": "tiny.en"}
    path = home / "baseline.json"
    path.write_text(json.dumps({"recordings": {"sentence": given}, "rates": {}}))
    now = score(str(path), record=True)
    assert json.loads(path.read_text())["rates"] == now
    return path


def shown() -> list[dict[str, Any]]:
    """Read the newest table artifact from Prefect."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
    from prefect.client.schemas.sorting import ArtifactSort

    with get_client(sync_client=True) as client:
        mine = ArtifactFilter(key=ArtifactFilterKey(any_=["scores"]))
        newest = ArtifactSort.CREATED_DESC
        artifact = client.read_artifacts(artifact_filter=mine, sort=newest, limit=1)[0]
    assert isinstance(artifact.data, str)
    found: list[dict[str, Any]] = json.loads(artifact.data)
    return found


@pytest.mark.models
def test_equal_scores_pass_without_touching_the_archive(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.baseline import score

    monkeypatch.setenv("TAPELOG_DATABASE", "postgresql://127.0.0.1:9/nobody-answers")
    on_record = json.loads(recorded.read_text())["rates"]
    assert score(str(recorded), tolerance=0) == on_record
    assert {row["measure"]: row["now"] for row in shown()} == on_record["sentence"]


@pytest.mark.models
def test_a_worse_score_fails_and_keeps_the_recorded_one(recorded: Path, tmp_path: Path) -> None:
    from flows.baseline import score

    known = json.loads(recorded.read_text())
    was = known["rates"]["sentence"]["wer"]
    assert was > 0.05  # the truth has other words than the recording
    known["rates"]["sentence"]["wer"] = 0.01
    known["recordings"]["sentence"]["truth"] = str(recorded.with_name("truth.seglst.json"))
    better = tmp_path / "better.json"
    better.write_text(json.dumps(known))
    with pytest.raises(UserError) as caught:
        score(str(better), tolerance=0.04)
    assert str(caught.value) == (
        f"scores are worse than recorded in {better}: sentence: wer was 0.0100 and is now "
        f"{was:.4f}. "
        "All measures are in the artifact `scores`; if the change is intended, run this once with "
        "`record`"
    )
    assert [row for row in shown() if row["measure"] == "wer"] == [
        {"recording": "sentence", "measure": "wer", "recorded": 0.01, "now": was}
    ]
