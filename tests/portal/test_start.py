"""What is wrong with a setting is said at the start, in Thai and English, and nothing is served."""

from __future__ import annotations

import gc
import re
import socket
import sys

import pytest
from django.conf import settings
from django.db import OperationalError

from crawler.cli.serve import _server
from crawler.errors import InputError
from portal import start


def told(raised):
    (problem,) = raised.value.problems
    assert re.search("[ก-๙]", problem.message_th)
    return problem.message_en


def test_a_checklist_that_is_none(monkeypatch):
    monkeypatch.setattr(settings, "CHECKLIST", "bma-district-2658")
    with pytest.raises(InputError) as raised:
        start.prepare()
    assert "did you mean bma-district-2568?" in told(raised)


def test_a_database_that_is_away(monkeypatch):
    def away(*_: object, **__: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(start, "call_command", away)
    with pytest.raises(InputError) as raised:
        start.prepare()
    assert "check OIT_PORTAL_DB" in told(raised)


def test_a_broker_without_its_library(monkeypatch):
    monkeypatch.setattr(settings, "BROKER", "redis://localhost")
    monkeypatch.setitem(sys.modules, "celery", None)
    with pytest.raises(ModuleNotFoundError, match="celery"):
        start.setup()


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # waitress drops its socket unclosed
def test_a_port_that_is_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError) as raised:
            _server(taken.getsockname()[1])
    assert "choose another --port" in told(raised)
    del raised
    gc.collect()
