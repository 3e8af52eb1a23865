"""The answers of one run: each address is asked once for everybody, and what it said is kept before it is looked at."""

from __future__ import annotations

import asyncio
import sqlite3
from functools import partial
from typing import TYPE_CHECKING

from crawler.evidence.body import Body
from crawler.evidence.coding import NO_FLAW, decode_into
from crawler.evidence.ledger import utc_now
from crawler.evidence.store import LostBodyError
from crawler.gather.answer import HEAD_BYTES, Answer, is_page, read_answer
from crawler.gather.recent import Met, Recent
from crawler.gather.unreached import Unreached

if TYPE_CHECKING:
    from crawler.evidence.earlier import Known
    from crawler.evidence.warc import Exchange
    from crawler.evidence.writer import EvidenceWriter
    from crawler.gather.cookies import Jar
    from crawler.gather.pace import Place
    from crawler.gather.wire import Wire
    from crawler.model import Capture

CHALLENGE = "access.challenge"
NOT_MODIFIED = 304
#: So many answers are in memory.
AT_HAND = 1024


class EvidenceLostError(RuntimeError):
    """What was answered could not be kept (disk full): no capture may be made of it, the run has to end."""


class Answers:
    """Asks, keeps what is answered as evidence, and remembers it for who comes by next."""

    def __init__(self, wire: Wire, writer: EvidenceWriter, max_body: int) -> None:
        self._wire = wire
        self._writer = writer
        self._earlier = writer.earlier
        self._max_body = max_body
        self._answers: Recent[str, Answer] = Recent(AT_HAND)
        self._asking: dict[str, asyncio.Task[Answer]] = {}
        #: Hashes of bodies that are pages.
        self._pages = Met()

    @property
    def awaited(self) -> tuple[asyncio.Task[Answer], ...]:
        """What is being asked for everybody."""
        return tuple(self._asking.values())

    async def of(self, url: str, place: Place, jar: Jar, *, share: bool, fresh: bool) -> Answer:
        """The answer of one hop: the run's, or one of our own."""
        if not share:
            return await self.ask(url, place, jar)
        answer = self._answers.get(url)
        if answer is not None and not (fresh and answer.failed is not None):
            return answer
        held = self._asking.get(url)
        if held is None or (fresh and held.done()):
            held = self._asking[url] = asyncio.ensure_future(self._ask_for_all(url, place, jar, fresh=fresh))
        return await asyncio.shield(held)

    async def _ask_for_all(self, url: str, place: Place, jar: Jar, *, fresh: bool) -> Answer:
        """The answer for everybody who comes by; the asking itself is kept only where none came."""
        known = self._earlier.known(url) if self._earlier and not fresh else None
        answer = self._answers[url] = await self.ask(url, place, jar, known)
        del self._asking[url]
        return answer

    async def ask(self, url: str, place: Place, jar: Jar, known: Known | None = None) -> Answer:
        """Ask once more, whoever asked before.  Raises :class:`Unreached`, and :class:`EvidenceLostError`."""
        asked_at = utc_now()
        try:
            exchange = await self._wire.ask(url, place, jar, known.conditions if known else None)
        except Unreached as failed:
            if failed.sent:
                self._writer.no_answer(url, asked_at, failed.code)
            raise
        kept = partial(self._kept_again, exchange, known) if known else partial(self._kept, exchange)
        try:
            answer = await asyncio.get_running_loop().run_in_executor(self._writer.disk, kept)
        except (OSError, sqlite3.Error) as full:
            raise EvidenceLostError(f"the evidence cannot be written: {full}") from full
        if answer is None:
            return await self.ask(url, place, jar)
        self._wire.host(url).passed(wall=answer.failed is not None and answer.failed.code == CHALLENGE)
        if answer.page:
            self._pages.add(answer.sha256)
        return answer

    def _kept(self, exchange: Exchange) -> Answer:
        """Decode, record and look at an answer; off the reactor, because a body may be large."""
        body, flaw = exchange.body, NO_FLAW
        if encodings := exchange.header("content-encoding"):
            body = Body(self._writer.scratch)
            flaw = decode_into(body.write, exchange.body.chunks(), encodings, self._max_body)
        sha256 = self._writer.exchange(exchange, body)
        return read_answer(exchange, sha256, body.head(HEAD_BYTES), body.size, flaw)

    def _kept_again(self, exchange: Exchange, known: Known) -> Answer | None:
        """As :meth:`_kept`, for an answer that may be "not changed"; ``None`` when the bytes of then are lost."""
        assert self._earlier is not None
        if exchange.status != NOT_MODIFIED or not known.conditions:
            return self._kept(exchange)
        try:
            head = self._earlier.head(known.sha256, HEAD_BYTES)
        except (KeyError, LostBodyError):
            return None
        if not self._writer.unchanged(exchange, known):
            return None
        return read_answer(known.answered_again(exchange), known.sha256, head, known.size)

    def is_page(self, capture: Capture) -> bool:
        """Whether a capture is a page with an answer, without reading it where that is known."""
        if capture.answered and capture.size and capture.sha256 in self._pages:
            return True
        return self._page_body(capture) is not None

    def _page_body(self, capture: Capture) -> bytes | None:
        """The body of a capture that is a page with an answer; ``None`` for everything else."""
        if not capture.answered or capture.sha256 is None or not capture.size:
            return None
        if capture.sha256 in self._pages:
            return self._writer.body(capture.sha256)
        if "html" not in capture.content_type:  # of a run that was resumed, or no page
            return None
        body = self._writer.body(capture.sha256)
        return body if is_page(capture.content_type, body[:2048]) else None

    def body(self, capture: Capture) -> bytes | None:
        """The body of an answer, whatever it is; ``None`` when none was kept."""
        return self._writer.body(capture.sha256) if capture.answered and capture.sha256 else None
