"""The counter-proof: with the guard nothing reaches the victim; with the guard taken out, the same table does."""

from __future__ import annotations

from pathlib import Path

import pytest

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
