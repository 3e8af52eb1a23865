"""What a night costs in which nothing changed, against the first one: body bytes, CPU of gathering, CPU of all.

    python -m bench.warm [--agencies 4] [--items 22] [--documents 4] [--only gather,audit]

Agencies on loopback, a host each: a page an item (40 kB, with a menu as sites have them), and below it documents as
offices publish them: of ten, seven PDFs (one of them long, one a scan), a workbook, a table, a Word file; 0.5 MB on
average, all bytes different.  Every answer has an ETag.  ``gather`` measures gathering alone, ``audit`` the whole
``oit audit`` with reading, judging and ``audit.json``; both are CPU seconds of the process tree, start included, so they
say the same on a busy machine.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import xlsxwriter

from bench.curve import AS_OF, CHECKLIST, host
from checklists.load import load_checklist
from crawler.evidence import open_evidence
from crawler.gather.options import GatherOptions
from crawler.gather.run import gather
from crawler.model import Agency, Declaration
from tests.read.paper import written

WORDS = "สำนักงานเขตเผยแพร่ข้อมูลตามเกณฑ์การประเมินคุณธรรมและความโปร่งใส ประจำปีงบประมาณ พ.ศ. 2568"
MENU = "".join(f'<li><a href="/about/{n}">เกี่ยวกับเรา {n}</a></li>' for n in range(150))
TEXT = f"<p>{WORDS}</p>\n" * 120


# ------------------------------------------------------------------------------------- documents


@cache
def papers() -> tuple[tuple[str, bytes], ...]:
    """Ten documents, by their endings: pages, pictures and sizes as of what offices publish."""
    noise = random.Random(2568)
    line = (72.0, 0.0, 14.0, WORDS)
    page = [(line[0], 780.0 - 22 * n, line[2], f"{n} {WORDS}") for n in range(32)]

    def pdf(pages: int, picture: int, *, scanned: bool = False) -> tuple[str, bytes]:
        made = written([[] if scanned else page for _ in range(pages)], scanned=scanned)
        return "pdf", made + b"% " + noise.randbytes(picture).replace(b"\n", b" ") + b"\n%%EOF\n"

    pdfs = [
        pdf(*one)
        for one in ((4, 150_000), (7, 300_000), (12, 500_000), (20, 900_000), (8, 200_000), (120, 1_500_000))
    ]
    rows = [[str(n), WORDS, n * 7, f"{n}/2568", "เบิกจ่ายแล้ว"] for n in range(600)]
    table = "\n".join(",".join(map(str, row)) for row in [["ลำดับ", "เรื่อง", "จำนวน", "เลขที่", "สถานะ"], *rows])
    return (
        *pdfs,
        pdf(9, 800_000, scanned=True),
        ("xlsx", workbook(rows)),
        ("csv", table.encode()),
        ("docx", letter()),
    )


def workbook(rows: list[list[object]]) -> bytes:
    """A workbook of one sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet("ข้อมูล")
        sheet.write_row(0, 0, ["ลำดับ", "เรื่อง", "จำนวน", "เลขที่", "สถานะ"])
        for at, row in enumerate(rows, 1):
            sheet.write_row(at, 0, row)
    return buffer.getvalue()


def letter() -> bytes:
    """A Word file of many paragraphs."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lines = "".join(f"<w:p><w:r><w:t>{n} {WORDS}</w:t></w:r></w:p>" for n in range(400))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(
            "word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{lines}</w:body></w:document>'
        )
    return buffer.getvalue()


def paper(ending: str, made: bytes, name: str) -> bytes:
    """A document of that kind whose bytes no other has."""
    if ending in {"xlsx", "docx"}:
        buffer = io.BytesIO(made)
        with zipfile.ZipFile(buffer, "a") as packed:
            packed.comment = name.encode()
        return buffer.getvalue()
    return made + (f"% {name}\n" if ending == "pdf" else f"\n601,{name},1,1/2568,-\n").encode()


# ------------------------------------------------------------------------------------ the server


def place(item: int, n: int) -> int:
    """Which of the papers stands there."""
    return (item * 7 + n * 3) % len(papers())


class Site:
    """What every host answers: a page an item, documents below it, no home page."""

    def __init__(self, documents: int) -> None:
        self._items = load_checklist(CHECKLIST).items
        self._documents = documents

    def answer(self, name: str, path: str) -> tuple[int, str, bytes]:
        """Status, media type and body."""
        kind, _, rest = path.strip("/").partition("/")
        if kind == "item" and rest.isdigit() and int(rest) < len(self._items):
            return 200, "text/html; charset=utf-8", self._page(name, int(rest)).encode()
        if kind == "file":
            number, _, n = rest.partition(".")[0].partition("/")
            ending, made = papers()[place(int(number), int(n))]
            return 200, "application/octet-stream", paper(ending, made, f"{name}{path}")
        return 404, "text/html", b"<title>404</title>no"

    def _page(self, name: str, number: int) -> str:
        item = self._items[number]
        titles = [one.title.th for one in item.elements] or [item.title.th]
        links = "".join(
            f'<li><a href="/file/{number}/{n}.{papers()[place(number, n)][0]}">{titles[n % len(titles)]} ประจำปีงบประมาณ พ.ศ. 2568 ฉบับที่ {n + 1} (ดาวน์โหลด)</a></li>'
            for n in range(self._documents)
        )
        title = item.title.th
        return f"<!doctype html><html><head><title>{title}</title></head><body><nav><ul>{MENU}</ul></nav><main><h1>{title}</h1><p>{name}</p><ul>{links}</ul>{TEXT}</main></body></html>"


async def serve(documents: int) -> None:
    """Every host answers alike, with its own name in every body; 304 where the mark is still the same."""
    site = Site(documents)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = writer.get_extra_info("sockname")[0]
        while line := await reader.readline():
            asked = ""
            while header := (await reader.readline()).strip():
                if header.lower().startswith(b"if-none-match:"):
                    asked = header.decode().partition(":")[2].strip()
            status, kind, body = site.answer(name, line.split()[1].decode())
            mark = f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
            if asked == mark:
                status, body = 304, b""
            length = "" if status == 304 else f"Content-Length: {len(body)}\r\n"
            head = f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nETag: {mark}\r\nServer: nginx\r\n{length}\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(connected, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


# ------------------------------------------------------------------------------------ the nights


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds of a process tree, and what a run asked and was sent."""

    cpu: float
    requests: int
    size: int


def spent(command: list[str], run: Path) -> Cost:
    """Run a command that makes the run folder ``run``."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(f"{command[-1]} ended with {os.waitstatus_to_exitcode(status)}")
    with open_evidence(run) as store:
        facts = store.run
    return Cost(used.ru_utime + used.ru_stime, facts["requests"], facts["bytes"])


def sites(agencies: int, items: int, port: int) -> list[str]:
    """A targets file of so many agencies."""
    lines = ["version: 1", "agencies:"]
    for number in range(agencies):
        site = f"http://{host(number)}:{port}"
        lines += [f"  - id: a{number}", f'    code: "{number}"', f"    name_th: สำนักงานเขตที่ {number}"]
        lines += [f"    name_en: District {number}", f"    site: {site}/", "    declared:"]
        lines += [f"      O{item + 1}: [{site}/item/{item}]" for item in range(items)]
    return lines


def gathered(folder: str, before: str, port: int, agencies: int, items: int) -> None:
    """Gathering alone, in this process and its children."""
    options = GatherOptions(delay=0, allow_private_hosts=True, timeout=30, previous=before)
    many = [
        Agency(
            f"a{n}", str(n), f"a{n}", f"a{n}", f"http://{host(n)}:{port}/",
            declarations=tuple(Declaration(f"a{n}", f"O{i + 1}", f"http://{host(n)}:{port}/item/{i}") for i in range(items)),
        )
        for n in range(agencies)
    ]  # fmt: skip
    titles = {item.id: (item.title.th, *item.titles) for item in load_checklist(CHECKLIST).items}
    gather(many, Path(folder), options, titles)


def told(name: str, first: Cost, warm: Cost, goal: float) -> str:
    """One line of figures."""
    return (
        f"{name}: first night {first.requests} requests, {first.size / 1e6:.1f} MB, {first.cpu:.1f} CPU s; nothing changed"
        f" {warm.requests} requests, {warm.size / first.size:.2%} of the bytes (goal <= 1 %), {warm.cpu:.1f} CPU s ="
        f" {warm.cpu / first.cpu:.3f} (goal <= {goal})"
    )


def main() -> None:
    """Serve, spend two nights each way, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agencies", type=int, default=4)
    parser.add_argument("--items", type=int, default=22)
    parser.add_argument("--documents", type=int, default=4)
    parser.add_argument("--only", default="gather,audit")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--gather", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.serve:
        asyncio.run(serve(said.serve))
    elif said.gather:
        gathered(*said.gather, said.port, said.agencies, said.items)
    else:
        with subprocess.Popen(
            [sys.executable, __file__, "--serve", str(said.documents)], stdout=subprocess.PIPE
        ) as server:
            try:
                assert server.stdout is not None
                nights(int(server.stdout.readline()), said.agencies, said.items, said.only.split(","))
            finally:
                server.kill()


def nights(port: int, agencies: int, items: int, only: list[str]) -> None:
    """First night and warm night, gathering alone and the whole audit."""
    with tempfile.TemporaryDirectory(prefix="oit-warm-", dir="/var/tmp") as name:
        folder = Path(name)
        if "gather" in only:
            own = [
                sys.executable,
                __file__,
                "--port",
                str(port),
                "--agencies",
                str(agencies),
                "--items",
                str(items),
                "--gather",
            ]
            first = spent([*own, str(folder / "first"), ""], folder / "first")
            warm = spent([*own, str(folder / "warm"), str(folder / "first")], folder / "warm")
            print(told("gathering", first, warm, 0.75), flush=True)
        if "audit" in only:
            (folder / "targets.yaml").write_text("\n".join(sites(agencies, items, port)) + "\n", "utf-8")
            night = [
                sys.executable, "-m", "crawler", "audit", "--targets", str(folder / "targets.yaml"), "--checklist", CHECKLIST,
                "--as-of", AS_OF, "--allow-private-hosts", "--delay", "0", "--format", "json", "--quiet", "--history", str(folder / "runs"), "--out",
            ]  # fmt: skip
            first, warm = (
                spent([*night, str(folder / "runs" / day)], folder / "runs" / day) for day in ("1", "2")
            )
            before, after = (verdicts(folder / "runs" / day) for day in ("1", "2"))
            print(
                told("whole audit", first, warm, 0.15),
                "; verdicts equal" if before == after else "; VERDICTS DIFFER",
                sep="",
            )


def verdicts(run: Path) -> dict[tuple[str, str], str]:
    """The status of every item."""
    audit = json.loads((run / "audit.json").read_bytes())
    return {(one["id"], item["id"]): item["status"] for one in audit["agencies"] for item in one["items"]}


if __name__ == "__main__":
    main()
