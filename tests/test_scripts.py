"""The scripts that set everything up on a fresh machine."""

from __future__ import annotations

import builtins
import subprocess
import sys

import pytest

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import environment


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A folder for the environment, and the commands that were run instead of running them."""
    commands = []

    def run(*command):
        commands.append(command)
        if "venv" in command:
            python = tmp_path / "venv" / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.touch()

    monkeypatch.setattr(environment, "FOLDER", tmp_path / "venv")
    monkeypatch.setattr(environment, "run", run)
    monkeypatch.setattr(environment.os, "name", "posix")
    return commands


def test_an_environment_is_made_once_and_filled_once(machine):
    python = environment.prepare()
    assert [command[1:3] for command in machine] == [("-m", "venv"), ("-m", "pip")]
    assert environment.prepare() == python
    assert len(machine) == 2
    environment.prepare("test")
    assert machine[2][-1].endswith("[test]")
    environment.prepare("test")
    environment.prepare()
    assert len(machine) == 3


def test_changed_requirements_are_installed(machine, monkeypatch):
    environment.prepare("test")
    monkeypatch.setattr(environment, "fingerprint", lambda: "another")
    environment.prepare("test")
    assert len(machine) == 3


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_its_parts_is_told_how_to_get_them(monkeypatch, missing):
    really_import = builtins.__import__

    def without(name, *more, **rest):
        if name == missing:
            raise ImportError(name)
        return really_import(name, *more, **rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SystemExit, match=rf"parts {missing} are missing(.|\n)*apt install"):
        environment.check_python()


def test_an_old_python_is_told_what_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 8, 1))
    with pytest.raises(SystemExit, match=r"3\.11 or newer is needed, this is 3\.8"):
        environment.check_python()


def test_a_command_that_fails_ends_the_script_with_its_code():
    with pytest.raises(SystemExit) as caught:
        environment.run(sys.executable, "-c", "raise SystemExit(7)")
    assert caught.value.code == 7


@pytest.mark.parametrize("script", ["demo", "test", "benchmark"])
def test_scripts_are_plain_python(script):
    source = (ROOT / "scripts" / f"{script}.py").read_text(encoding="utf-8")
    compile(source, script, "exec")
    assert source.startswith('"""')


def test_the_benchmark_says_what_it_does():
    command = [sys.executable, str(ROOT / "scripts" / "benchmark.py"), "--help"]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    assert "FuncAnimation" in done.stdout
