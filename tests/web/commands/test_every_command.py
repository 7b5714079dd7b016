"""Promises that hold for every command, whoever writes the next one."""

from __future__ import annotations

import importlib
import json
import pkgutil

import click
import pytest

import settings as settings_module
from webapp import commands
from webapp.cli_output import Command, Group

OURS = [
    importlib.import_module(f"{commands.__name__}.{module.name}").group
    for module in pkgutil.iter_modules(commands.__path__)
]
GROUPS = [found for found in OURS if isinstance(found, click.Group)]
PATHS = [
    *([one.name] for one in OURS if one not in GROUPS),
    *([group.name, name] for group in GROUPS for name in group.commands),
]


@pytest.fixture
def refused(app, settings, monkeypatch):
    """Run a command line and return its one refusal."""
    monkeypatch.setattr(settings_module, "get", lambda: settings)

    def run(*words):
        result = app.test_cli_runner().invoke(args=list(words))
        assert result.exit_code == 2, result.output
        said = json.loads(result.stdout.strip().splitlines()[-1])
        assert set(said) == {"code", "message"}
        return said["code"]

    return run


def test_every_group_and_command_is_of_the_one_kind():
    assert GROUPS
    assert all(isinstance(group, Group) for group in GROUPS)
    commands_ = [one for group in GROUPS for one in group.commands.values()]
    single = [one for one in OURS if one not in GROUPS]
    assert all(isinstance(one, Command) for one in [*commands_, *single])


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_a_wrong_option_of_any_command_is_refused_as_one_json_line(refused, path):
    assert refused(*path, "--no-such-option") == "command.wrong_option"


@pytest.mark.parametrize("group", [group.name for group in GROUPS])
def test_an_unknown_command_of_any_group_is_refused_as_one_json_line(refused, group):
    assert refused(group, "no-such-command") == "command.wrong_option"
    assert refused(group, "--no-such-option") == "command.wrong_option"
