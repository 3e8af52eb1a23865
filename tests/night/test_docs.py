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
    (tmp_path / "oit.service").write_text(service.replace("/etc/oit/night.sh", "/bin/true"), encoding="utf-8")
    (tmp_path / "oit.timer").write_text(timer, encoding="utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "oit.service"), str(tmp_path / "oit.timer")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in said.stderr.splitlines() if "oit." in line] == []


OIT = """#!/bin/sh
echo "$1 $2 $3" >> calls.txt
env | grep ^OIT_ >> calls.txt
[ "$1" = audit ] && exit $AUDIT_ENDS
exit 0
"""


@pytest.fixture
def office(tmp_path):
    """The script of the guide at an office of its own, where ``oit`` writes down what it was asked."""
    (script,) = re.findall(r"```sh\n(#!/bin/sh\n.*?)```", GUIDE, re.DOTALL)
    places = {"/var/lib/oit": tmp_path, "/etc/oit": tmp_path, "/usr/local/bin": tmp_path}
    for there, here in places.items():
        script = script.replace(there, str(here))
    for name, text in (("night.sh", script), ("oit", OIT)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        (tmp_path / name).chmod(0o755)

    def night(ends):
        environment = {"AUDIT_ENDS": str(ends)}
        code = subprocess.run([tmp_path / "night.sh"], env=environment, check=False).returncode
        return code, (tmp_path / "calls.txt").read_text(encoding="utf-8").splitlines()

    return tmp_path, night


def test_a_night_by_the_script_of_the_guide(office):
    place, night = office
    code, (audit, prune) = night(ends=1)
    assert code == 1
    assert audit == f"audit --targets {place}/districts.yaml"
    assert prune == "runs prune runs"


def test_the_office_hears_of_a_withheld_night(office):
    place, night = office
    (place / "notify.env").write_text("OIT_LINE_TOKEN=secret\n", encoding="utf-8")
    code, said = night(ends=3)
    assert code == 3
    assert said[1].startswith("notify runs/2")
    assert said[2] == "OIT_LINE_TOKEN=secret"


def test_started_again_the_script_goes_on_with_the_night(office):
    place, night = office
    today = subprocess.check_output(["date", "+%Y%m%d"], env={"TZ": "Asia/Bangkok"}, text=True).strip()
    (place / "runs" / today).mkdir(parents=True)
    (place / "runs" / today / "ledger.sqlite3").touch()
    _, said = night(ends=0)
    assert said[0] == f"audit --resume runs/{today}"
