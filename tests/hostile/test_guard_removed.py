"""The counter-proof: with the guard nothing reaches the victim; with the guard taken out, the same table does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler.cli import cli
from tests.gather.runs import agency, gathered
from tests.gather.server import BadServer, page, redirect

HERE = Path(__file__).parent

#: Ways to write this computer.
ATTACKS = (
    "http://127.0.0.1:{port}/{n}",
    "http://localhost:{port}/{n}",
    "http://127.1:{port}/{n}",
    "http://127.0.1:{port}/{n}",
    "http://2130706433:{port}/{n}",
    "http://0x7f000001:{port}/{n}",
    "http://0x7f.1:{port}/{n}",
    "http://017700000001:{port}/{n}",
    "http://0177.0.0.1:{port}/{n}",
    "http://①②⑦.⓪.⓪.①:{port}/{n}",
    "http://１２７.０.０.１:{port}/{n}",
    "http://127。0。0。1:{port}/{n}",
    "http://127.0.0.1.:{port}/{n}",
    "http://[::ffff:127.0.0.1]:{port}/{n}",
    "http://[::ffff:7f00:1]:{port}/{n}",
    "http:\\\\127.0.0.1:{port}\\{n}",
    "//127.0.0.1:{port}/{n}",
    "\thttp://127.0.0.1:{port}/{n}",
    "http://127.0.\n0.1:{port}/{n}",
    "http://0.0.0.0:{port}/{n}",
    "http://0:{port}/{n}",
    "http://0x7f.0.0.1:{port}/{n}",
    "http://0x7F.0x0.0x0.0x1:{port}/{n}",
    "http://0x7F000001:{port}/{n}",
    "http://0177.0.01:{port}/{n}",
    "http://0177.1:{port}/{n}",
    "http://00000177.0.0.1:{port}/{n}",
    "http://127.0x0.1:{port}/{n}",
    "http://127.0.0.0x1:{port}/{n}",
    "http://LOCALHOST:{port}/{n}",
    "http://localhost.:{port}/{n}",
    "http://ｌｏｃａｌｈｏｓｔ:{port}/{n}",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/{n}",
    "http://loc\u00adalhost:{port}/{n}",
    "http://local\u200bhost:{port}/{n}",
    "http://①27.0.0.1:{port}/{n}",
    "http://127．0．0．1:{port}/{n}",
    "http://127｡0｡0｡1:{port}/{n}",
    "http://⑫⑦.0.0.1:{port}/{n}",
    "http://𝟏𝟐𝟕.𝟎.𝟎.𝟏:{port}/{n}",
    "http://%31%32%37.0.0.1:{port}/{n}",
    "http://%31%32%37%2e%30%2e%30%2e%31:{port}/{n}",
    "http://%6c%6f%63alhost:{port}/{n}",
    "http://%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1:{port}/{n}",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/{n}",
    "http://[::FFFF:7F00:0001]:{port}/{n}",
    "http://[0000:0000:0000:0000:0000:ffff:7f00:0001]:{port}/{n}",
    "HTTP://127.0.0.1:{port}/{n}",
    "hTtP:\\\\127.0.0.1:{port}/{n}",
    "http:/127.0.0.1:{port}/{n}",
    "http:127.0.0.1:{port}/{n}",
    "http:///127.0.0.1:{port}/{n}",
    "http:/\\127.0.0.1:{port}/{n}",
    "  http://127.0.0.1:{port}/{n}  ",
    "\u200bhttp://127.0.0.1:{port}/{n}",
    "\ufeffhttp://127.0.0.1:{port}/{n}",
    "\x01http://127.0.0.1:{port}/{n}",
    "ht\ttp://127.0.0.1:{port}/{n}",
    "http://127.0.0.1\r:{port}/{n}",
    "http://127.0.0.1:{port}/{n}#@public.example",
    "http://127.0.0.1:{port}/{n}#.public.example/",
    "http://127.0.0.1:{port}\\@public.example/../../{n}",
    "http://127.0.0.1:0{port}/{n}",
    "http://127.0.0.1:{port}/x/../{n}",
    "http://127.0.0.1:{port}/./{n}",
    "http://127.0.0.1:{port}/hop?{n}",
    "http://127.0.0.1:{port}/refresh?{n}",
)


def reached(folder: Path) -> tuple[set[str], list[str | None]]:
    """The paths that the victim was asked for, and what became of each attack."""
    routes = {}
    for n in range(len(ATTACKS)):
        routes[f"/hop?{n}"] = redirect(f"/{n}")
        routes[f"/refresh?{n}"] = page(f'<meta http-equiv=refresh content="0;url=/{n}">')
    with BadServer(routes, otherwise=page("secret")) as victim:
        urls = [text.format(port=victim.port, n=n) for n, text in enumerate(ATTACKS)]
        with gathered(folder, agency({"O1": urls}), allow_private_hosts=False, robots=False) as store:
            return set(victim.paths), [store.capture(url).error for url in urls]


def test_guarded_nothing_is_reached(tmp_path):
    assert reached(tmp_path / "run") == (set(), ["fetch.blocked_address"] * len(ATTACKS))


def test_unguarded_every_attack_is_reached(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", f"{HERE / 'unguarded'}:{HERE.parents[1]}")
    asked, errors = reached(tmp_path / "run")
    assert {f"/{n}" for n in range(len(ATTACKS))} <= asked, errors


@pytest.mark.parametrize("name", ["refuse_address", "refuse_url", "_refuse_port"])
def test_what_is_taken_out_is_what_guards(name):
    from crawler.gather.guard import Guard, Tripwire

    assert callable(getattr(Guard, name))
    assert callable(Tripwire._hook)


# ------------------------------------------------------------------------------------ the ways in

INNER = "10.9.8.{n}"
#: How a page of a stranger that may be asked leads to one that may not, each to an address of its own.
WAYS = {
    "redirect 301": lambda to: redirect(to, 301),
    "redirect 302": lambda to: redirect(to, 302),
    "redirect 303": lambda to: redirect(to, 303),
    "redirect 307": lambda to: redirect(to, 307),
    "redirect 308": lambda to: redirect(to, 308),
    "redirect without a scheme": lambda to: redirect(to.removeprefix("http:")),
    "redirect with backslashes": lambda to: redirect(to.replace("/", "\\")),
    "redirect to https": lambda to: redirect(to.replace("http:", "https:")),
    "refresh": lambda to: page(f'<meta http-equiv=refresh content="0;url={to}">'),
    "script": lambda to: page(f'<script>location.href = "{to}"</script>'),
    "link to a document": lambda to: page(f'<h1>ข้อมูลผู้บริหาร</h1><p><a href="{to}plan.pdf">ข้อมูลผู้บริหาร</a></p>'),
    "link to a page": lambda to: page(f'<h1>ข้อมูลผู้บริหาร</h1><p><a href="{to}page">ข้อมูลผู้บริหาร</a></p>'),
    "frame": lambda to: page(f'<h1>ข้อมูลผู้บริหาร</h1><iframe src="{to}frame.html"></iframe>'),
    "base": lambda to: page(f'<base href="{to}"><h1>ข้อมูลผู้บริหาร</h1><p><a href="plan.pdf">ข้อมูลผู้บริหาร</a></p>'),
}  # fmt: skip


def tried(folder: Path, monkeypatch, *, guarded: bool) -> set[str]:
    """The inner addresses that a crawl tried to connect to."""
    notes = folder / "connections"
    notes.touch()
    monkeypatch.setenv("PYTHONPATH", f"{HERE / 'watched'}:{HERE.parents[1]}")
    monkeypatch.setenv("OIT_CONNECTIONS", str(notes))
    monkeypatch.setenv("OIT_UNGUARDED", "" if guarded else "yes")
    inner = {way: f"http://{INNER.format(n=n)}/" for n, way in enumerate(WAYS, 1)}
    routes = {f"/{n}": make(inner[way]) for n, (way, make) in enumerate(WAYS.items(), 1)}
    routes["/robots.txt"] = page("", status=404)
    ruled = {"/robots.txt": redirect("http://10.9.9.1/robots.txt"), "/page": page("x")}
    with (
        BadServer(routes) as server,
        BadServer(ruled, address="127.0.0.2") as second,
        BadServer(
            {"/page/1": page("x"), "/robots.txt": page("", status=404)},
            redirect("http://10.9.9.2/"),
            "127.0.0.3",
        ) as third,
    ):
        urls = [
            *(server.url(f"/{n}") for n in range(1, len(WAYS) + 1)),
            second.url("/page"),
            third.url("/page/1"),
        ]
        with gathered(folder / "run", agency({"O1": urls}), probes=True, robots=True, timeout=3.0) as store:
            assert store.run["complete"] is True
    return {line.rpartition(":")[0] for line in notes.read_text().splitlines() if not line.startswith("127.")}


EVERY = {INNER.format(n=n) for n in range(1, len(WAYS) + 1)} | {"10.9.9.1", "10.9.9.2"}


def test_guarded_no_way_leads_inside(tmp_path, monkeypatch):
    assert tried(tmp_path, monkeypatch, guarded=True) == set()


def test_unguarded_every_way_leads_inside(tmp_path, monkeypatch):
    assert tried(tmp_path, monkeypatch, guarded=False) == EVERY


@pytest.mark.parametrize("command", ["inspect", "links"])
def test_what_officers_paste_into_a_command_is_guarded(command, tmp_path):
    with BadServer(otherwise=page("secret")) as victim:
        for text in (
            victim.url("/"),
            f"http://localhost:{victim.port}/",
            f"http://2130706433:{victim.port}/",
        ):
            CliRunner().invoke(cli, [command, text])
        assert victim.requests == []
        CliRunner().invoke(cli, [command, victim.url("/"), "--allow-private-hosts"])
        assert victim.requests != []


# --------------------------------------------------------------------------------- the tripwire


def test_the_tripwire_of_the_whole_suite_is_armed(loopback_only):
    """A test that opens a forbidden socket is caught, and would fail."""
    forbidden = ["10.0.0.1", "169.254.169.254", "93.184.216.34", "100.64.0.1"]
    for host in forbidden:
        with socket.socket() as out, pytest.raises(OSError, match="tripwire"):
            out.connect((host, 80))
    caught, loopback_only.escaped = loopback_only.escaped, []
    assert [host for host, *_ in caught] == forbidden


ESCAPES = """
import socket

def test_escapes():
    try:
        socket.create_connection(("10.0.0.1", 80), 1)
    except OSError:
        pass  # and says nothing
"""


def test_a_test_that_escapes_fails(tmp_path):
    (tmp_path / "conftest.py").write_text((HERE.parent / "conftest.py").read_text())
    (tmp_path / "test_one.py").write_text(ESCAPES)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", "/dev/null", "--rootdir", str(tmp_path), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "1 passed, 1 error" in done.stdout
    assert "10.0.0.1 is not a public address" in done.stdout
