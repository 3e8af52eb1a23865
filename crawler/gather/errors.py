"""Errors of Scrapy and its libraries, in the words of the contract."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from OpenSSL import SSL
from scrapy import exceptions

from crawler.gather.guard import BlockedAddressError, LookupFailedError, UnknownHostError
from crawler.gather.unreached import ASKED_AGAIN, Unreached, of_status

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

__all__ = ["ASKED_AGAIN", "Unreached", "of_status", "unreached"]


def unreached(error: BaseException) -> Unreached:
    """The error of a request as a finding code.  Total: what is unknown is the auditor's own fault."""
    if isinstance(error, Unreached):
        return error
    text = _words(error)
    for kind, code, silent in _KINDS:
        if isinstance(error, kind):
            return Unreached(code, text, silent=silent)
    if isinstance(error, exceptions.DownloadFailedError):
        return _failed(error, text)
    logger.error("a fault of ours in a request", exc_info=error)
    return Unreached("fetch.internal", f"{type(error).__name__}: {text}")


_KINDS: tuple[tuple[type[BaseException], str, bool], ...] = (
    (BlockedAddressError, "fetch.blocked_address", False),
    (UnknownHostError, "presence.http_error", False),
    (LookupFailedError, "fetch.connection", True),
    (exceptions.CannotResolveHostError, "fetch.connection", True),
    (exceptions.DownloadConnectionRefusedError, "fetch.connection", True),
    (exceptions.DownloadTimeoutError, "fetch.timeout", True),
    (TimeoutError, "fetch.timeout", True),
    (exceptions.DownloadCancelledError, "fetch.too_large", False),
    (exceptions.ResponseDataLossError, "fetch.truncated", False),
    (exceptions.UnsupportedURLSchemeError, "fetch.blocked_address", False),
    (SSL.Error, "fetch.tls", False),
    (ConnectionError, "fetch.connection", True),
    (OSError, "fetch.connection", True),
)


def _failed(error: BaseException, text: str) -> Unreached:
    causes = tuple(_causes(error))
    if any(isinstance(one, SSL.Error) for one in causes):
        return Unreached("fetch.tls", text)
    if any(type(one).__name__ == "HeaderFloodError" for one in causes):
        return Unreached("fetch.too_large", "the headers of the answer have no end")
    return Unreached("fetch.connection", text, silent=True)


def _causes(error: BaseException | None, depth: int = 0) -> Iterator[BaseException]:
    """The error, what it came from, and the reasons that Twisted packs into it."""
    if error is None or depth > 8:
        return
    yield error
    for failure in getattr(error, "reasons", None) or ():
        yield from _causes(getattr(failure, "value", None), depth + 1)
    yield from _causes(error.__cause__, depth + 1)


def _words(error: BaseException) -> str:
    """The messages of the error and its causes, innermost first, without repeats."""
    said: list[str] = []
    for one in _causes(error):
        if isinstance(one, SSL.Error):
            words = (
                "; ".join(str(reason[-1]) for reason in one.args[0])
                if one.args and one.args[0]
                else "TLS error"
            )
        elif getattr(one, "reasons", None):
            continue
        else:
            words = str(one).strip().removeprefix("[<twisted.python.failure.Failure ").rstrip(">]")
        if words and words not in said:
            said.append(words)
    return "; ".join(reversed(said))[:300] or type(error).__name__
