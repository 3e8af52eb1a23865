"""Large documents under way at once, and how much memory they take: a body is never whole in memory.

    python -m bench.bodies [--hosts 8] [--megabytes 100]

As many hosts on loopback as documents; each sends nine tenths of its document, waits until all the others have, and sends
the rest.  Prints the peak memory of the crawling process beside that of the same run with documents of 10 kB.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.office import Cost, Said, agencies, apart, serving
from crawler.evidence import open_evidence
from crawler.gather.options import MIB, GatherOptions
from crawler.gather.run import gather

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CHUNK = bytes(range(256)) * 4096  # 1 MiB that compresses, as a real document does
START = b"%PDF-1.4\n"
GOAL = 260


class Library:
    """Every host has a page that links to ``/large.pdf``; nobody's last tenth goes out before everybody's first nine."""

    def __init__(self, hosts: int, size: int) -> None:
        self._hosts, self._size = hosts, size
        self._arrived = 0
        self._everybody: asyncio.Event | None = None

    def __call__(self, name: str, path: str) -> Said:
        """The answer of any host."""
        del name
        if path == "/large.pdf":
            return Said(200, "application/pdf", flow=self._document(), size=self._size)
        if path == "/item/0":
            return Said(
                200, "text/html", '<h1>แผน</h1><p><a href="/large.pdf">แผนปฏิบัติราชการ</a></p>'.encode()
            )
        return Said(404, "text/html")

    async def _document(self) -> AsyncIterator[bytes]:
        self._everybody = self._everybody or asyncio.Event()
        yield START
        left, waiting = self._size - len(START), True
        while left:
            if waiting and left <= self._size // 10:
                waiting = False
                self._arrived += 1
                if self._arrived == self._hosts:
                    self._everybody.set()
                await self._everybody.wait()
            piece = CHUNK[: min(left, len(CHUNK))]
            left -= len(piece)
            yield piece


def gathered(hosts: int, size: int, port: int) -> None:
    """Gather all of it; every document has to have come whole."""
    options = GatherOptions(
        delay=0, allow_private_hosts=True, timeout=300, site_pages=0, probes=False, max_body=size + MIB,
        bytes_per_item=4 * size,
    )  # fmt: skip
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        gather(agencies(hosts, 1, port), Path(folder) / "run", options, {"O1": ("แผนปฏิบัติราชการ",)})
        with open_evidence(Path(folder) / "run") as store:
            got = [one for one in store.captures() if urlsplit(one.final_url).path == "/large.pdf"]
    assert len(got) == hosts, len(got)
    assert all(one.size == size and one.error is None for one in got), got


def measure(hosts: int, size: int) -> Cost:
    """What the process that crawls cost."""
    with serving(Library(hosts, size)) as port:
        return apart(gathered, hosts, size, port)[1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hosts", type=int, default=8)
    parser.add_argument("--megabytes", type=int, default=100)
    said = parser.parse_args()
    for name, size in (("10 kB", 10_000), (f"{said.megabytes} MB", said.megabytes * 1_000_000)):
        cost = measure(said.hosts, size)
        print(
            f"{said.hosts} documents of {name} under way at once: peak {cost.memory:.0f} MB, {cost.cpu:.1f} CPU seconds"
        )
    print(f"goal: at most {GOAL} MB")


if __name__ == "__main__":
    main()
