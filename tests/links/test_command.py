"""The command: what it takes, where it writes, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner

from crawler.cli import cli
from tests.links.site import NOT_FOUND, Reply, Site, file, links, page

LONG = "<p>" + "ข้อมูลของสำนักงาน รายงานผล การดำเนินงาน " * 40 + "</p>"
QUICK = ["--allow-private-hosts", "--delay", "0", "--suggest", "0", "--documents", "0", "--lang", "en"]


@pytest.fixture
def web():
    routes = {
        "/": links("/ok.pdf", "/gone.pdf", more=LONG),
        "/fine": links("/ok.pdf", more=LONG),
        "/ok.pdf": file(),
        "/walled": links("/403", more=LONG),
        "/403": page("no", status=403),
    }
    with Site(routes) as site:
        yield site


def run(*arguments, stdin=None):
    return CliRunner().invoke(cli, ["links", *arguments, *QUICK], input=stdin)


@pytest.mark.parametrize(
    ("path", "options", "code"),
    [
        ("/", (), 1),
        ("/fine", (), 0),
        ("/walled", (), 0),
        ("/walled", ("--strict",), 4),
        ("/", ("--strict",), 1),
        ("/nowhere", (), 1),
        ("/", ("--accept", "404"), 0),
        ("/", ("--accept", "400..499"), 0),
        ("/", ("--exclude", r"gone"), 0),
        ("/", ("--include", r"ok\.pdf"), 0),
    ],
)
def test_exit_codes(web, path, options, code):
    assert run(web.url(path), *options).exit_code == code


@pytest.mark.parametrize(
    "arguments",
    [
        ("http://127.0.0.1:1/", "--format", "html"),
        ("http://127.0.0.1:1/", "--format", "json,csv"),
        ("http://127.0.0.1:1/", "--accept", "abc"),
        ("http://127.0.0.1:1/", "--exclude", "("),
        ("http://127.0.0.1:1/", "--max-age", "soon"),
        ("http://127.0.0.1:1/", "--allow-network", "169.254.0.0/16"),
        ("http://127.0.0.1:1/", "--baseline", "missing.json"),
        ("no-such-agency",),
        ("-",),
    ],
)
def test_wrong_input_ends_with_2_and_asks_nothing(arguments):
    assert run(*arguments, stdin="\n# only a remark\n").exit_code == 2


def test_lists_and_stdin(web, tmp_path):
    listed = tmp_path / "pages.txt"
    listed.write_text(f"# pages of the office\n{web.url('/fine')}\n\n{web.url('/')}  # the home page\n")
    result = run(str(listed), "--format", "json")
    assert result.exit_code == 1
    (one,) = json.loads(result.stdout)["links"]
    assert one["declared_in"] == {"file": str(listed), "line": 4}
    assert run("-", stdin=web.url("/fine")).exit_code == 0


def test_agencies_of_a_targets_file(web, tmp_path):
    targets = tmp_path / "targets.yaml"
    targets.write_text(
        f"version: 1\nagencies:\n  - id: office\n    code: '1'\n    name_th: สำนักงาน\n    name_en: Office\n    site: {web.url('/fine')}\n"
        f"    declared:\n      O1:\n        - {web.url('/')}\n        - {web.url('/walled')}\n"
    )
    result = run("office", "--targets", str(targets), "--format", "github")
    assert result.exit_code == 1
    assert f"file={targets},line=10".replace(":", "%3A") in result.stdout
    assert "office O1" in result.stdout
    assert run("--targets", str(targets)).exit_code == 1
    assert run("ofice", "--targets", str(targets)).exit_code == 2


def test_reports_go_to_a_folder(web, tmp_path):
    out = tmp_path / "out"
    result = run(web.url("/"), "--format", "json,csv,junit,sarif,markdown,github,terminal", "--out", str(out))
    assert result.exit_code == 1
    assert {path.name for path in out.iterdir()} == {
        "links.json",
        "links.csv",
        "links.junit.xml",
        "links.sarif",
        "links.md",
    }
    assert "::error" in result.stdout
    assert "1 broken" in result.stdout


def test_only_new_breakage_fails(web, tmp_path):
    known = tmp_path / "known.json"
    known.write_text(run(web.url("/"), "--format", "json").stdout)
    result = run(web.url("/"), "--baseline", str(known))
    assert result.exit_code == 0
    assert "1 known" in result.stdout
    assert (
        run(web.url("/"), web.url("/walled"), web.url("/new-breakage"), "--baseline", str(known)).exit_code
        == 1
    )
    listed = tmp_path / "known.txt"
    listed.write_text(f"# known\n{web.url('/gone.pdf')}\n{web.url('/mended.pdf')}\n")
    result = run(web.url("/"), "--baseline", str(listed))
    assert result.exit_code == 0
    assert "no longer seen broken" in result.stdout
    known.write_text("{}")
    assert run(web.url("/"), "--baseline", str(known)).exit_code == 2


def test_waivers_end(web, tmp_path):
    waivers = tmp_path / "waivers.yaml"
    waivers.write_text(
        f"waivers:\n  - url: {web.url('/')}*.pdf\n    reason: the old system is closed\n    expires: '2025-03-31'\n"
    )
    asked = (web.url("/"), "--waivers", str(waivers), "--as-of")
    assert run(*asked, "2025-03-31").exit_code == 0
    result = run(*asked, "2025-04-01")
    assert result.exit_code == 1
    assert "the waiver ended on 2025-03-31" in result.stdout
    waivers.write_text("waivers:\n  - url: x\n    expires: 31/03/2025\n")
    assert run(*asked, "2025-03-31").exit_code == 2


def test_what_was_fine_is_not_asked_again(web, tmp_path):
    cached = ("--cache", str(tmp_path / "cache"))
    assert run(web.url("/"), *cached).exit_code == 1
    web.requests.clear()
    assert run(web.url("/"), *cached).exit_code == 1
    assert "HEAD /ok.pdf" not in web.asked
    assert "HEAD /gone.pdf" in web.asked
    web.requests.clear()
    assert run(web.url("/"), *cached, "--max-age", "0").exit_code == 1
    assert "HEAD /ok.pdf" in web.asked
    (tmp_path / "cache" / "oit-links-cache.json").write_text("{broken")
    assert run(web.url("/"), *cached).exit_code == 1


def test_it_says_who_it_is_and_who_can_be_asked():
    agents = set()

    def remember(_path, headers):
        agents.add(headers["User-Agent"])
        return page(LONG)

    with Site({"/": remember}) as site:
        assert run(site.url("/"), "--contact", "https://office.example/bot").exit_code == 0
    (agent,) = agents
    assert agent.startswith("oit/")
    assert "https://office.example/bot" in agent


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_keeps_what_was_found(number):
    with Site(
        {
            "/": links("/gone.pdf", "/never.pdf", more=LONG),
            "/never.pdf": Reply(never=True),
            "/robots.txt": NOT_FOUND,
        }
    ) as site:
        command = [
            sys.executable,
            "-m",
            "crawler",
            "links",
            site.url("/"),
            "--format",
            "json",
            "--timeout",
            "60",
            *QUICK,
        ]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        ) as process:
            while "HEAD /never.pdf" not in site.asked:
                pass
            process.send_signal(number)
            out, _ = process.communicate()
    assert process.returncode == 3
    report = json.loads(out)
    assert report["complete"] is False
    assert any("หยุดกลางคัน" in note and "not all was checked" in note for note in report["notes"])
