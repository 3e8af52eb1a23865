"""Where a broken link probably wants to go: moved, renamed, misspelt, or served under the other scheme.

A suggestion is an address that answered in this run, never a guess that nobody tried.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import splitext
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from rapidfuzz import fuzz

from crawler.evidence.address import host_of
from crawler.links.address import is_file
from crawler.links.curl import Want
from crawler.links.html import PageLinks
from crawler.read.listings import names_listing

if TYPE_CHECKING:
    from crawler.links.health import Looker

#: How alike two names are that differ by a slip of the finger (0–100).
_CLOSE = 85.0
_TRIES = 6
_YEAR = re.compile(r"(?<![-_. ])[-_. ]*+(?:25|พ\.?ศ\.?\s*25)?[67]\d$")
_DIGITS = re.compile(r"\d+")
_BLANKS = re.compile(r"[\s_-]+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An address that works, and how it came up: ``renamed``, ``spelling``, ``elsewhere``, ``scheme``, ``host``."""

    url: str
    how: str


class Suggester:
    """Knows the addresses that answered, and may try a few more (``budget`` requests)."""

    def __init__(self, alive: Iterable[str], looker: Looker, budget: int) -> None:
        self._looker = looker
        self._budget = budget
        self._folders: dict[str, list[str]] = defaultdict(list)
        self._names: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._listings: set[str] = set()
        for url in alive:
            self._know(url)

    def _know(self, url: str) -> None:
        folder, name = _place(url)
        self._folders[folder].append(url)
        if name:
            self._names[host_of(url), name.lower()].append(url)

    async def suggest(self, url: str) -> Suggestion | None:
        """The best suggestion for a broken address, or ``None``."""
        if found := self._known(url):
            return found
        for candidate, how in _guesses(url):
            if await self._answers(candidate):
                return Suggestion(candidate, how)
        await self._read_listing(url)
        return self._known(url)

    def _known(self, url: str) -> Suggestion | None:
        """Among the addresses that answered: the same name elsewhere, or nearly the same name beside it."""
        folder, name = _place(url)
        if not name or "." not in name:
            return None
        near = [other for other in self._folders.get(folder, ()) if _alike(name, _place(other)[1])]
        if near:
            best = max(near, key=lambda other: (fuzz.ratio(name, _place(other)[1]), other))
            return Suggestion(best, "spelling")
        same = self._names.get((host_of(url), name.lower()), [])
        return Suggestion(min(same), "elsewhere") if same and len(set(same)) == 1 else None

    async def _answers(self, url: str) -> bool:
        if self._budget <= 0:
            return False
        self._budget -= 1
        health, _ = await self._looker.look(url, Want.HEAD)
        return (
            health.code is None
            and not health.hops
            and (health.content_type != "text/html" or not is_file(url))
        )

    async def _read_listing(self, url: str) -> None:
        """Some servers list their folders; then the file's new name stands there."""
        folder, name = _place(url)
        if not name or not is_file(url) or folder in self._listings or self._budget <= 0:
            return
        self._listings.add(folder)
        self._budget -= 1
        health, answer = await self._looker.look(folder, Want.GLANCE)
        page = answer.page if answer is not None and health.code is None else None
        if page is not None and _is_listing(page):
            for link in page.links:
                if "/" not in link.raw.strip("/") and not link.raw.startswith(("?", "#")):
                    self._know(folder + link.raw)


def _is_listing(page: PageLinks) -> bool:
    title = page.root.find(".//title")
    return title is not None and names_listing("".join(title.itertext()))


def _place(url: str) -> tuple[str, str]:
    """The folder of an address (with its slash) and the readable name in it."""
    bare = url.partition("?")[0]
    folder, _, name = bare.rpartition("/")
    return folder + "/", unquote(name)


def _alike(name: str, other: str) -> bool:
    """Whether two names may mean one file: a slip, or a year that was put on or taken off, never another number."""
    stem, ending = splitext(name)
    stem2, ending2 = splitext(other)
    if ending.lower() != ending2.lower() or (stem == stem2 and ending == ending2):
        return False
    if _YEAR.sub("", stem) == stem2 or _YEAR.sub("", stem2) == stem:
        return True
    if _DIGITS.findall(stem) != _DIGITS.findall(stem2):
        return False
    return fuzz.ratio(_BLANKS.sub("-", stem.lower()), _BLANKS.sub("-", stem2.lower())) >= _CLOSE


def _guesses(url: str) -> Iterator[tuple[str, str]]:
    """Addresses worth a try, at most :data:`_TRIES`, most likely first."""
    seen = {url}
    for candidate, how in _variants(url):
        if candidate not in seen and len(seen) <= _TRIES:
            seen.add(candidate)
            yield candidate, how


def _variants(url: str) -> Iterator[tuple[str, str]]:
    parts = urlsplit(url)
    folder, name = _place(url)
    stem, ending = splitext(name)
    if ending and is_file(url):
        shorter = _YEAR.sub("", stem)
        if shorter and shorter != stem:
            yield folder + quote(shorter + ending), "renamed"
        other = ending.lower() if ending != ending.lower() else ending.upper()
        yield folder + quote(stem + other), "spelling"
        if "  " in name or name != name.strip():
            yield folder + quote(" ".join(name.split())), "spelling"
    if parts.scheme == "http" and parts.port is None:
        yield urlunsplit(("https", *parts[1:])), "scheme"
    host = parts.hostname or ""
    if parts.port is None and host.count(".") >= 1 and not host.replace(".", "").isdigit():
        twin = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
        yield urlunsplit((parts.scheme, twin, *parts[2:])), "host"
