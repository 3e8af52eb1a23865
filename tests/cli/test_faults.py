"""What happens to a command from outside: a full disk, no rights, another audit in the folder, Ctrl-C half-way."""

from __future__ import annotations

import errno
import gc
import json
import os
import signal
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner

from crawler.__main__ import main
from crawler.cli import cli
from crawler.cli.errors import reported
from crawler.cli.progress import Bar
from crawler.demo.server import serve_demo
from crawler.evidence import RunLock
from crawler.interrupt import AtOnce, Held
from crawler.targets import load_targets


@pytest.mark.parametrize(
    ("fault", "code", "thai", "english"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/ro/x"), 2,
         "oit: อ่านหรือเขียนไม่ได้: /ro/x; ไม่มีสิทธิ์อ่านหรือเขียนที่นั่น", "choose another --out"),
        (OSError(errno.EROFS, "Read-only file system", "/ro/x"), 2, "ไม่มีสิทธิ์อ่านหรือเขียนที่นั่น", "check the permissions"),
        (OSError(errno.ENOSPC, "No space left on device", "/full/x"), 3, "เนื้อที่ดิสก์เต็ม", "the disk is full: make room"),
        (OSError(errno.ENOTDIR, "Not a directory", "a/b"), 2, "อ่านหรือเขียนไม่ได้: a/b; ชื่อโฟลเดอร์ใช้ไม่ได้", "a part of it is a file"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "/proc/x"), 2, "/proc/x; ไม่มีโฟลเดอร์นั้น", "choose another --out"),
        (OSError(errno.ENXIO, "No such device or address", "a/b"), 2, "อ่านหรือเขียนไฟล์ไม่ได้", "cannot read or write"),
    ],
    ids=["no right", "read-only", "full", "no folder", "nowhere", "other"],
)  # fmt: skip
def test_what_this_machine_does_is_told_with_how_to_mend_it(fault, code, thai, english, capsys):
    with pytest.raises(SystemExit) as left, reported():
        raise fault
    assert left.value.code == code
    said = capsys.readouterr().err
    assert thai in said
    assert english in said


@pytest.mark.parametrize("words", [["judge"], ["audit", "--resume"]], ids=" ".join)
def test_a_folder_in_use_is_left_alone(demo_run, words):
    with RunLock(demo_run):
        done = CliRunner().invoke(cli, [*words, str(demo_run)])
    assert done.exit_code == 2, done.output
    assert "มีการตรวจอีกรอบหนึ่งกำลังเขียนโฟลเดอร์นี้อยู่ รอให้เสร็จก่อน" in done.stderr
    assert "another audit is writing" in done.stderr


def test_a_folder_that_holds_a_run_is_not_overwritten(demo_run, demo):
    before = (demo_run / "audit.json").read_bytes()
    done = CliRunner().invoke(
        cli, ["audit", "--targets", str(demo.targets_path), "--out", str(demo_run), "-q"]
    )
    assert done.exit_code == 2, done.output
    assert f"ทำต่อด้วย: oit audit --resume {demo_run}" in done.stderr
    assert (demo_run / "audit.json").read_bytes() == before


@pytest.fixture(scope="module")
def demo():
    with serve_demo() as web:
        yield web


@pytest.fixture(scope="module")
def demo_run(demo, tmp_path_factory):
    """A run of one agency that was stopped by Ctrl-C at its first news, and resumed."""
    out = tmp_path_factory.mktemp("runs") / "stopped"
    agency = load_targets(demo.targets_path)[0].name_th
    words = ["audit", agency, "--targets", demo.targets_path, "--allow-private-hosts", "--as-of", "2025-04-30",
             "--checklist", "bma-district-2568", "--delay", 0.05, "--format", "json", "--out", out]  # fmt: skip
    pressed = []

    def press_once(*_: object) -> None:
        if not pressed:
            pressed.append(True)
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Bar, "gathering", press_once)
        stopped = CliRunner().invoke(cli, list(map(str, words)))
    assert stopped.exit_code == 3, stopped.output
    assert f"ทำต่อด้วย: oit audit --resume {out}" in stopped.stderr
    assert f"Go on with: oit audit --resume {out}" in stopped.stderr
    assert "Traceback" not in stopped.output
    kept = json.loads((out / "audit.json").read_text("utf-8"))
    assert kept["audit"]["complete"] is False
    return out


def test_pressed_again_it_still_says_how_to_go_on(demo_run, capsys):
    with pytest.raises(SystemExit) as ended, reported(demo_run):
        raise KeyboardInterrupt
    assert ended.value.code == 3
    assert f"Go on with: oit audit --resume {demo_run}" in capsys.readouterr().err


def test_pressed_before_anything_is_kept_it_promises_nothing(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended, reported(tmp_path):
        raise KeyboardInterrupt
    assert ended.value.code == 3
    assert "--resume" not in capsys.readouterr().err


def test_pressed_while_the_program_loads(monkeypatch, capsys):
    def pressed() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("crawler.cli.main", pressed)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3
    assert "หยุดตามคำสั่ง (Ctrl-C)" in capsys.readouterr().err


#: Python, with Ctrl-C pressed when a module is looked for: at once, or where an error of a callback is thrown away.
_PRESSED = """
import signal, sys
class Callback:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)
class Finder:
    def find_spec(self, name, *_):
        if name == {module!r}:
            {press}
sys.meta_path.insert(0, Finder())
sys.argv = ["oit", "checklist", "list"]
from crawler.__main__ import main
main()
"""


@pytest.mark.parametrize("module", ["crawler.cli", "crawler.cli.checklist"])
@pytest.mark.parametrize(
    "press", ["signal.raise_signal(signal.SIGINT)", "Callback()"], ids=["raised", "swallowed"]
)
def test_pressed_in_the_middle_of_an_import(module, press):
    code = _PRESSED.format(module=module, press=press)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert "หยุดตามคำสั่ง (Ctrl-C)" in done.stderr
    assert "Traceback" not in done.stderr


def test_pressed_while_the_workbook_is_packed(demo_run, tmp_path, monkeypatch):
    opened = zipfile.ZipFile.open

    def pressed(*words: object, **more: object) -> object:
        part = opened(*words, **more)
        signal.raise_signal(signal.SIGINT)
        return part

    monkeypatch.setattr(zipfile.ZipFile, "open", pressed)
    done = CliRunner().invoke(cli, ["report", str(demo_run), "--format", "xlsx", "--out", str(tmp_path)])
    gc.collect()  # a writer that was broken off would complain now
    assert done.exit_code == 3
    assert "หยุดตามคำสั่ง" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_pressed_in_a_job_that_is_not_to_hear_it():
    """`nohup oit … &`: what the shell made deaf stays deaf."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with AtOnce(), Held():
            signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_stopped_run_goes_on(demo_run):
    done = CliRunner().invoke(cli, ["audit", "--resume", str(demo_run), "--format", "json", "-q"])
    assert done.exit_code == 0, done.output
    audit = json.loads((demo_run / "audit.json").read_text("utf-8"))
    assert audit["audit"]["complete"] is True
    assert not any(
        finding["code"] == "fetch.not_reached"
        for item in audit["agencies"][0]["items"]
        for finding in item["findings"]
    )
