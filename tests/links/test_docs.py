"""What the documentation tells people to copy works: every command is one, every file is what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from crawler.cli import cli
from crawler.cli.links import command
from tests.links.site import Site, file, links, page

DOCS = Path(__file__).resolve().parents[2] / "docs"
CI = DOCS / "ci"
LONG = "<p>" + "ข้อมูลของสำนักงาน รายงานผล การดำเนินงาน " * 40 + "</p>"


def shell_lines(text):
    blocks = re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("oit links")]


def ci_lines():
    github = yaml.safe_load((CI / "github-actions.yml").read_text())
    steps = [step.get("run", "") for step in github["jobs"]["links"]["steps"]]
    gitlab = yaml.safe_load((CI / "gitlab-ci.yml").read_text())
    hook = yaml.safe_load((CI / "pre-commit-config.yaml").read_text())["repos"][0]["hooks"][0]
    lines = (
        [line for step in steps for line in step.splitlines()] + gitlab["links"]["script"] + [hook["entry"]]
    )
    return [line for line in lines if line.startswith("oit links")]


@pytest.mark.parametrize("line", shell_lines((DOCS / "links.md").read_text("utf-8")))
def test_commands_of_the_page(line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("known.json", "waivers.yaml", "targets.yaml", "pages.txt", "site.txt"):
        (tmp_path / name).write_text("")
    words = shlex.split(line, comments=True)
    words = words[2 : words.index(">")] if ">" in words else words[2:]
    with command.make_context("oit links", words) as context:
        assert context.params["formats"]


def test_three_ready_files():
    assert len(ci_lines()) == 3


@pytest.mark.parametrize("line", ci_lines())
@pytest.mark.parametrize("gone", [False, True])
def test_commands_of_the_ready_files(line, gone, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Site({"/": page(LONG), "/ita": links("/a.pdf", more=LONG), "/a.pdf": file()}) as site:
        (tmp_path / "targets.yaml").write_text(
            f"version: 1\nagencies:\n  - id: office\n    code: '1'\n    name_th: สำนักงาน\n    name_en: Office\n    site: {site.url('/')}\n"
            f"    declared:\n      O1: [{site.url('/gone' if gone else '/ita')}]\n"
        )
        words = [*shlex.split(line)[1:], "--allow-private-hosts", "--delay", "0"]
        result = CliRunner().invoke(cli, words)
    assert result.exit_code == (1 if gone else 0), result.output
    if "--out" in line:
        formats = line.split("--format ")[1].split()[0].split(",")
        written = {path.name for path in (tmp_path / "report").iterdir()}
        assert written == {
            f"links.{'junit.xml' if one == 'junit' else 'md' if one == 'markdown' else one}"
            for one in formats
            if one not in ("terminal", "github")
        }


def test_the_reports_that_are_handed_on_are_written():
    text = (CI / "github-actions.yml").read_text() + (CI / "gitlab-ci.yml").read_text()
    for named in re.findall(r"report/(\S+?)(?:'|\s|$)", text):
        assert named in ("links.md", "links.sarif", "links.junit.xml")
