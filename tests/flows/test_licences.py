"""`tapelog models --licences`: one list of models and packages."""

from __future__ import annotations

from email.message import Message
from importlib.metadata import Distribution

import pytest
from click.testing import CliRunner

from audio.checkpoints.models import MODELS
from flows.cli import main
from flows.licences import find_licence, licences


def test_every_model_and_every_required_package_is_listed() -> None:
    rows = licences()
    assert {row.name for row in rows if row.kind == "model"} == set(MODELS)
    packages = {row.name: row for row in rows if row.kind == "package"}
    # The list has direct requirements, extras of requirements, and requirements of requirements.
    assert {"torch", "prefect", "psycopg-binary", "starlette"} <= set(packages)
    assert "pytest" not in packages
    assert packages["fastapi"].licence == "MIT"


def test_the_command_prints_one_list() -> None:
    ran = CliRunner().invoke(main, ["models", "--licences"])
    assert ran.exit_code == 0, ran.output
    lines = [line.split() for line in ran.output.splitlines()]
    assert ["model", "base", "MIT"] in lines
    assert any(line[:2] == ["package", "numpy"] for line in lines)


class Stated(Distribution):
    """A package whose metadata has the given fields."""

    def __init__(self, *fields: tuple[str, str]) -> None:
        self.message = Message()
        for name, value in fields:
            self.message[name] = value

    @property
    def metadata(self) -> Message:  # type: ignore[override]
        return self.message

    def read_text(self, filename: str) -> None: ...
    def locate_file(self, path: object) -> None: ...  # type: ignore[override]


MIT = "License :: OSI Approved :: MIT License"


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ([("License-Expression", "BSD-3-Clause"), ("Classifier", MIT)], "BSD-3-Clause"),
        ([("Classifier", MIT), ("License", "see LICENSE")], "MIT License"),
        ([("License", "Apache-2.0")], "Apache-2.0"),
        ([("License", "A very long text. " * 20)], "not stated; see its files"),
        ([], "not stated; see its files"),
    ],
)
def test_the_licence_is_what_the_package_states(
    fields: list[tuple[str, str]], licence: str
) -> None:
    assert find_licence(Stated(*fields)) == licence
