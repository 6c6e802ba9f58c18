"""The program accepts every command in the README."""

from __future__ import annotations

import re
import shlex

import click
import pytest

from flows.cli import main
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")

COMMANDS = re.findall(r"^\.venv/bin/tapelog (.+)$", README, flags=re.MULTILINE)


def understand(words: list[str]) -> None:
    """Parse a command line without running it; click raises an error if it is invalid."""
    command: click.Command = main
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    command.make_context("tapelog", words)


def test_the_readme_has_commands() -> None:
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_in_the_readme_is_understood(line: str) -> None:
    understand(shlex.split(line))


@pytest.mark.parametrize("line", COMMANDS)
def test_every_example_file_in_the_readme_is_there(line: str) -> None:
    for word in shlex.split(line):
        if word.startswith("examples/"):
            assert (ROOT / word).is_file()


def test_every_option_of_process_is_in_the_readme() -> None:
    process = main.commands["process"]
    for option in (o for p in process.params for o in p.opts if o.startswith("--")):
        assert option in README, f"{option} is not in README.md"


def test_make_demo_and_make_test_are_targets() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)$", README, flags=re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)
