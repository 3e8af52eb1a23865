"""The process that reads links, when whoever asks it is killed in the middle of a question or of an answer."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

WORKER = [sys.executable, "-m", "crawler.gather.link_worker"]
PAGE = "".join(f'<p><a href="/x{n}.pdf">แผน {n}</a></p>' for n in range(3_000)).encode()
TITLES = b'{"O1": ["x"]}\n'
TASK = json.dumps({"task": "index", "url": "http://a.example/", "content_type": "text/html", "size": len(PAGE)}).encode() + b"\n"  # fmt: skip
WHOLE = TITLES + TASK + PAGE


@pytest.mark.parametrize(
    "cut", [0, 5, len(TITLES), len(TITLES) + 9, len(TITLES + TASK), len(WHOLE) - 1, len(WHOLE)]
)
def test_a_question_cut_anywhere_ends_it_quietly(cut):
    done = subprocess.run(WORKER, input=WHOLE[:cut], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert bool(done.stdout) is (cut == len(WHOLE))


def test_an_answer_that_nobody_reads_ends_it_quietly():
    with subprocess.Popen(
        WORKER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as worker:
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert worker.stderr is not None
        worker.stdout.close()
        worker.stdin.write(WHOLE)
        worker.stdin.close()
        assert worker.stderr.read() == b""
        assert worker.wait() == 0
