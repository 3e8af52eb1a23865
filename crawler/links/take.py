"""From the links of a page to the addresses they mean; a menu that stands on every page is worked out once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.links.address import SLASHES, InvalidUrlError, absolute, fragment_of, scheme_of, scope_of
from crawler.links.health import Health
from crawler.links.html import words_of
from crawler.links.mentions import Mentions
from crawler.links.notes import Notes, in_navigation

if TYPE_CHECKING:
    from crawler.links.curl import Want
    from crawler.links.html import PageLinks
    from crawler.links.options import LinkOptions
    from crawler.links.suggest import Suggestion
    from crawler.model import Link

_FORGET_AT = 200_000


@dataclass(slots=True, eq=False)
class Address:
    """One address of a run.

    ``want`` is ``None`` until it is to be looked at; ``health`` comes when it has been; ``anchors`` are the names
    that a fragment can point at, once the page was read; ``suggestion`` is where a broken one should lead;
    ``failures`` is what was seen of it, look by look: code and status.
    """

    number: int
    url: str
    want: Want | None = None
    depth: int = 0
    health: Health | None = None
    anchors: frozenset[str] | None = None
    suggestion: Suggestion | None = None
    failures: tuple[tuple[str, int | None], ...] = ()


class Taker:
    """All addresses of a run, and who mentions them."""

    def __init__(self, options: LinkOptions) -> None:
        self.addresses: list[Address] = []
        self.mentions = Mentions()
        self.notes = Notes()
        self._options = options
        self._filtered = bool(options.include or options.exclude)
        self._numbers: dict[str, Address] = {}
        self._meanings: dict[str, dict[str, Address | None]] = {}
        self._known = 0

    def address(self, url: str) -> Address:
        """The one address of this spelling."""
        found = self._numbers.get(url)
        if found is None:
            found = self._numbers[url] = Address(len(self.addresses), url)
            self.addresses.append(found)
        return found

    def invalid(self, raw: str, why: str) -> Address:
        """An address that no browser can open; nothing is asked to know that."""
        found = self.address(raw.strip())
        if found.health is None:
            found.health = Health(raw, "presence.http_error", why, seen=2)
        return found

    def take(self, page: Address, url: str, found: PageLinks) -> Iterator[tuple[Address, str]]:
        """Note the links of a page that was found at ``url``; gives the addresses to be looked at, and their kinds."""
        mentioned: set[int | tuple[int, str]] = set()
        base = found.base
        rooted = self._scope(url[: url.index("/", 8)])
        for raw, kind, element in found.links:
            if raw.startswith("data:"):
                continue
            plain = base is None and raw[:1] == "/" and raw[1:2] not in SLASHES  # nearly all of a menu
            target = self._meaning(raw, url, base, rooted if plain else self._scope(scope_of(raw, url, base)))
            if target is None:
                self.notes.nowhere(page.number, raw, kind, element)
                if not raw.startswith("#") or len(raw) == 1:
                    continue
                target = page
            fragment = fragment_of(raw) if "#" in raw else ""
            key = (target.number, fragment) if fragment else target.number
            if key in mentioned:
                continue
            mentioned.add(key)
            if target is page and not fragment and kind == "link":
                self._own(page, raw, element)
            self.mentions.add(
                page.number, target.number, element.sourceline or 0, kind, words_of(element), fragment
            )
            if target.want is None and target.health is None:
                yield target, kind

    def take_document(
        self, document: Address, url: str, links: tuple[Link, ...]
    ) -> Iterator[tuple[Address, str]]:
        """Note the links of a document that was found at ``url``."""
        for link in links:
            raw = link.url.strip()
            if raw.lower().startswith("www."):
                raw = f"http://{raw}"
            words = f"{link.text} ({link.where})" if link.text else link.where
            if scheme_of(raw) not in ("http", "https"):
                self.notes.in_document(document.number, raw, words)
                continue
            target = self._meaning(raw, url, None, self._scope(scope_of(raw, url, None)))
            if target is not None:
                self.mentions.add(
                    document.number, target.number, 0, "link", words, fragment_of(raw) if "#" in raw else ""
                )
                if target.health is None:
                    yield target, "link"

    def _own(self, page: Address, raw: str, element: object) -> None:
        if not in_navigation(element):
            self.notes.add(page.number, "links.self", raw, element, "the link leads back to its own page")

    def _scope(self, scope: str) -> dict[str, Address | None]:
        """What links mean within one scope, as far as it was worked out."""
        meanings = self._meanings.get(scope)
        if meanings is None:
            meanings = self._meanings[scope] = {}
        return meanings

    def _meaning(
        self, raw: str, url: str, base: str | None, meanings: dict[str, Address | None]
    ) -> Address | None:
        """The address that a link means, ``None`` when it means no web page or one that is not to be checked."""
        try:
            return meanings[raw]
        except KeyError:
            pass
        self._known += 1
        if self._known > _FORGET_AT:
            self._known = 0
            self._meanings.clear()
        found = meanings[raw] = self._work_out(raw, url, base)
        return found

    def _work_out(self, raw: str, url: str, base: str | None) -> Address | None:
        try:
            target = absolute(raw, url, base)
        except InvalidUrlError as wrong:
            return self.invalid(raw, str(wrong))
        if target is None or (self._filtered and not self._options.wanted(target)):
            return None
        return self.address(target)
