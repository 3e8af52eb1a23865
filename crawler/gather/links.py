"""Reading the links of pages beside the crawl: a hostile page delays nobody but itself."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import logging
import sys
from typing import TYPE_CHECKING, Any

from crawler.read.code import code_version
from crawler.read.pulse import Pulse

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

logger = logging.getLogger(__name__)

#: What is asked of a page: the arguments of :func:`follow`, or of :func:`index_pages` of its site.
Task = dict[str, Any]

#: A process that is asleep over a page for so many seconds is given up; while it reads, it is looked at this often.
_ASLEEP, _LOOK_SECONDS = 120.0, 0.5
#: Beside the reading of pages: the code that says which of their links lead on.
_HAVE_A_SAY = ("gather/site.py", "evidence/address.py")
_LONGEST_ANSWER = 16 << 20


def follow(
    url: str, content_type: str, *, fragment: str, item: str, depth: int, hosts: frozenset[str]
) -> Task:
    """To be asked: the addresses one click below a page of an item, most promising first."""
    return {
        "task": "follow", "url": url, "content_type": content_type, "fragment": fragment, "item": item, "depth": depth,
        "hosts": sorted(hosts),
    }  # fmt: skip


def index_pages(url: str, content_type: str) -> Task:
    """To be asked: the addresses on a page that look like an index of published items."""
    return {"task": "index", "url": url, "content_type": content_type}


class LinkReader:
    """Asks a few reading processes which addresses lead on; a process that takes too long, or sleeps, is replaced.

    ``max_page`` is how many bytes of a page are read.  A page that cannot be read within the limits has no
    links; :attr:`failures` counts those pages.
    """

    def __init__(
        self,
        titles: Mapping[str, tuple[str, ...]],
        max_page: int,
        *,
        processes: int = 2,
        asleep: float = _ASLEEP,
    ) -> None:
        self._titles = json.dumps(titles).encode() + b"\n"
        self._said = (code_version(*_HAVE_A_SAY), hashlib.sha256(self._titles).hexdigest(), max_page)
        self._max_page = max_page
        self._asleep = asleep
        self._free = asyncio.Semaphore(processes)
        self._idle: list[asyncio.subprocess.Process] = []
        self.failures = 0

    def question(self, sha256: str, task: Task) -> str:
        """A name for what is asked about a page of these bytes; it is another one where the answer may be another."""
        said = [*self._said, sha256, task]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    async def read(self, load: Callable[[], bytes | None], task: Task) -> tuple[str, ...] | None:
        """The addresses that a page leads on to; ``None`` when it could not be read, or there is none.

        Its body is loaded when a process is free: what waits takes no memory.
        """
        async with self._free:
            body = load()
            if body is None:
                return None
            process = self._idle.pop() if self._idle else await self._start()
            try:
                answer = await self._while_awake(process, self._ask(process, body[: self._max_page], task))
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
            return None
        return tuple(answer["links"])

    async def _while_awake(
        self, process: asyncio.subprocess.Process, question: Coroutine[Any, Any, dict[str, Any]]
    ) -> dict[str, Any]:
        """The answer.  Raises ``TimeoutError`` when the process sleeps over the question."""
        pulse = Pulse(process.pid)
        answer = asyncio.create_task(question)
        try:
            while not (await asyncio.wait({answer}, timeout=_LOOK_SECONDS))[0]:
                if pulse.asleep() > self._asleep:
                    raise TimeoutError
            return answer.result()
        finally:
            answer.cancel()

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
    async def _ask(process: asyncio.subprocess.Process, body: bytes, task: Task) -> dict[str, Any]:
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
