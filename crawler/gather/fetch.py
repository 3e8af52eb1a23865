"""From an address to its capture, always exactly one: robots.txt, redirects, encodings, walls."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from crawler.evidence.address import InvalidUrlError, evidence_key, host_port, is_no_address, wire_url
from crawler.evidence.ledger import utc_now
from crawler.evidence.mistyped import mistake
from crawler.gather.ahead import Ahead
from crawler.gather.answers import AT_HAND, Answers, EvidenceLostError
from crawler.gather.cookies import Jar
from crawler.gather.errors import unreached
from crawler.gather.pace import Place, Priority
from crawler.gather.recent import Met, Recent
from crawler.gather.robots import Robots
from crawler.gather.shares import examined, not_let_in, public_form
from crawler.gather.unreached import ACCUSING, ASKED_AGAIN, NOT_REACHED, Unreached
from crawler.model import Capture, Hop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.evidence.ledger import Role
    from crawler.evidence.writer import EvidenceWriter
    from crawler.gather.answer import Answer
    from crawler.gather.options import GatherOptions
    from crawler.gather.wire import Wire
    from crawler.read.shares import Share

MAX_HOPS = 10
MAX_ATTEMPTS = 3
#: What a share answers when its owner forbids the download, or when the file is a document of another kind.
_NOT_EXPORTED = (403, 500)
_MOST_WARNINGS = 3
_ROLE_RANK = {"declared": 0, "document": 1, "site": 2, "probe": 3, "canary": 4}
_PRIORITY = {
    "declared": Priority.DECLARED,
    "document": Priority.DOCUMENT,
    "site": Priority.SITE,
    "probe": Priority.PROBE,
    "canary": Priority.DECLARED,
}


@dataclass(slots=True)
class _Journey:
    """The hops of one fetch so far."""

    url: str
    hops: list[Hop] = field(default_factory=list)
    visits: Counter[str] = field(default_factory=Counter)
    tls: str | None = None
    share: Share | None = None


class Fetcher:
    """Turns addresses into captures, each address once a run, and asks the failed ones again at its end."""

    def __init__(self, wire: Wire, writer: EvidenceWriter, options: GatherOptions) -> None:
        self._wire = wire
        self._writer = writer
        self._earlier = writer.earlier
        self._options = options
        self.answers = Answers(wire, writer, options.max_body)
        self._robots = Robots(self._answer_robots, wire.host, options)
        self._captures: dict[str, asyncio.Task[Capture]] = {}
        #: Keys of all that has a capture; the captures stand in the ledger, and what is used of late here.
        self._made = Met()
        self._lately: Recent[str, Capture] = Recent(AT_HAND)
        #: What gave no page so far.
        self._doubted: dict[str, Capture] = {}
        self._roles: dict[str, Role] = {}
        self._ranks: dict[str, int] = {}
        self._attempts: Counter[str] = Counter()
        self._endings: defaultdict[str, Counter[tuple[str | None, int | None]]] = defaultdict(Counter)
        #: What is still to be asked of each host.
        self.ahead = Ahead(wire, self.is_settled)
        #: Documents that need not be asked tonight, and the hash that each had for many nights.
        self.resting: Mapping[str, str] = {}
        #: How many of them were not asked.
        self.rested = 0
        for key, capture in writer.captures_by_key():
            self._attempts[key] = capture.attempts
            if capture.error is not None:
                self._endings[key][capture.error, capture.status] = capture.seen
            self._keep(key, capture)

    @property
    def failures(self) -> Mapping[str, Capture]:
        """What gave no page so far, by key; probes are none."""
        return self._doubted

    @property
    def usual(self) -> Mapping[str, int]:
        """How many requests each host got the last night."""
        return self._wire.usual

    def has_failed(self, key: str) -> bool:
        """Whether an address gave no page so far."""
        return key in self._doubted

    async def fetch(self, url: str, role: Role, rank: int = 0, *, may_rest: bool = False) -> Capture:
        """The capture of ``url``, made now or before; never raises for what the site does.

        ``rank``: its place among the addresses of its role that wait for the same host.  ``may_rest``: the capture of
        the night before will do if it is one of :attr:`resting`.
        """
        key = evidence_key(url)
        if (known := await self._known(key)) is not None:
            return self._promoted(key, known, role)
        self._roles[key] = min(self._roles.get(key, role), role, key=_ROLE_RANK.__getitem__)
        if key not in self._captures:
            self._ranks[key] = rank
            rests = may_rest and key in self.resting
            self._captures[key] = asyncio.ensure_future(
                self._rested(key, url) if rests else self._first(key, url)
            )
        return await asyncio.shield(self._captures[key])

    async def _known(self, key: str) -> Capture | None:
        """The capture that an address has already."""
        if key not in self._made:
            return None
        capture = self._doubted.get(key) or self._lately.get(key)
        if capture is None:
            loop = asyncio.get_running_loop()
            capture = await loop.run_in_executor(self._writer.disk, self._writer.capture_made_of, key)
        return capture

    def _promoted(self, key: str, known: Capture, role: Role) -> Capture:
        """A page that is also declared is a declared one."""
        if _ROLE_RANK[known.role] <= _ROLE_RANK[role]:
            return known
        return self._record(key, known, role, known.attempts)

    def is_settled(self, key: str) -> bool:
        """Whether there is nothing more to do for an address, or nothing that could be."""
        return key in self._made or key in self._captures or is_no_address(key)

    async def _first(self, key: str, url: str) -> Capture:
        if self._roles[key] == "declared":
            self._writer.asked(key)
        capture = await self._capture(url, key, fresh=False)
        self._attempts[key] += 1
        return self._recorded(key, capture)

    def is_as_before(self, page: Capture) -> bool:
        """Whether a page has the bytes that it had the night before."""
        known = self._earlier.known(page.final_url) if self._earlier else None
        return known is not None and known.sha256 == page.sha256

    async def _rested(self, key: str, url: str) -> Capture:
        """The capture of the night before, with its date; asked after all when its bytes are not to be had."""
        loop = asyncio.get_running_loop()
        capture = await loop.run_in_executor(
            self._writer.disk, self._writer.carried_over, url, self.resting[key]
        )
        if capture is None:
            return await self._first(key, url)
        self.rested += 1
        return self._recorded(key, capture)

    def _recorded(self, key: str, capture: Capture) -> Capture:
        """The capture that was made of an address, in the ledger."""
        if capture.error is not None:
            self._endings[key][capture.error, capture.status] = capture.seen
        return self._record(key, capture, self._roles[key], self._attempts[key])

    def _record(self, key: str, capture: Capture, role: Role, attempts: int) -> Capture:
        capture = replace(capture, role=role, attempts=attempts)
        self._writer.capture_made(key, capture, attempts)
        self._keep(key, capture)
        return capture

    def _keep(self, key: str, capture: Capture) -> None:
        """Remember of a capture what the rest of the run has to know; of what is done with, that it is."""
        self._made.add(key)
        self._captures.pop(key, None)
        self._ranks.pop(key, None)
        if capture.error is not None and capture.role != "probe":
            self._doubted[key] = capture
            self._roles[key] = capture.role  # type: ignore[assignment]
            return
        self._doubted.pop(key, None)
        self._lately[key] = capture
        for notes in (self._roles, self._attempts, self._endings):
            notes.pop(key, None)

    def doubtful(self) -> tuple[str, ...]:
        """Keys whose error has not been seen twice yet and may be seen otherwise."""
        return tuple(
            key
            for key, capture in self._doubted.items()
            if capture.error in ASKED_AGAIN
            and capture.seen < 2
            and self._attempts[key] < MAX_ATTEMPTS
            and capture.role != "canary"
            and not is_no_address(key)
        )

    async def look_again(self, key: str) -> Capture:
        """Ask a failed address (or a canary) again: a success wins, an error that ends alike has been seen twice."""
        before = await self._known(key)
        assert before is not None
        self._roles.setdefault(key, before.role)  # type: ignore[arg-type]
        again = await self._capture(before.url, key, fresh=True)
        self._attempts[key] = before.attempts + 1
        if again.error is not None:
            again = replace(again, seen=again.seen + self._endings[key][again.error, again.status])
        return self._recorded(key, again)

    def forget_unconfirmed(self) -> None:
        """Accusations that were seen once only, in a run that ends before its second look: nobody is accused."""
        for key in self.doubtful():
            once = self._doubted[key]
            if once.error in ACCUSING:
                said = f"seen once, and not asked again: {once.error} {once.detail}".rstrip()
                self._recorded(key, replace(once, error=NOT_REACHED, detail=said))

    def missed(self) -> dict[str, int]:
        """How many addresses were waiting when the run ended: declared ones, and others that pages led to."""
        declared = {evidence_key(one.url) for one in self._writer.declarations()}
        waiting = {key for key in declared | self._captures.keys() if key not in self._made}
        waiting |= {key for key, capture in self._doubted.items() if capture.error == NOT_REACHED}
        return {"declared": len(waiting & declared), "linked": len(waiting - declared)}

    async def close(self) -> None:
        """Give up what is still being asked."""
        tasks = [task for task in (*self._captures.values(), *self.answers.awaited) if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def second_pass(self) -> None:
        """Forget what may have been a passing trouble."""
        self._wire.second_pass()
        self._robots.forget_failures()

    # ------------------------------------------------------------------------------- one fetch

    async def _capture(self, url: str, key: str, *, fresh: bool) -> Capture:
        asked = url.strip().partition("#")[0]
        journey = _Journey(asked)
        started = utc_now()
        definite = False
        try:
            place = Place(_PRIORITY[self._roles[key]], self._ranks.get(key, 0))
            return await self._visit(self._address(url, key), journey, place, fresh=fresh)
        except EvidenceLostError:
            raise
        except InvalidUrlError as wrong:
            failed, definite = Unreached("presence.http_error", str(wrong)), True
        except Exception as error:  # whatever happens, the address gets its capture
            failed = unreached(error)
        return Capture(
            url=asked,
            final_url=journey.hops[-1].location if journey.hops else asked,
            status=None,
            fetched_at=started,
            hops=tuple(journey.hops),
            error=failed.code,
            detail=failed.detail,
            tls=journey.tls,
            seen=2 if definite else 1,
        )

    def _address(self, url: str, key: str) -> str:
        """What to ask for; InvalidUrlError where nothing is, or nothing but a guess at what an officer meant."""
        typed = mistake(url) if self._roles[key] == "declared" else None
        if typed is not None:
            raise InvalidUrlError(typed.en)
        return wire_url(url)

    async def _visit(self, url: str, journey: _Journey, place: Place, *, fresh: bool) -> Capture:
        """The address; a share in its public form, in the other one where that is refused, past its warning."""
        arrived = await self._travel(url, journey, place, fresh=fresh)
        refused: set[str] = set()
        while (share := journey.share) is not None and arrived.status in _NOT_EXPORTED:
            if not share.fallback_url or share.url in refused:
                break
            refused.add(share.url)
            instead = await self._travel(wire_url(share.fallback_url), journey, place, fresh=fresh)
            if not instead.answered and journey.share is share:
                break  # no better: the refusal itself says more
            arrived = instead
        for _ in range(_MOST_WARNINGS):
            if journey.share is None or arrived.sha256 is None:
                return arrived
            body = self._writer.body(arrived.sha256)
            arrived, leads_on = await asyncio.to_thread(examined, journey.share, arrived, body)
            if leads_on is None:
                return arrived
            arrived = await self._travel(leads_on, journey, place, fresh=fresh)
        return replace(arrived, error="access.platform", detail="one warning after the other")

    async def _travel(self, url: str, journey: _Journey, place: Place, *, fresh: bool) -> Capture:
        jar = Jar()
        own = False
        url, journey.share = public_form(url, journey.share)
        while True:
            if self._options.robots:
                await self._robots.check(url)
            answer = await self.answers.of(url, place, jar, share=not own, fresh=fresh)
            if answer.leads_to is not None and answer.sets_cookie and not own:
                own = True  # the cookie may be what lets us in: from here on with a jar of our own
                answer = await self.answers.of(url, place, jar, share=False, fresh=True)
            await self._note_tls(url, journey)
            target = self._target(url, answer)
            if target is None:
                return self._arrived(url, answer, journey)
            journey.hops.append(Hop(url, answer.exchange.status, target))
            journey.visits[target] += 1
            if journey.visits[target] > 2 or (journey.visits[target] > 1 and not own):
                raise Unreached("fetch.redirect_loop", f"redirected in a circle over {target}")
            if len(journey.hops) > MAX_HOPS:
                raise Unreached("fetch.redirect_loop", f"more than {MAX_HOPS} redirects")
            if journey.share is not None and (closed := not_let_in(target)):
                raise closed
            url, journey.share = public_form(target, journey.share)

    async def _note_tls(self, url: str, journey: _Journey) -> None:
        if urlsplit(url).scheme == "https":
            check = await self._wire.tls(*host_port(url))
            journey.tls = journey.tls or (check.fault if check else None)

    @staticmethod
    def _target(url: str, answer: Answer) -> str | None:
        """The address that the answer sends its reader to at once, or ``None``."""
        if answer.leads_to is None:
            return None
        try:
            return wire_url(urljoin(url, answer.leads_to.partition("#")[0] or url))
        except ValueError as wrong:
            raise Unreached(
                "presence.http_error", f"redirected to no address: {answer.leads_to[:200]}"
            ) from wrong

    def _arrived(self, url: str, answer: Answer, journey: _Journey) -> Capture:
        exchange, failed = answer.exchange, answer.failed
        return Capture(
            url=journey.url,
            final_url=url,
            status=exchange.status,
            fetched_at=exchange.asked_at,
            sha256=answer.sha256,
            size=answer.size,
            headers=answer.headers,
            hops=tuple(journey.hops),
            error=failed.code if failed else None,
            detail=failed.detail if failed else answer.detail,
            truncated=answer.truncated,
            ip=exchange.ip,
            tls=journey.tls,
        )

    # -------------------------------------------------------------------------------- robots.txt

    async def _answer_robots(self, url: str) -> tuple[int, bytes]:
        """Status and body of a robots.txt, redirects followed."""
        for _ in range(6):
            answer = await self.answers.ask(url, Place(Priority.ROBOTS), Jar())
            target = self._target(url, answer)
            if target is None:
                return answer.exchange.status, self._writer.body(answer.sha256)
            url = target
        return 404, b""  # RFC 9309 2.3.1.2: five redirects and no file is "unavailable"
