"""What the nights before did not really see is asked first."""

from __future__ import annotations

from tests.gather.runs import agency, gathered
from tests.gather.server import Answer, BadServer, page
from tests.night.nights import audit, folder

WALL = Answer(
    b"<title>Just a moment...</title>", 403, (("Content-Type", "text/html"), ("cf-mitigated", "challenge"))
)
PATHS = [f"/{n:02}" for n in range(12)]


def night(tmp_path, server, number):
    out = folder(
        tmp_path, number, audit({("office", "O1"): "unverified"}, number, withheld="by way of example")
    )
    server.requests.clear()
    return gathered(
        out, agency({"O1": [server.url(path) for path in PATHS]}), history=str(tmp_path), give_up_after=3
    )


def asked(server):
    return [path for path in server.paths if path != "/robots.txt"]


def test_a_night_before_a_wall_and_the_next_one(tmp_path):
    """A shield answers from the eighth page on: the next night begins with what nobody saw, believed or not."""
    good = {path: page(f"x {path}") for path in PATHS}
    with BadServer({path: good[path] for path in PATHS[:7]}, otherwise=WALL) as server:
        server.routes["/robots.txt"] = page("", status=404)
        with night(tmp_path, server, 1) as store:
            assert store.run["complete"]
            assert [store.capture(server.url(path)).error for path in PATHS[7:]] == ["access.challenge"] * 5
        assert asked(server)[:10] == PATHS[:10]  # three challenges, then it is left alone
        server.routes = good | {"/robots.txt": page("", status=404)}
        with night(tmp_path, server, 2):
            assert sorted(asked(server)[:5]) == PATHS[7:]
            assert sorted(asked(server)) == PATHS


def test_an_address_that_is_gone_was_seen(tmp_path):
    """Twice 404 is an answer; a server error is none."""
    routes = {path: page(f"x {path}") for path in PATHS}
    routes |= {PATHS[2]: page("gone", status=404), PATHS[9]: page("ill", status=500)}
    with BadServer(routes) as server:
        with night(tmp_path, server, 1):
            pass
        with night(tmp_path, server, 2):
            assert asked(server)[0] == PATHS[9]
            assert asked(server)[3] == PATHS[2]


def test_without_nights_before_the_order_is_that_of_the_file(tmp_path):
    with BadServer({path: page(f"x {path}") for path in PATHS}) as server, night(tmp_path, server, 1):
        assert asked(server) == PATHS
