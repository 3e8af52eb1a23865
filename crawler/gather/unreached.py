"""Why an address gave no page, in the words of the contract; for whichever engine asked."""

from __future__ import annotations

#: Errors of reaching that a second look may clear, so they get one (contract: "definite, twice").
ASKED_AGAIN = frozenset(
    {
        "presence.http_error", "access.forbidden", "access.robots", "fetch.connection", "fetch.internal",
        "fetch.not_reached", "fetch.redirect_loop", "fetch.server_error", "fetch.timeout", "fetch.tls",
        "fetch.truncated",
    }
)  # fmt: skip
#: Those among them that fail an item, and so must have been seen twice.
ACCUSING = frozenset({"presence.http_error", "fetch.redirect_loop"})
#: The run ended before the address could be asked, or asked again.
NOT_REACHED = "fetch.not_reached"


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
    429: "fetch.server_error",
    451: "access.forbidden",
}
