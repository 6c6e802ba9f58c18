"""Two people edit one recording; if all their edits are undone, the transcript is as before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.catalogue.current import load_snapshot
from tests.editor.conftest import ID, Editor, Opener
from tests.lamplight import EXAMPLE
from tests.transcripts.edits.decisions import changes
from transcripts.edits.change import Change, Edit

pytestmark = pytest.mark.slow

SOURCE = "the text as it came in,\r\nbyte for byte \xe9\n".encode("latin-1")
STEPS = st.lists(
    st.tuples(st.sampled_from([0, 1]), st.booleans(), changes(EXAMPLE, 3)), min_size=1, max_size=6
)


@pytest.fixture
def clients(opener: Opener, archive: Path) -> tuple[Editor, Editor]:
    """Two people's clients of an editor, on one archive."""
    (archive / ID / "source.txt").write_bytes(SOURCE)
    return opener(archive, author="Ann"), opener(archive, author="Ben")


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_all_edits_of_two_clients_undone_leave_the_machine_s_transcript(
    clients: tuple[Editor, Editor], archive: Path, steps: list[tuple[int, bool, Change]]
) -> None:
    before = contents(clients[0])
    bases = [revision(clients[0])] * 2
    for who, is_fresh, change in steps:
        client = clients[who]
        if is_fresh:
            bases[who] = revision(client)
        answer = post(client, bases[who], Edit("E0", change, "", ""))
        assert answer.status_code in (201, 409, 422)
        if answer.status_code == 201:
            bases[who] = answer.json()["revision"]
    kept = [e["id"] for e in history(clients[0]) if not e["undone"] and e["kind"] not in META]
    for n, edit in enumerate(reversed(kept)):
        client = clients[n % 2]
        answer = client.edit(revision(client), "undo", edit=edit)
        assert answer.status_code == 201, answer.text
    assert contents(clients[1]) == before
    assert (archive / ID / "source.txt").read_bytes() == SOURCE
    assert load_snapshot(clients[1].catalogue, ID, 0).applied.transcript == EXAMPLE


META = ("undo", "redo")


def contents(client: Editor) -> dict[str, Any]:
    """Return a transcript without its version, editors and times of publication."""
    found: dict[str, Any] = client.get(f"/{ID}").json()["transcript"]
    return {name: value for name, value in found.items() if name != "provenance"}


def revision(client: Editor) -> int:
    return int(client.get(f"/{ID}").json()["revision"])


def history(client: Editor) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/{ID}/history").json()["edits"]
    return found


def post(client: Editor, base: int, edit: Edit) -> Any:
    return client.edit(base, edit.kind, **edit.parameters)
