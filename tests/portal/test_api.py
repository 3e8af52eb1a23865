"""The public API against its own description, by schemathesis: no fault of ours, answers as described."""

from __future__ import annotations

import json

import hypothesis
import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from portal import nights
from portal.models import Night
from portal.wsgi import application

EXAMPLES = hypothesis.settings(
    max_examples=60, derandomize=True, deadline=None, database=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow],
)  # fmt: skip


@pytest.fixture
def api(office):
    """The description as it is served, of a window with one published night; the test keeps its connection."""
    schemathesis = pytest.importorskip(
        "schemathesis", reason="schemathesis is not installed"
    )  # here: it takes a second
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    Night.objects.filter(pk=nights.latest().pk).update(
        published_at="2025-05-01T00:00:00Z", published_by="boss"
    )
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


def asked(api, mode, right):
    """Ask every described operation generated questions, all ``positive`` or all ``negative``; ``right`` looks at each."""
    from schemathesis import GenerationMode

    count = 0
    for found in api.get_all_operations():
        operation = found.ok()
        if mode == "negative" and "{" not in operation.path:
            continue  # nothing can be wrong in it

        @EXAMPLES
        @hypothesis.given(case=operation.as_strategy(generation_mode=GenerationMode(mode)))
        def ask(case):
            nonlocal count
            count += 1
            right(case)

        ask()
    return count


def test_answers_are_as_described(api):
    """Whatever is asked: a status that is described, its media type, its schema, and never a 500."""
    assert asked(api, "positive", lambda case: case.call_and_validate()) >= EXAMPLES.max_examples


def test_questions_that_break_the_description_are_refused(api):
    """Wrong texts for a district, and other methods: 404 or 405, in our words."""

    def refused(case):
        answer = case.call()
        assert answer.status_code in {404, 405}, (case.method, case.path_parameters)
        assert "Traceback" not in answer.text

    assert asked(api, "negative", refused)


def test_every_route_of_the_api_is_described(api):
    from portal.urls import ROUTES

    routes = {
        f"/{one.path}".replace("<slug:body>", "{body}") for one in ROUTES if one.path.startswith("api/")
    }
    assert routes - {"/api/v1/openapi.json"} == set(
        json.loads(Client().get("/api/v1/openapi.json").content)["paths"]
    )
