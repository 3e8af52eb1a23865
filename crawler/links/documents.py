"""Links inside PDF, Word, Excel and PowerPoint files: read in child processes, within a budget of bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.links.task import Threads

if TYPE_CHECKING:
    from crawler.links.curl import Answer
    from crawler.links.health import Health
    from crawler.links.lane import Lane
    from crawler.model import Link
    from crawler.read.pool import ReaderPool

_ENDING = re.compile(r"\.(?:pdf|docx|xlsx|xlsm|pptx|odt|ods|odp)$", re.IGNORECASE)
_TYPES = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
)
_GUESSED_SIZE = 500_000


class DocumentReader:
    """Takes documents while the budget lasts."""

    def __init__(self, lane: Lane, budget: int) -> None:
        self._budget = budget
        self._threads = Threads(lane.scheduler, 2, "reader")
        lane.threads.append(self._threads)
        self._pool: ReaderPool | None = None
        self.left_out = 0
        self.read = 0

    def takes(self, health: Health) -> bool:
        """Whether the document is to be read; what the budget does not allow is counted as left out."""
        path = health.final_url.partition("?")[0]
        if self._budget <= 0 or health.content_type == "text/html":
            return False
        if not _ENDING.search(path) and not health.content_type.startswith(_TYPES):
            return False
        size = health.size or _GUESSED_SIZE
        if size > self._budget - self.read:
            self.left_out += 1
            return False
        self.read += size
        return True

    async def links(self, answer: Answer) -> tuple[Link, ...]:
        """The links of a document; none when it cannot be read (the audit says why, not the link check)."""
        if self._pool is None:
            from crawler.read.pool import ReaderPool

            self._pool = ReaderPool(2)
        pool, name = self._pool, answer.url.partition("?")[0].rpartition("/")[2]
        facts = await self._threads.run(
            lambda: pool.read(answer.body, declared_type=answer.content_type, name=name)
        )
        return facts.links

    def close(self) -> None:
        """End the child processes."""
        self._threads.close()
        if self._pool is not None:
            self._pool.close()
