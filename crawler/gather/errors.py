"""Why an address gave no page, in the words of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from OpenSSL import SSL
from scrapy import exceptions

from crawler.gather.guard import BlockedAddressError, LookupFailedError, UnknownHostError

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Errors of reaching that a second look may clear, so they get one (contract: "definite, twice").
ASKED_AGAIN = frozenset(
    {
        "presence.http_error", "access.forbidden", "access.robots", "fetch.connection", "fetch.internal",
        "fetch.redirect_loop", "fetch.server_error", "fetch.timeout", "fetch.tls", "fetch.truncated",
    }
)  # fmt: skip


class Unreached(Exception):  # noqa: N818 - a result that is passed on, not a fault of ours
    """No usable answer came: the finding code, and the same for a technician.

    ``silent``: the host itself did not answer (it counts towards giving the host up).
    ``sent``: a request had gone out.
    """

    def __init__(self, code: str, detail: str, *, silent: bool = False) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.silent = silent
        self.sent = False


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


def of_status(status: int) -> Unreached | None:
    """What an HTTP status means when nothing better is known; ``None`` for an answer."""
    if 200 <= status < 300 and status not in (204, 205, 206):
        return None
    said = f"HTTP {status}"
    if status in _STATUS:
        return Unreached(_STATUS[status], said)
    if 500 <= status < 600:
        return Unreached("fetch.server_error", said)
    if 400 <= status < 500:
        return Unreached("presence.http_error", said)
    if status in (204, 205):
        return None  # an answer without a body: judged as the empty page it is
    if status < 400:
        return Unreached("presence.http_error", f"{said}, which shows a browser nothing")
    return Unreached("access.forbidden", f"{said}, which is no HTTP status")


_STATUS = {
    206: "fetch.truncated",
    401: "access.forbidden",
    403: "access.forbidden",
    407: "access.forbidden",
    408: "fetch.timeout",
    425: "fetch.server_error",
    429: "access.forbidden",
    451: "access.forbidden",
}
