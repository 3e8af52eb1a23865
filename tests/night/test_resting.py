"""Documents that never change may rest for a night or two: what is said of them stays what a full night says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crawler.evidence import open_evidence
from crawler.history.overdue import full_night_is_due, last_seen, resting, settled
from tests.gather.runs import agency, gathered
from tests.gather.server import BadServer, document, page
from tests.night.nights import audit, folder

FILES = [f"/f{n}.pdf" for n in range(6)]


@pytest.fixture
def server():
    links = "".join(f'<p><a href="{path}">เอกสาร {path}</a></p>' for path in FILES)
    routes = {"/": page(f"<h1>ข้อมูล</h1><div>{links}</div>"), "/robots.txt": page("", status=404)}
    routes |= {path: document(f"%PDF-1.4 {path}\n%%EOF\n".encode()) for path in FILES}
    with BadServer(routes) as one:
        yield one


def night(tmp_path, server, number, previous=None, **options):
    out = folder(tmp_path, number, audit({("office", "O1"): "pass"}, number))
    server.requests.clear()
    back = str(tmp_path / f"run-{previous:03d}") if previous else ""
    office = agency({"O1": [server.url("/")]})
    return gathered(out, office, previous=back, history=str(tmp_path), settled_after=2, **options)


def seen(store, server):
    """What each document was, without the moment."""
    found = {}
    for path in FILES:
        capture = store.capture(server.url(path))
        body = store.body(capture.sha256)
        found[path] = (capture.status, capture.final_url, capture.error, capture.headers, capture.role, body)
    return found


def nights_without_change(tmp_path, server):
    for number in (1, 2):
        with night(tmp_path, server, number, number - 1 or None):
            pass


def documents_asked(server):
    return [path for path in server.paths if path.endswith(".pdf")]


NEVER = 10_000  # a night of its own that does not come


def test_a_night_of_rest_says_what_a_full_night_says(tmp_path, server):
    nights_without_change(tmp_path, server)
    with night(tmp_path, server, 3, 2, recheck=NEVER) as store:
        rested = seen(store, server)
        assert documents_asked(server) == []
        assert "/" in server.paths
        assert store.run["rested"] == len(FILES)
        assert store.run["complete"]
        with open_evidence(tmp_path / "run-002") as before:
            for path in FILES:
                age = [one.capture(server.url(path)).fetched_at for one in (store, before)]
                assert age[0] == age[1]
    with night(tmp_path, server, 4) as store:
        assert seen(store, server) == rested


def test_without_the_option_every_document_is_asked_every_night(tmp_path, server):
    nights_without_change(tmp_path, server)
    with night(tmp_path, server, 3, 2):
        assert sorted(documents_asked(server)) == FILES


def test_a_full_night_asks_for_everything(tmp_path, server):
    nights_without_change(tmp_path, server)
    with night(tmp_path, server, 3, recheck=NEVER):
        assert sorted(documents_asked(server)) == FILES


def test_nothing_rests_below_a_page_that_changed(tmp_path, server):
    nights_without_change(tmp_path, server)
    links = "".join(f'<p><a href="{path}">ฉบับปรับปรุง {path}</a></p>' for path in FILES)
    server.routes["/"] = page(f"<h1>ข้อมูล</h1><div>{links}</div>")
    with night(tmp_path, server, 3, 2, recheck=NEVER):
        assert sorted(documents_asked(server)) == FILES


def test_what_failed_or_changed_never_rests(tmp_path, server):
    with night(tmp_path, server, 1):
        pass
    server.routes[FILES[0]] = page("gone", status=404)
    server.routes[FILES[1]] = document(b"%PDF-1.4 new\n%%EOF\n")
    with night(tmp_path, server, 2, 1):
        pass
    with night(tmp_path, server, 3, 2, recheck=NEVER) as store:
        assert set(documents_asked(server)) == set(FILES[:2])
        assert store.run["rested"] == 4


def test_lost_bytes_wake_a_document(tmp_path, server):
    nights_without_change(tmp_path, server)
    for warc in (tmp_path / "run-002" / "evidence").iterdir():
        warc.unlink()
    with night(tmp_path, server, 3, 2, recheck=NEVER) as store:
        assert sorted(documents_asked(server)) == FILES
        assert store.run["rested"] == 0


def test_each_document_has_its_own_night():
    unchanged = {f"https://a.go.th/{n}.pdf": "0" for n in range(3000)}
    today = date(2025, 4, 30)
    awake = [unchanged.keys() - resting(unchanged, 3, today + timedelta(days=n)).keys() for n in range(3)]
    assert set().union(*awake) == set(unchanged)
    assert sum(map(len, awake)) == len(unchanged)
    assert all(800 < len(one) < 1200 for one in awake)


def test_settled_needs_enough_trusted_nights(tmp_path, server):
    with night(tmp_path, server, 1):
        pass
    assert settled(tmp_path, 2) == {}
    with night(tmp_path, server, 2, 1):
        pass
    assert len(settled(tmp_path, 2)) == len(FILES)
    assert settled(tmp_path, 2, but=tmp_path / "run-001") == {}
    assert len(last_seen(tmp_path, [server.url("/"), server.url("/never")])) == 1


@pytest.mark.parametrize(
    ("today", "due"),
    [("2025-01-02", False), ("2025-01-07", False), ("2025-01-08", True), ("2025-03-01", True)],
)
def test_every_seventh_night_is_a_full_one(tmp_path, server, today, due):
    """Whatever day of the week it is, and whether the day of judging goes on or the calendar."""
    with night(tmp_path, server, 1):
        pass
    with night(tmp_path, server, 2, 1):
        pass
    first = date(2025, 1, 1)
    assert full_night_is_due(tmp_path, date.fromisoformat(today), first) is due
    assert full_night_is_due(tmp_path, first, date.fromisoformat(today)) is due


def test_the_first_night_is_a_full_one(tmp_path):
    assert full_night_is_due(tmp_path, date(2025, 1, 1), date(2025, 1, 1))
