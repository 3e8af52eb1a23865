"""Every declared address ends with exactly one capture, whatever it is and whatever happens to it."""

from __future__ import annotations

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.evidence import open_evidence
from crawler.evidence.address import evidence_key
from crawler.evidence.writer import EvidenceWriter, begin_run
from crawler.gather.fetch import Fetcher
from crawler.gather.walk import Walk
from tests.gather.runs import QUICK, agency, gathered
from tests.gather.server import BadServer, page
from tests.gather.worlds import DICE, FakeWire, random_declaration

LISTS = 10_000


class Notebook:
    """The writer's side of the ledger, in memory: what was recorded, by key."""

    earlier = None
    scratch = None

    def __init__(self, agencies):
        self._agencies = agencies
        self.captures = {}
        self.bodies = {}
        self.run_id = "20250430T000000Z-00c0ffee"
        self.disk = _DISK

    def agencies(self):
        return self._agencies

    def captures_by_key(self):
        return ()

    def capture_made_of(self, key):
        return self.captures[key]

    def asked(self, key):
        assert key not in self.captures

    def exchange(self, exchange, body):
        name = f"{len(self.bodies):064x}"
        self.bodies[name] = body
        return name

    def no_answer(self, url, asked_at, error):
        pass

    def capture_made(self, key, capture, attempts):
        self.captures[key] = capture

    def body(self, sha256):
        return self.bodies[sha256]

    def replace_cuts(self, cuts):
        self.cuts = cuts

    def probe_of(self, pattern, key):
        pass

    def links_of_before(self, question):
        return None

    def links_found(self, question, links):
        pass


class _Inline(ThreadPoolExecutor):
    """Work done at once: ten thousand runs need no threads."""

    def submit(self, fn, /, *args, **kwargs):
        from concurrent.futures import Future

        done: Future = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as error:
            done.set_exception(error)
        return done


_DISK = _Inline(1)


class NoLinks:
    """A reader of pages that lead nowhere."""

    def question(self, *_):
        return ""

    async def read(self, *_):
        return ()


class SomeLinks(NoLinks):
    """A reader of pages that lead to each other and to nonsense."""

    def __init__(self, luck):
        self._luck = luck

    async def read(self, *_):
        return tuple(random_declaration(self._luck) for _ in range(self._luck.randrange(4)))


async def walked(urls, luck, links):
    agencies = (agency({f"O{1 + n % 5}": [url] for n, url in enumerate(urls[:5])} | {"O9": urls[5:]}),)
    notebook = Notebook(agencies)
    fetcher = Fetcher(FakeWire(luck), notebook, QUICK)
    walk = Walk(notebook, fetcher, links, QUICK)
    await walk.run()
    assert walk.faults == []
    return notebook


@pytest.mark.parametrize(("lists", "at_hand"), [(LISTS, 1024), (500, 1)])
def test_ten_thousand_random_lists(lists, at_hand, monkeypatch):
    """With what was made of late in memory, and with next to nothing there: the ledger has the rest."""
    for module in ("answers", "fetch"):
        monkeypatch.setattr(f"crawler.gather.{module}.AT_HAND", at_hand)
    luck = random.Random(2568)

    async def all_lists():
        for number in range(lists):
            urls = [random_declaration(luck) for _ in range(luck.randrange(1, 7))]
            notebook = await walked(urls, luck, SomeLinks(luck) if number % 10 == 0 else NoLinks())
            declared = {evidence_key(url) for url in urls}
            captured = {key for key, one in notebook.captures.items() if one.role == "declared"}
            assert declared == captured, urls
            for url in urls:
                capture = notebook.captures[evidence_key(url)]
                assert capture.error is not None or capture.status is not None
                assert capture.error != "fetch.internal" or DICE in capture.detail
                assert capture.seen in (1, 2, 3)

    asyncio.run(all_lists())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    urls=st.lists(
        st.text(max_size=30) | st.integers(0, 2**32).map(lambda s: random_declaration(random.Random(s))),
        min_size=1,
        max_size=8,
    )
)
def test_the_ledger_agrees(tmp_path_factory, urls):
    """The same with the real ledger: declared rows are there before, and all done after."""
    folder = tmp_path_factory.mktemp("run") / "run"
    begin_run(folder, [agency({"O1": urls})], QUICK.as_json(), {})

    async def run():
        writer = EvidenceWriter(folder)
        try:
            assert len(writer.declarations()) == len(urls)
            fetcher = Fetcher(FakeWire(random.Random(1)), writer, QUICK)
            await Walk(writer, fetcher, NoLinks(), QUICK).run()
            writer.end("gathered")
        finally:
            writer.close()

    asyncio.run(run())
    with open_evidence(folder) as store:
        assert [one.url for one in store.declarations()] == [_storable(url) for url in urls]
        assert all(store.capture(url) is not None for url in urls)
        assert store.run["complete"] is True


def _storable(url):
    return url.encode("utf-8", "backslashreplace").decode()


@pytest.fixture(scope="module")
def odd_list(tmp_path_factory):
    """A few hundred declarations through the real crawler."""
    luck = random.Random(7)
    with BadServer({"/": page("x"), "/p": page("y")}, otherwise=page("z")) as server:
        urls = [random_declaration(luck) for _ in range(150)]
        urls = [
            u.replace("a.go.th", f"127.0.0.1:{server.port}").replace("b.go.th", f"127.1:{server.port}")
            for u in urls
        ]
        urls += [server.url(f"/many/{n % 40}#part{n}") for n in range(150)]
        with gathered(
            tmp_path_factory.mktemp("odd") / "run", agency({"O1": urls[::2], "O2": urls[1::2]}), concurrency=8
        ) as store:
            yield urls, store, server


def test_a_few_hundred_through_the_crawler(odd_list):
    urls, store, _ = odd_list
    assert sorted(one.url for one in store.declarations()) == sorted(map(_storable, urls))
    assert [url for url in urls if store.capture(url) is None] == []
    assert store.run["pending"] == 0
    assert not [one for one in store.captures() if one.error == "fetch.internal"]


def test_each_address_was_asked_once(odd_list):
    _, _, server = odd_list
    assert {server.paths.count(f"/many/{n}") for n in range(40)} == {1}
