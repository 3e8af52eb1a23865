"""The guide to the night: every command, variable and unit in it is one that exists."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import cli
from crawler.notify import settings

GUIDE = (Path(__file__).parents[2] / "docs" / "night.md").read_text(encoding="utf-8")


def test_every_variable_of_the_environment_is_described():
    assert set(re.findall(r"OIT_[A-Z_]+", settings.channels.__doc__)) == set(
        re.findall(r"OIT_[A-Z_]+", GUIDE)
    )


@pytest.mark.parametrize("words", ["audit", "notify", "runs list", "runs prune"])
def test_every_option_exists(words):
    known = CliRunner().invoke(cli, [*words.split(), "--help"]).output
    used = {
        option
        for line in re.findall(rf"\boit {words}\b([^\n`;]*)", GUIDE)
        for option in re.findall(r"--[a-z-]+", line)
    }
    assert not [option for option in used if option not in known]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_accepts_the_units(tmp_path):
    service, timer = re.findall(r"```ini\n(.*?)```", GUIDE, re.DOTALL)
    (tmp_path / "oit.service").write_text(
        service.replace("/usr/local/bin/oit", "/bin/true"), encoding="utf-8"
    )
    (tmp_path / "oit.timer").write_text(timer, encoding="utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "oit.service"), str(tmp_path / "oit.timer")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in said.stderr.splitlines() if "oit." in line] == []
