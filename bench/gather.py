"""How fast and how large gathering is: ``python -m bench.gather [SITES]``.

Eight sites on loopback (each its own host), 22 items each, a page with four documents an item; no delay, one
request at a time a host.  Prints requests a second, CPU seconds and the peak memory of the crawling process.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from crawler.evidence import open_evidence
from crawler.gather.run import gather
from tests.gather.runs import QUICK, agency
from tests.gather.server import BadServer, document, page

ITEMS = 22


def site(number: int) -> BadServer:
    """A site of its own address."""
    routes = {}
    for item in range(1, ITEMS + 1):
        files = [f"/o{item}/file{n}.pdf" for n in range(4)]
        links = "".join(f'<p><a href="{path}">เอกสารที่ {n}</a></p>' for n, path in enumerate(files))
        routes[f"/o{item}"] = page(f"<h1>รายการที่ {item}</h1><div>{links}</div>")
        routes |= {path: document(b"%PDF-1.4\n" + bytes(60_000)) for path in files}
    return BadServer(routes, address=f"127.0.1.{number}")


def main(sites: int) -> None:
    """Gather and print."""
    with ExitStack() as stack:
        servers = [stack.enter_context(site(n)) for n in range(1, sites + 1)]
        agencies = [
            agency({f"O{i}": [server.url(f"/o{i}")] for i in range(1, ITEMS + 1)}, name=f"a{n}")
            for n, server in enumerate(servers)
        ]
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "run"
        started = time.monotonic()
        gather(agencies, folder, replace(QUICK, probes=True), {})
        seconds = time.monotonic() - started
        with open_evidence(folder) as store:
            requests, size = store.run["requests"], store.run["bytes"]
            assert store.run["complete"]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{requests} requests, {size / 1e6:.1f} MB in {seconds:.1f} s: {requests / seconds:.0f} a second")
    print(f"CPU {used.ru_utime + used.ru_stime:.1f} s, peak memory {used.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 8)
