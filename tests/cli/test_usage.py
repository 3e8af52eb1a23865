"""What is said of a command that was typed wrongly, and how commands end that nobody foresaw."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

from crawler.cli import cli
from crawler.cli.kinds import Day

CASES = yaml.safe_load(Path(__file__).with_name("wrong.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(case["typed"]))
def test_a_wrong_command_is_explained_in_both_languages(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, case["typed"])
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    thai, english, *rest = done.stderr.splitlines()
    assert case["thai"] in thai
    assert case["english"] in english
    assert not rest or rest[-1].startswith("→ ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "written",
    [
        "2025-04-30",
        "2568-04-30",
        "30/4/2568",
        "30-04-2568",
        "๓๐ เม.ย. ๒๕๖๘",
        "30 เมษายน พ.ศ. 2568",
        "30/04/2025",
        "30/4/68",
    ],
)
def test_a_day_may_be_written_as_officers_write_it(written):
    assert Day().convert(written, None, None) == date(2025, 4, 30)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("–item", "--item"), ("—as-of=2568-04-30", "--as-of"), ("–-item", "--item"), ("“--item”", "--item")],
)  # fmt: skip
@pytest.mark.parametrize("before", [["check", "https://x.go.th/"], ["audit"], ["links"]], ids=" ".join)
def test_an_option_from_a_word_processor_is_known_for_one(before, word, meant):
    done = CliRunner().invoke(cli, [*before, word, "O5"])
    assert done.exit_code == 2
    assert f"“{word}” มีขีดหรือเครื่องหมายคำพูด" in done.stderr
    assert f"type {meant}\n" in done.stderr


@pytest.mark.parametrize("word", ["-item", "--itm", "–", "“สวนมะลิ”", "O1–O5", "เขต–x"])
def test_other_words_are_not(word):
    assert "word processor" not in CliRunner().invoke(cli, ["check", word]).stderr


@pytest.mark.parametrize("command", ["links", "inspect"])
def test_a_text_longer_than_any_name_of_a_file(command):
    done = CliRunner().invoke(cli, [command, "ก" * 300])
    assert done.exit_code == 2
    assert "โปรแกรมขัดข้องเอง" not in done.stderr


@pytest.mark.parametrize("encoding", ["cp874", "cp1252"])
def test_a_terminal_that_lacks_a_sign_gets_the_rest(encoding):
    done = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-m", "crawler", "dates", "31 มีนาคม 2568 ✓"],
        env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"2025-03-31" in done.stdout


def test_a_reader_that_leaves_is_no_verdict():
    """`oit checklist show … | head -1`: neither a traceback nor the 1 of something that fails."""
    with subprocess.Popen(
        [sys.executable, "-m", "crawler", "checklist", "show", "bma-district-2568"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        assert command.stdout is not None
        command.stdout.close()
        _, said = command.communicate()
    assert (command.returncode, said) == (141, b"")


def test_help_and_version_end_with_nothing_wrong():
    for typed in (["--help"], ["--version"], ["audit", "--help"]):
        assert CliRunner().invoke(cli, typed).exit_code == 0


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (KeyError("lost"), "โปรแกรมขัดข้องเอง ไม่ใช่ความผิดของข้อมูล: KeyError: 'lost'"),
        (OSError(errno.ENOSPC, "No space left on device"), "เนื้อที่ดิสก์เต็ม"),
        (OSError(errno.EBADF, "Bad file descriptor"), "โปรแกรมขัดข้องเอง"),
        (click.Abort(), "หยุดตามคำสั่ง (Ctrl-C)"),
        (KeyboardInterrupt(), "หยุดตามคำสั่ง (Ctrl-C)"),
    ],
    ids=["fault of ours", "full disk", "fault of ours with a file", "abort", "Ctrl-C"],
)
def test_what_nobody_foresaw_never_ends_like_a_verdict(monkeypatch, fault, said):
    def broken(*_args: object, **_more: object) -> None:
        raise fault

    monkeypatch.setattr("checklists.available", broken)
    monkeypatch.delenv("OIT_DEBUG", raising=False)
    done = CliRunner().invoke(cli, ["checklist", "list"])
    assert done.exit_code == 3
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fault_of_ours_shows_its_place_on_request(monkeypatch):
    def broken() -> None:
        raise KeyError("lost")

    monkeypatch.setattr("checklists.available", broken)
    done = CliRunner(env={"OIT_DEBUG": "1"}).invoke(cli, ["checklist", "list"])
    assert done.exit_code == 3
    assert "Traceback" in done.stderr


def test_the_commands_of_a_checklist_stand_one_a_line():
    said = CliRunner().invoke(cli, ["checklist", "--help"]).output.splitlines()
    assert "  oit checklist list                             the bundled years" in said


def _commands(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for below in command.list_commands(ctx):
            yield from _commands(command.get_command(ctx, below), f"{name} {below}")


@pytest.mark.parametrize(
    "command", [pytest.param(one, id=name.replace(" ", "-")) for name, one in _commands(cli, "oit")]
)
def test_the_help_of_every_command_is_thai_too(command):
    told = {
        one.name: one.help or ""
        for one in command.params
        if isinstance(one, click.Option) and one.name not in {"help", "version"}
    }
    assert [name for name, words in told.items() if not re.search("[ก-๙].* · [A-Z0-9]", words)] == []
    assert re.search("[ก-๙]", command.help)
