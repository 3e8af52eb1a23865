"""Large documents under way at once, and how much memory they take: a body is never whole in memory.

    python -m bench.bodies [--hosts 8] [--megabytes 100]

As many hosts on loopback as documents; each sends nine tenths of its document, waits until all the others have, and sends
the rest.  Prints the peak memory of the crawling process beside that of the same run with documents of 10 kB.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawler.evidence import open_evidence
from crawler.gather.options import MIB, GatherOptions
from crawler.gather.run import gather
from crawler.model import Agency, Declaration

CHUNK = bytes(range(256)) * 4096  # 1 MiB that compresses, as a real document does


async def serve(hosts: int, size: int) -> None:
    """``/`` links to ``/large.pdf``; nobody's last tenth goes out before everybody's first nine have."""
    arrived, everybody = [0], asyncio.Event()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            while (await reader.readline()).strip():
                pass
            path = line.split()[1]
            if path == b"/large.pdf":
                await document(writer)
            else:
                found = path == b"/"
                body = '<h1>แผน</h1><p><a href="large.pdf">แผนปฏิบัติราชการ</a></p>'.encode() if found else b""
                status = b"200 OK" if found else b"404 Not Found"
                writer.write(
                    b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n"
                    % (status, len(body))
                    + body
                )
            await writer.drain()

    async def document(writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: %d\r\n\r\n%%PDF-1.4\n"
            % (size + 9)
        )
        left, waiting = size, True
        while left:
            if waiting and left <= size // 10:
                waiting = False
                arrived[0] += 1
                if arrived[0] == hosts:
                    everybody.set()
                await everybody.wait()
            piece = CHUNK[: min(left, len(CHUNK))]
            left -= len(piece)
            writer.write(piece)
            await writer.drain()

    server = await asyncio.start_server(connected, "0.0.0.0", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


def measure(hosts: int, size: int) -> tuple[float, float]:
    """Peak memory (MB) and CPU seconds of the process that crawls, in a fresh process so that no other child counts."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", str(hosts), str(size)], stdout=subprocess.PIPE, check=True
    )
    peak, cpu = done.stdout.split()
    return float(peak), float(cpu)


def one(hosts: int, size: int) -> None:
    """One run; prints peak memory and CPU of the child that crawls."""
    import resource

    with (
        subprocess.Popen(
            [sys.executable, __file__, "--serve", str(hosts), str(size)], stdout=subprocess.PIPE
        ) as server,
        tempfile.TemporaryDirectory(dir="/var/tmp") as folder,
    ):
        try:
            port = int(server.stdout.readline())  # type: ignore[union-attr]
            agencies = [
                Agency(id=f"a{n}", code=str(n), name_th=f"a{n}", name_en=f"a{n}", site="",
                       declarations=(Declaration(f"a{n}", "O5", f"http://127.0.1.{n}:{port}/"),))
                for n in range(1, hosts + 1)
            ]  # fmt: skip
            options = GatherOptions(
                delay=0, allow_private_hosts=True, timeout=300, site_pages=0, probes=False
            )
            options = replace(options, max_body=size + MIB, bytes_per_item=4 * size)
            gather(agencies, Path(folder) / "run", options, {"O5": ("แผนปฏิบัติราชการ",)})
            with open_evidence(Path(folder) / "run") as store:
                got = [one for one in store.captures() if urlsplit(one.final_url).path == "/large.pdf"]
                assert len(got) == hosts, len(got)
                assert all(one.size == size + 9 and one.error is None for one in got), got
        finally:
            server.kill()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_maxrss / 1024, used.ru_utime + used.ru_stime)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hosts", type=int, default=8)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--serve", nargs=2, type=int, help=argparse.SUPPRESS)
    parser.add_argument("--one", nargs=2, type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve(*options.serve))
    elif options.one:
        one(*options.one)
    else:
        for name, size in (("10 kB", 10_000), (f"{options.megabytes} MB", options.megabytes * 1_000_000)):
            peak, cpu = measure(options.hosts, size)
            print(
                f"{options.hosts} documents of {name} under way at once: peak {peak:.0f} MB, {cpu:.1f} CPU seconds"
            )
        print("goal: at most 260 MB")


if __name__ == "__main__":
    main()
