"""Reading the links of pages beside the crawl: a hostile page delays nobody but itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

logger = logging.getLogger(__name__)

SECONDS_A_PAGE = 20.0
_LONGEST_ANSWER = 16 << 20


class LinkReader:
    """Asks a few reading processes which addresses lead on; a process that takes too long is replaced.

    ``max_page`` is how many bytes of a page are read.  A page that cannot be read within the limits has no
    links; :attr:`failures` counts those pages.
    """

    def __init__(
        self,
        titles: Mapping[str, tuple[str, ...]],
        max_page: int,
        *,
        processes: int = 2,
        seconds: float = SECONDS_A_PAGE,
    ) -> None:
        self._titles = json.dumps(titles).encode() + b"\n"
        self._max_page = max_page
        self._seconds = seconds
        self._free = asyncio.Semaphore(processes)
        self._idle: list[asyncio.subprocess.Process] = []
        self.failures = 0

    async def links(
        self,
        body: bytes,
        url: str,
        content_type: str,
        *,
        fragment: str,
        item: str,
        depth: int,
        hosts: frozenset[str],
    ) -> tuple[str, ...]:
        """The addresses one click below a page of an item, most promising first."""
        task = {"task": "follow", "fragment": fragment, "item": item, "depth": depth, "hosts": sorted(hosts)}
        return await self._read(body, {**task, "url": url, "content_type": content_type})

    async def index_pages(self, body: bytes, url: str, content_type: str) -> tuple[str, ...]:
        """The addresses on a page that look like an index of published items."""
        return await self._read(body, {"task": "index", "url": url, "content_type": content_type})

    async def _read(self, body: bytes, task: dict[str, Any]) -> tuple[str, ...]:
        async with self._free:
            process = self._idle.pop() if self._idle else await self._start()
            try:
                answer = await asyncio.wait_for(
                    self._ask(process, body[: self._max_page], task), self._seconds
                )
            except (TimeoutError, OSError, ValueError, asyncio.LimitOverrunError) as failed:
                answer = {"links": (), "error": repr(failed)}
                await _kill(process)
            except BaseException:
                await _kill(process)
                raise
            else:
                self._idle.append(process)
        if "error" in answer:
            self.failures += 1
            logger.warning(
                "the links of a page could not be read: %s", json.dumps([task["url"], answer["error"]])
            )
        return tuple(answer["links"])

    async def _start(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "crawler.gather.link_worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LONGEST_ANSWER,
        )
        assert process.stdin is not None
        process.stdin.write(self._titles)
        return process

    @staticmethod
    async def _ask(process: asyncio.subprocess.Process, body: bytes, task: dict[str, Any]) -> dict[str, Any]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({**task, "size": len(body)}).encode() + b"\n" + body)
        await process.stdin.drain()
        line = await process.stdout.readline()
        if not line:
            raise OSError("the reading process ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def close(self) -> None:
        """End the reading processes."""
        while self._idle:
            await _kill(self._idle.pop())


async def _kill(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
