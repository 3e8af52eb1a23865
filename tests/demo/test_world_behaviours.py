"""What a route of a world folder can do."""

from __future__ import annotations

import contextlib
import http.client
import textwrap

import pytest

from crawler.demo.server import serve_demo

ROUTES = """
sites:
  one:
    host: one.demo.invalid
    routes:
      /cut: {body: "0123456789", truncate: 4}
      /vast: {body: x, announce: 3000000000}
      /silent: {hang: 60}
      /again: {body: fine, first: {times: 2, status: 503, body: busy}}
      /away: {redirect: "http://one.demo.invalid/there", status: 301}
      /q?id=7: {body: seven}
      /q: {body: bare}
"""


@pytest.fixture
def web(tmp_path):
    (tmp_path / "sites" / "one").mkdir(parents=True)
    (tmp_path / "sites/one/page.html").write_text('<a href="http://one.demo.invalid/q">', encoding="utf-8")
    (tmp_path / "routes.yaml").write_text(textwrap.dedent(ROUTES), encoding="utf-8")
    (tmp_path / "targets.yaml").write_text("site: http://one.demo.invalid/\n", encoding="utf-8")
    with serve_demo(tmp_path) as served:
        yield served


@contextlib.contextmanager
def asking(web, target):
    site = web.sites["one"]
    with contextlib.closing(http.client.HTTPConnection(site.address, site.port, timeout=5)) as connection:
        connection.request("GET", target)
        with connection.getresponse() as answer:
            yield answer


def body(web, target):
    with asking(web, target) as answer:
        return answer.read()


def test_truncated_body(web):
    with asking(web, "/cut") as answer, pytest.raises(http.client.IncompleteRead) as caught:
        answer.read()
    assert caught.value.partial == b"0123"


def test_announced_length(web):
    with asking(web, "/vast") as answer:
        assert answer.getheader("content-length") == "3000000000"


def test_first_answers_then_the_route(web):
    assert [body(web, "/again") for _ in range(4)] == [b"busy", b"busy", b"fine", b"fine"]


def test_addresses_are_filled_in_pages_redirects_and_targets(web):
    base = web.sites["one"].base
    with asking(web, "/away") as answer:
        assert answer.getheader("location") == f"{base}/there"
    assert body(web, "/page.html").decode() == f'<a href="{base}/q">'
    assert web.targets_path.read_text(encoding="utf-8") == f"site: {base}/\n"


def test_query_makes_another_page(web):
    assert body(web, "/q?id=7") == b"seven"
    assert body(web, "/q?id=8") == b"bare"


def test_stop_ends_a_hanging_answer(web):
    web.stopping.set()
    with pytest.raises(http.client.RemoteDisconnected), asking(web, "/silent"):
        pass


def test_requests_are_kept_in_order(web):
    body(web, "/q")
    body(web, "/nowhere")
    assert web.requests == [("one", "GET", "/q"), ("one", "GET", "/nowhere")]
