"""One address to one capture, with scripted answers: attempts, what is shared and what is not."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import pytest

from crawler.evidence.ledger import utc_now
from crawler.gather.answers import EvidenceLostError
from crawler.gather.fetch import Fetcher
from crawler.gather.unreached import Unreached
from tests.gather.runs import QUICK, agency
from tests.gather.test_accounting import Notebook
from tests.gather.worlds import FakeWire, answered


class Scripted(FakeWire):
    """Answers from a script: address → one answer after the other, the last one for good."""

    def __init__(self, script):
        super().__init__(random.Random(0))
        self.script = {url: list(answers) for url, answers in script.items()}

    async def ask(self, url, priority, jar, conditions=None):
        self.asked[url] = self.asked.get(url, 0) + 1
        answers = self.script.get(url)
        if answers is None:
            return answered(url, b"", 404)
        now = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(now, Exception):
            raise now
        return replace(now, url=url) if not isinstance(now, int) else answered(url, b"", now)


def seen(script, url, *, looks=1):
    """The capture of ``url`` and what was asked for it."""
    wire = Scripted(script)
    notebook = Notebook((agency({"O1": [url]}),))

    async def run():
        fetcher = Fetcher(wire, notebook, QUICK)
        capture = await fetcher.fetch(url, "declared")
        for _ in range(looks - 1):
            for key in fetcher.doubtful():
                fetcher.second_pass()
                capture = await fetcher.look_again(key)
        return capture

    return asyncio.run(run()), wire.asked


A = "http://a.go.th/x"
OK = answered(A, b"<html>fine")


@pytest.mark.parametrize(
    ("answers", "error", "times", "asked"),
    [
        ([OK], None, 1, 1),
        ([500, OK], None, 1, 2),
        ([404], "presence.http_error", 2, 2),
        ([404, 410], "presence.http_error", 2, 3),
        ([404, 500, 404], "presence.http_error", 2, 3),
        ([404, 500, 500], "fetch.server_error", 2, 3),
        ([404, 500, 410], "presence.http_error", 1, 3),
        ([Unreached("fetch.timeout", "late"), OK], None, 1, 2),
        ([Unreached("fetch.timeout", "late")], "fetch.timeout", 2, 2),
        ([Unreached("fetch.too_large", "3 GB")], "fetch.too_large", 1, 1),
        ([Unreached("fetch.blocked_address", "10.0.0.1")], "fetch.blocked_address", 1, 1),
        ([RuntimeError("ours")], "fetch.internal", 2, 2),
    ],
)
def test_second_look(answers, error, times, asked):
    capture, requests = seen({A: answers}, A, looks=4)
    assert (capture.error, capture.seen, requests[A]) == (error, times, asked)


def test_a_redirect_target_is_asked_once_for_all():
    script = {"http://a.go.th/1": [answered("", b"", 301, (("location", "/t"),))], "http://a.go.th/t": [OK]}
    wire = Scripted(script)
    notebook = Notebook(())

    async def run():
        fetcher = Fetcher(wire, notebook, QUICK)
        return await asyncio.gather(
            *(
                fetcher.fetch(url, "declared")
                for url in ["http://a.go.th/1", "http://a.go.th/t", "http://a.go.th/1#x"]
            )
        )

    first, second, third = asyncio.run(run())
    assert first == third
    assert first.final_url == second.final_url == "http://a.go.th/t"
    assert wire.asked["http://a.go.th/t"] == 1


def test_what_is_also_declared_is_declared():
    wire = Scripted({A: [OK]})
    notebook = Notebook(())

    async def run():
        fetcher = Fetcher(wire, notebook, QUICK)
        roles = [(await fetcher.fetch(A, role)).role for role in ("site", "document", "declared", "document")]
        return roles, notebook.captures[A].role

    assert asyncio.run(run()) == (["site", "document", "declared", "declared"], "declared")


def test_lost_evidence_ends_the_run():
    """An answer that cannot be written down is no capture, of whatever kind."""

    class FullDisk(Notebook):
        def exchange(self, exchange, body):
            raise OSError(28, "No space left on device")

    async def run():
        fetcher = Fetcher(Scripted({A: [OK]}), FullDisk(()), QUICK)
        await fetcher.fetch(A, "declared")

    with pytest.raises(EvidenceLostError, match="No space left"):
        asyncio.run(run())


def test_times_are_utc_to_the_second():
    assert len(utc_now()) == 20
    assert utc_now().endswith("Z")
