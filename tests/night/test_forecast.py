"""What a night will cost, before one request is sent."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from crawler.audit.forecast import forecast
from crawler.cli.audit import command
from tests.gather.runs import agency, gathered
from tests.gather.server import BadServer, page, redirect
from tests.night.nights import audit, folder

SHARED = "https://portal.example.go.th"


def test_a_shared_host_is_counted_once_for_all_agencies():
    one = agency({"O1": [f"{SHARED}/a/1", f"{SHARED}/a/2"]}, name="a", site=f"{SHARED}/a")
    two = agency({"O1": [f"{SHARED}/b/1"], "O2": [f"{SHARED}/a/1"]}, name="b", site=f"{SHARED}/b")
    night = forecast([one, two], delay=1.0)
    (host,) = night.hosts
    assert (host.host, host.least) == ("portal.example.go.th", 3 + 2 + 1)  # declared, home pages, robots.txt
    assert night.seconds == 5.0


def test_the_night_ends_when_the_busiest_host_ends():
    many = agency({"O1": [f"https://a.go.th/{n}" for n in range(10)], "O2": ["https://b.go.th/1"]})
    night = forecast([many], delay=2.0)
    assert [(one.host, one.expected) for one in night.hosts] == [("a.go.th", 11), ("b.go.th", 2)]
    assert night.seconds == 20.0
    assert night.requests == 13


def test_text_that_is_no_address_costs_nothing():
    night = forecast([agency({"O1": ["ไม่มี", "http://"]})], delay=1.0)
    assert (night.requests, night.seconds) == (0, 0.0)
    assert night.unusable == 2


def test_the_last_run_knows_what_links_lead_to():
    office = agency({"O1": ["https://a.go.th/1"]})
    night = forecast([office], delay=1.0, last={"a.go.th": 40, "drive.example.com": 3})
    assert [(one.host, one.least, one.expected) for one in night.hosts] == [
        ("a.go.th", 2, 40),
        ("drive.example.com", 0, 3),
    ]
    assert night.known


@pytest.fixture
def targets(tmp_path):
    path = tmp_path / "targets.yaml"
    declared = {"O1": ["https://a.example.go.th/1", "https://a.example.go.th/2"]}
    office = {
        "id": "office",
        "code": "1",
        "name_th": "สำนักงาน",
        "name_en": "Office",
        "site": "https://a.example.go.th/",
        "declared": declared,
    }
    path.write_text(json.dumps({"version": 1, "agencies": [office]}), encoding="utf-8")
    return path


def test_dry_run_says_it_and_sends_nothing(targets, tmp_path):
    out = tmp_path / "runs" / "one"
    result = CliRunner().invoke(
        command, ["--targets", str(targets), "--out", str(out), "--dry-run", "--delay", "2"]
    )
    assert result.exit_code == 0, result.output
    assert "a.example.go.th" in result.stdout
    assert "4" in result.stdout
    assert not out.exists()


def test_dry_run_for_programs(targets, tmp_path):
    out = tmp_path / "runs" / "one"
    arguments = [
        "--targets",
        str(targets),
        "--out",
        str(out),
        "--dry-run",
        "--delay",
        "2",
        "--format",
        "json",
    ]
    said = json.loads(CliRunner().invoke(command, arguments).stdout)
    assert said["requests"] == 4
    assert said["seconds"] == 6.0
    assert said["from_last_run"] is False


def test_after_a_night_it_counts_what_that_night_asked(tmp_path):
    """Redirects, robots.txt, home pages and the second look at what was not there are requests too."""
    routes = {"/moved": redirect("/there"), "/there": page('<h1>x</h1><a href="/file.pdf">เอกสาร</a>')}
    with BadServer(routes) as server:
        declared, site = {"O1": [server.url("/moved")], "O2": [server.url("/gone")]}, server.url("/")
        run = folder(tmp_path / "runs", 1, audit({("office", "O1"): "pass", ("office", "O2"): "fail"}))
        with gathered(run, agency(declared, site=site)):
            asked = len(server.requests)
    said = {"id": "office", "code": "1", "name_th": "ก", "name_en": "A", "site": site, "declared": declared}
    (tmp_path / "t.yaml").write_text(json.dumps({"version": 1, "agencies": [said]}), encoding="utf-8")
    arguments = ["--targets", str(tmp_path / "t.yaml"), "--out", str(tmp_path / "runs" / "2")]
    night = json.loads(CliRunner().invoke(command, [*arguments, "--dry-run", "--format", "json"]).stdout)
    assert night["from_last_run"] is True
    assert night["requests"] == asked > 5
