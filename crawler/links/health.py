"""What became of one address: alive, gone, walled off, or not to be known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.evidence.address import wire_url
from crawler.gather.answer import redirect_of, refusal, sent_on
from crawler.gather.unreached import Unreached
from crawler.links.curl import MUCH_SHOWN, Answer, Want
from crawler.links.html import refreshes
from crawler.model import Hop
from crawler.read.charset import decode_thai, header_charset

if TYPE_CHECKING:
    from crawler.links.origin import Web

MAX_HOPS = 10
_HEAD_BYTES = 65_536
_FAULTS = {"too_large": "fetch.too_large", "truncated": "fetch.truncated", "unknown": "fetch.truncated"}


@dataclass(frozen=True, slots=True)
class Health:
    """One address as it was found.

    ``code`` is a finding code of reaching, or ``None`` when a good answer came; ``status`` the last HTTP status;
    ``hops`` the redirects on the way; ``tls`` a fault of the certificate that a visitor could click away;
    ``seen`` how many looks ended alike; ``size`` the announced length in bytes, 0 when none was;
    ``remark`` the code of something that is wrong with a good answer.
    """

    url: str
    code: str | None
    detail: str = ""
    status: int | None = None
    final_url: str = ""
    hops: tuple[Hop, ...] = ()
    content_type: str = ""
    tls: str | None = None
    seen: int = 1
    size: int = 0
    remark: str = ""


class Looker:
    """Looks at addresses: HEAD first where that may be enough, redirects by hand, each hop through the guard."""

    def __init__(self, web: Web, accept: frozenset[int] = frozenset()) -> None:
        self._web = web
        self._accept = accept
        self.known: dict[str, Health] = {}

    async def look(self, url: str, want: Want) -> tuple[Health, Answer | None]:
        """The health of a wired address, and its last answer; never raises for what a site does.

        With ``Want.HEAD`` a bad answer is not believed before a GET said the same.
        """
        hops: list[Hop] = []
        try:
            return await self._travel(url, want, hops)
        except Unreached as failed:
            final = hops[-1].location if hops else url
            return Health(url, failed.code, failed.detail, None, final, tuple(hops)), None

    async def _travel(self, url: str, want: Want, hops: list[Hop]) -> tuple[Health, Answer | None]:
        at, jar, tls = url, _Jar(), None
        while True:
            origin = self._web.origin(at)
            await origin.open()
            if self._web.options.robots:
                await origin.allow(at)
            tls = tls or (origin.tls.fault if origin.tls is not None else None)
            answer = await self._ask(at, want, jar)
            target = self._target(at, answer)
            if target is None:
                return self._arrived(url, at, answer, hops, tls), answer
            hops.append(Hop(at, answer.status, target))
            visits = sum(hop.location == target for hop in hops)
            if visits > 2 or (visits > 1 and not jar.cookies):
                raise Unreached("fetch.redirect_loop", f"redirected in a circle over {target}")
            if len(hops) > MAX_HOPS:
                raise Unreached("fetch.redirect_loop", f"more than {MAX_HOPS} redirects")
            known = self.known.get(target)
            if want <= Want.HEADERS and not jar.cookies and known is not None and known.code is None:
                hops.extend(known.hops)
                return _led_to(url, known, hops, tls), None
            at = target

    async def _ask(self, url: str, want: Want, jar: _Jar) -> Answer:
        """One hop's answer; a HEAD that fails is asked again as GET."""
        origin, lane = self._web.origin(url), self._web.lane
        if want is Want.HEAD:
            try:
                answer = await lane.ask(origin, url, Want.HEAD, jar.header(url))
            except Unreached as failed:
                if failed.code == "fetch.timeout":
                    raise
            else:
                if answer.status < 400 and answer.status not in (204, 206) and answer.status >= 200:
                    jar.keep(url, answer.cookies)
                    return answer
            want = Want.HEADERS
        answer = await lane.ask(origin, url, want, jar.header(url))
        jar.keep(url, answer.cookies)
        return answer

    @staticmethod
    def _target(url: str, answer: Answer) -> str | None:
        """The address that the answer sends its reader to at once, or ``None``."""
        leads_to = redirect_of(answer.status, answer.headers.get("location", "")) or _sent_on(answer)
        if leads_to is None:
            return None
        try:
            return wire_url(urljoin(url, leads_to.partition("#")[0] or url))
        except ValueError as wrong:
            raise Unreached("presence.http_error", f"redirected to no address: {leads_to[:200]}") from wrong

    def _arrived(self, url: str, at: str, answer: Answer, hops: list[Hop], tls: str | None) -> Health:
        failed = None if answer.status in self._accept else _failure(answer)
        return Health(
            url=url,
            code=failed.code if failed else None,
            detail=failed.detail if failed else "",
            status=answer.status,
            final_url=at,
            hops=tuple(hops),
            content_type=answer.content_type,
            tls=tls,
            size=_length(answer),
        )


def _length(answer: Answer) -> int:
    length = answer.headers.get("content-length", "")
    return int(length[:12]) if length.isdigit() else 0


def _led_to(url: str, known: Health, hops: list[Hop], tls: str | None) -> Health:
    return Health(
        url, None, "", known.status, known.final_url, tuple(hops), known.content_type, tls or known.tls
    )


def _failure(answer: Answer) -> Unreached | None:
    """Why an answer is no usable page, or ``None``; the rules of the spiders."""
    looked = bool(answer.body) and (answer.status >= 400 or answer.shown < MUCH_SHOWN)
    if refused := refusal(answer.status, answer.headers, text_of(answer) if looked else ""):
        return refused
    return (
        Unreached(_FAULTS[answer.fault], f"the answer is {answer.fault}") if answer.fault in _FAULTS else None
    )


def text_of(answer: Answer) -> str:
    """The first part of the body as text."""
    return decode_thai(answer.body[:_HEAD_BYTES], header_charset(answer.headers.get("content-type", ""))).text


def _sent_on(answer: Answer) -> str | None:
    """Where a page sends its reader within seconds; only a page that may do so is decoded for the question."""
    if answer.status != 200 or answer.page is None:
        return None
    may = answer.shown < MUCH_SHOWN or refreshes(answer.page.root)
    return sent_on(answer.url, text_of(answer)) if may else None


class _Jar:
    """Cookies of one journey: sites that set one and redirect to themselves want to see it again."""

    def __init__(self) -> None:
        self.cookies: dict[tuple[str, str], str] = {}

    def keep(self, url: str, lines: tuple[str, ...]) -> None:
        """Remember what an answer set."""
        if not lines:
            return
        host = url.split("/", 3)[2]
        for line in lines[:50]:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[host, name.strip()] = value.strip()

    def header(self, url: str) -> str:
        """The Cookie header for an address; at most 4 kB."""
        if not self.cookies:
            return ""
        host = url.split("/", 3)[2]
        pairs = [f"{name}={value}" for (at, name), value in self.cookies.items() if at == host]
        text = ""
        for pair in pairs:
            if len(text) + len(pair) > 4_000:
                break
            text = f"{text}; {pair}" if text else pair
        return text
