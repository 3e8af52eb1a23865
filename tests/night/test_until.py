"""``--until``: when it is, what a night does that runs out of time, and what the next one does first."""

from __future__ import annotations

import json
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from crawler.cli.audit import command, run_audit
from crawler.cli.deadline import moment
from tests.gather.runs import agency
from tests.gather.server import BadServer, in_turn, page

EVENING = datetime(2025, 4, 30, 18, tzinfo=UTC)  # one o'clock in Bangkok, on the first of May


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("05:30", "2025-04-30T22:30"),
        ("5.30", "2025-04-30T22:30"),
        ("00:30", "2025-05-01T17:30"),
        ("01:00", "2025-05-01T18:00"),
        ("01:01", "2025-04-30T18:01"),
        ("2025-05-01T05:30", "2025-04-30T22:30"),
        ("2025-05-01T05:30+00:00", "2025-05-01T05:30"),
        ("2025-05-01T05:30:00Z", "2025-05-01T05:30"),
    ],
)
def test_what_a_time_means(text, means):
    assert moment(text, EVENING) == datetime.fromisoformat(means).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "25:00", "05:60", "soon", "2025-05-01", "5"])
def test_what_is_no_time(text):
    with pytest.raises(ValueError, match=r".*"):
        moment(text, EVENING)
    assert CliRunner().invoke(command, ["--until", text]).exit_code == 2


@pytest.fixture
def targets(tmp_path):
    path = tmp_path / "targets.yaml"
    declared = {"O1": [f"https://a.example.go.th/{n}" for n in range(100)]}
    office = {
        "id": "office", "code": "1", "name_th": "สำนักงาน", "name_en": "Office",
        "site": "https://a.example.go.th/", "declared": declared,
    }  # fmt: skip
    path.write_text(json.dumps({"version": 1, "agencies": [office]}), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("minutes", "fits"), [(1, False), (10, True)])
def test_a_forecast_says_whether_the_night_fits(targets, tmp_path, minutes, fits):
    until = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
    arguments = ["--targets", targets, "--out", str(tmp_path / "r" / "1"), "--dry-run", "--until", until]
    said = json.loads(CliRunner().invoke(command, [*arguments, "--format", "json"]).stdout)
    assert said["fits"] is fits
    words = CliRunner().invoke(command, [*arguments, "--lang", "en"]).stdout
    assert ("fits before" in words) is fits
    assert ("does not fit before" in words) is not fits


def office(server, name, *paths):
    return agency({f"O{n}": [server.url(path)] for n, path in enumerate(paths, 1)}, name=name)


def test_a_night_that_runs_out_of_time_and_the_next_one(tmp_path, capsys):
    """The server falls silent at the third address; the deadline comes; the next night begins there."""
    over = threading.Event()

    async def silent(connection):
        over.set()
        await connection.wait()

    good = page("<h1>ข้อมูล</h1><p>เนื้อหา</p>")
    paths = ("/a", "/b", "/c", "/d")
    routes = {"/a": good, "/b": good, "/c": in_turn(silent, good), "/d": good}
    until = EVENING + timedelta(hours=4, minutes=30)

    def night(day, number):
        return run_audit(
            agencies=[office(server, "x", *paths)], checklist="bma-district-2568", as_of=date(2025, 5, day),
            out=tmp_path / str(number), formats=("json",), delay=0, allow_private_hosts=True, timeout=600.0,
            history=tmp_path, until=until, now=lambda: until if over.is_set() else EVENING, full=False, lang="en",
            progress=False,
        )  # fmt: skip

    with BadServer(routes) as server:
        first = night(1, 1)
        over.clear()
        asked = len(server.requests)
        second = night(2, 2)
        order = [path for path in server.paths[asked:] if path in paths]
    audit = first.audit
    assert audit["audit"]["complete"] is True
    assert audit["audit"]["not_reached"] == {"declared": 2, "linked": 0}
    assert "Not everything was reached" in audit["notes"][0]["text_en"]
    items = {item["id"]: item for item in audit["agencies"][0]["items"]}
    assert [items[f"O{n}"]["status"] for n in (3, 4)] == ["unverified"] * 2
    codes = {finding["code"] for n in (3, 4) for finding in items[f"O{n}"]["findings"]}
    assert codes == {"fetch.not_reached"}
    assert {f["blame"] for n in (3, 4) for f in items[f"O{n}"]["findings"]} == {"auditor"}
    assert first.exit_code() in (0, 1)
    assert order[:2] == ["/c", "/d"]
    assert sorted(order) == sorted(paths)
    assert "the most overdue first: 2 addresses" in capsys.readouterr().err
    assert second.audit["audit"]["not_reached"] is None


def test_a_night_cut_short_is_not_a_sick_auditor(tmp_path):
    from crawler.audit.trust import guarded
    from crawler.history.chronicle import Chronicle, night_of
    from tests.night.nights import audit

    verdicts = {(f"a{n}", f"O{i}"): "pass" for n in range(5) for i in range(1, 6)}
    past = Chronicle().add(night_of(audit(verdicts, 1)))
    unseen = dict.fromkeys(verdicts, "unverified")
    reached = audit(unseen, 2, codes={key: ["fetch.timeout"] for key in verdicts})
    assert guarded(reached, past)["audit"]["withheld"]
    not_reached = audit(unseen, 2, codes={key: ["fetch.not_reached"] for key in verdicts})
    assert not guarded(not_reached, past)["audit"]["withheld"]
