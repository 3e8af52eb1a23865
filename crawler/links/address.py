"""From a link as written to the address that is asked, quickly: a site repeats its menu on every page."""

from __future__ import annotations

import re
from urllib.parse import unquote

from crawler.evidence.address import InvalidUrlError, wire_url
from crawler.read.page import resolve

#: Addresses that :func:`wire_url` leaves as they are.
_PLAIN = re.compile(
    r"https?://[a-z0-9][a-z0-9.-]*[a-z0-9](?::(?!80/|443/)\d{2,5})?/(?:[A-Za-z0-9_~/=+,;@!$&'()*:-]|\.(?![./])|%[0-9A-Fa-f]{2})*(?:\?[A-Za-z0-9_~/=+,;@!$&'()*:.?-]*)?"
)
_SIMPLE_NAME = re.compile(r"[A-Za-z0-9_%-][A-Za-z0-9_.%/-]*")
_OTHER_SCHEME = re.compile(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):")
_FORGET_AT = 100_000


class Resolver:
    """Makes links absolute and remembers them: the second page with the same menu costs nothing."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str | None] = {}

    def resolve(self, raw: str, url: str, base: str | None) -> str | None:
        """The wired address of ``raw`` on the page ``url``, without fragment; ``None`` when it is none.

        Raises InvalidUrlError when it means a web address that no browser could open.
        """
        scope = "" if raw.startswith("http") else (base or url).partition("?")[0]
        if base is None and raw.startswith("/"):
            scope = url[: url.index("/", 8)] + ("/" if raw.startswith("//") else "")
        elif scope and base is None and raw[:1] != "?":
            scope = scope[: scope.rindex("/") + 1]
        elif scope:
            scope = f"{url} {base}"
        key = (scope, raw)
        if key in self._known:
            return self._known[key]
        found = self._work_out(raw, url, base)
        if len(self._known) > _FORGET_AT:
            self._known.clear()
        self._known[key] = found
        return found

    @staticmethod
    def _work_out(raw: str, url: str, base: str | None) -> str | None:
        address = raw.partition("#")[0]
        if base is None:
            if address.startswith("/") and not address.startswith("//"):
                joined = url[: url.index("/", 8)] + address
                if _PLAIN.fullmatch(joined):
                    return joined
            elif _PLAIN.fullmatch(address):
                return address
        absolute = resolve(raw, url, base)
        if absolute is None:
            return None
        return wire_url(absolute)


def fragment_of(raw: str) -> str:
    """What stands after ``#``, percent-decoded; empty when there is none."""
    fragment = raw.partition("#")[2].strip()
    return unquote(fragment) if "%" in fragment else fragment


def scheme_of(raw: str) -> str:
    """The scheme that a link names, lower-case; empty when it names none."""
    match = _OTHER_SCHEME.match(raw)
    return match[1].lower() if match else ""


__all__ = ["InvalidUrlError", "Resolver", "fragment_of", "scheme_of"]
