"""``oit demo``: what it hands to the audit, where it writes, how it fails."""

from __future__ import annotations

import socket
import webbrowser
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import crawler.cli.audit
from crawler.cli.demo import command
from crawler.cli.outcome import AuditOutcome


@pytest.fixture
def pressed():
    """Whether Ctrl-C is pressed in the audit: if anything stands in it."""
    return []


@pytest.fixture
def audits(monkeypatch, tmp_path, pressed):
    """Stand-in for the audit: keeps what it was asked and writes a first page."""
    asked = []

    def run_audit(**options):
        asked.append(options)
        options["out"].mkdir(parents=True, exist_ok=True)
        (options["out"] / "index.html").write_text("report", encoding="utf-8")
        return AuditOutcome({}, (), interrupted=bool(pressed))

    monkeypatch.setattr(crawler.cli.audit, "run_audit", run_audit)
    monkeypatch.chdir(tmp_path)
    return asked


def test_audits_the_five_offices_as_of_the_closing_day(audits):
    result = CliRunner().invoke(command, ["--quiet"])
    assert result.exit_code == 0
    (asked,) = audits
    assert len(asked["agencies"]) == 5
    assert (asked["checklist"], asked["as_of"]) == ("bma-district-2568", date(2025, 4, 30))
    assert asked["allow_private_hosts"] is True
    assert asked["delay"] == 0


def test_prints_the_address_of_the_report_alone_on_stdout(audits):
    result = CliRunner().invoke(command, ["--quiet"])
    assert result.stdout == f"{Path('oit-demo/index.html').resolve()}\n"


@pytest.mark.usefixtures("audits")
def test_a_demo_that_was_stopped_is_not_complete(pressed):
    pressed.append(True)
    result = CliRunner().invoke(command, ["--quiet"])
    assert result.exit_code == 3
    assert result.stdout == f"{Path('oit-demo/index.html').resolve()}\n"
    assert "หยุดตามคำสั่ง (Ctrl-C)" in result.stderr


def test_a_second_demo_takes_the_next_folder(audits):
    for _ in range(3):
        CliRunner().invoke(command, ["--quiet"])
    assert [str(asked["out"]) for asked in audits] == ["oit-demo", "oit-demo-2", "oit-demo-3"]


def test_browser_opens_only_on_request(audits, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    CliRunner().invoke(command, ["--quiet"])
    assert opened == []
    CliRunner().invoke(command, ["--quiet", "--open", "--out", "here"])
    assert opened == [Path("here/index.html").resolve().as_uri()]


def test_port_in_use_ends_with_2_and_says_which(audits):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(command, ["--port", str(port)])
    assert result.exit_code == 2
    assert f"127.0.0.1:{port}" in result.stderr
    assert "--port" in result.stderr
    assert audits == []


def test_unwritable_folder_ends_with_2(audits, tmp_path, monkeypatch):
    def refuse(**options):
        raise PermissionError(13, "Permission denied", str(options["out"]))

    monkeypatch.setattr(crawler.cli.audit, "run_audit", refuse)
    result = CliRunner().invoke(command, ["--out", str(tmp_path / "locked")])
    assert result.exit_code == 2
    assert "locked" in result.stderr
