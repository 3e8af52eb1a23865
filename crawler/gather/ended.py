"""How gathering may end before its end."""

from __future__ import annotations


class Interrupted(RuntimeError):  # noqa: N818 - what happened, not a fault
    """The run was stopped before its end; what was finished is kept and can be resumed."""


class GatherFailedError(RuntimeError):
    """The crawl itself failed; the message says why, ``words`` is all that it wrote at the end."""

    def __init__(self, message: str, words: str = "") -> None:
        super().__init__(message)
        self.words = words
