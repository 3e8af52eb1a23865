"""A copy is what was asked for: a child of ours with its own words, surroundings, descriptors, session and end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from tests import fork_server

pytestmark = pytest.mark.skipif(
    subprocess.Popen is not fork_server.Popen or sys.platform != "linux", reason="nothing is copied here"
)
LINES = "tests.portal.lines"
SAID = """
import json, os, sys
print(json.dumps([os.getppid(), os.environ.get("SAID"), os.getsid(0) == os.getpid(), sorted(os.listdir("/proc/self/fd"))]))
print("wrong", file=sys.stderr)
sys.exit(int(sys.stdin.read()))
"""


def start(lines, **asked):
    pytest.importorskip("django", reason="the lines run with the portal set up")
    environment = {**os.environ, "OIT_PORTAL_CHECKLIST": "bma-district-2568", "SAID": "once"}
    return subprocess.Popen(
        [sys.executable, "-m", LINES, lines], env=environment, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, **asked,
    )  # fmt: skip


@pytest.mark.parametrize("code", [0, 3])
def test_a_copy_is_a_child_like_any_other(code):
    process = start(SAID, start_new_session=bool(code))
    said, wrong = process.communicate(str(code))
    assert (process.returncode, wrong) == (code, "wrong\n")
    *facts, descriptors = json.loads(said)
    assert facts == [os.getpid(), "once", bool(code)]
    assert descriptors == ["0", "1", "2", "3"]  # the last is the folder that is listed


def test_a_copy_begins_in_our_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert start("import os\nprint(os.getcwd())").communicate()[0] == f"{tmp_path}\n"


def test_two_copies_know_nothing_of_each_other():
    for _ in range(2):
        process = start("import builtins\nprint(hasattr(builtins, 'seen'))\nbuiltins.seen = True")
        assert process.communicate()[0] == "False\n"


def test_a_copy_can_be_killed():
    process = start("print('here', flush=True)\nimport sys\nsys.stdin.read()")
    assert process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def test_a_fault_is_said_and_ends_it():
    process = start("raise ValueError('no')")
    _, wrong = process.communicate()
    assert process.returncode == 1
    assert wrong.endswith("ValueError: no\n")


def test_a_descriptor_is_passed_under_its_number():
    read, write = os.pipe()
    process = start(f"import os\nos.write({write}, b'through')", pass_fds=[write])
    process.communicate()
    os.close(write)
    assert os.read(read, 99) == b"through"
    os.close(read)
