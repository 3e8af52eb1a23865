"""What a night costs in which nothing changed, against the first one: body bytes, CPU of gathering, CPU of all.

    python -m bench.warm [--agencies 4] [--items 22] [--documents 4] [--only gather,small,audit]

Agencies on loopback, a host each: a page an item (40 kB, with a menu as sites have them), and below it documents as
offices publish them: of ten, seven PDFs (one of them long, one a scan), a workbook, a table, a Word file; 0.5 MB on
average, all bytes different.  Every answer has an ETag.  ``gather`` measures gathering alone, ``small`` the same where
pages and tables have 1 kB: what is left then is the request itself, which costs alike whatever it is answered.
``audit`` is the whole ``oit audit`` with reading, judging and ``audit.json``.  All are CPU seconds of the process tree, so
they say the same on a quiet and on a busy machine, more or less.  What starting costs is measured with one item of one
agency, told beside and in a ratio without it: a larger night starts no dearer.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

import xlsxwriter

from bench.office import CHECKLIST, Office, agencies, apart, audit_of, serving, spent, targets
from checklists import load_checklist
from crawler.evidence import open_evidence
from crawler.gather.options import GatherOptions
from crawler.gather.run import gather
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


def place(item: int, n: int) -> tuple[str, bytes]:
    """Which of the papers stands there."""
    return papers()[(item * 7 + n * 3) % len(papers())]


def paper(ending: str, made: bytes, name: str) -> bytes:
    """A document of that kind whose bytes no other has."""
    if ending in {"xlsx", "docx"}:
        buffer = io.BytesIO(made)
        with zipfile.ZipFile(buffer, "a") as packed:
            packed.comment = name.encode()
        return buffer.getvalue()
    return made + (f"% {name}\n" if ending == "pdf" else f"\n601,{name},1,1/2568,-\n").encode()


class Portal(Office):
    """An office with a menu on its pages and documents of many kinds."""

    def page(self, name: str, title: str, links: str) -> str:
        """A page as content management systems make them."""
        return (
            f"<!doctype html><html><head><title>{title}</title></head><body><nav><ul>{MENU}</ul></nav>"
            f"<main><h1>{title}</h1><p>{name}</p><ul>{links}</ul>{TEXT}</main></body></html>"
        )

    def ending(self, item: int, n: int) -> str:
        """What kind of document stands there."""
        return place(item, n)[0]

    def named(self, item: int, n: int) -> str:
        """The title, and which of several it is."""
        return f"{super().named(item, n)} ฉบับที่ {n + 1} (ดาวน์โหลด)"

    def document(self, name: str, path: str, item: int, *numbers: int) -> tuple[str, bytes]:
        """One of the papers."""
        return "application/octet-stream", paper(*place(item, numbers[-1]), f"{name}{path}")


# ------------------------------------------------------------------------------------ the nights


class Night(NamedTuple):
    """CPU seconds of a process tree, and what its run asked and was sent."""

    cpu: float
    requests: int
    size: int


#: Spends a night on so many agencies and items into a run folder, after the night in another (empty: the first one);
#: returns CPU seconds.
Spend = Callable[[Path, str, int, int, int], float]


def gathered(folder: Path, before: str, port: int, count: int, items: int) -> float:
    """Gathering alone."""
    return apart(_gather, folder, before, port, count, items)[1].cpu


def _gather(folder: Path, before: str, port: int, count: int, items: int) -> None:
    options = GatherOptions(delay=0, allow_private_hosts=True, timeout=30, previous=before)
    titles = {item.id: (item.title.th, *item.titles) for item in load_checklist(CHECKLIST).items}
    gather(agencies(count, items, port), folder, options, titles)


def audited(folder: Path, before: str, port: int, count: int, items: int) -> float:  # noqa: ARG001 - it finds the night before
    """The whole audit."""
    file = folder.parent.with_suffix(".yaml")
    file.write_text(targets(agencies(count, items, port)), "utf-8")
    return spent(audit_of(file, folder)).cpu


def two_nights(runs: Path, spend: Spend, port: int, count: int, items: int) -> tuple[Night, Night]:
    """The first night and one in which nothing changed."""
    runs.mkdir()
    return night(spend, runs / "1", "", port, count, items), night(
        spend, runs / "2", str(runs / "1"), port, count, items
    )


def night(spend: Spend, run: Path, before: str, port: int, count: int, items: int) -> Night:
    """What a night costs, and what its run says of it."""
    cpu = spend(run, before, port, count, items)
    with open_evidence(run) as store:
        return Night(cpu, store.run["requests"], store.run["bytes"])


def told(nights: tuple[Night, Night], starts: tuple[Night, Night], goal: float | None) -> str:
    """One line of figures."""
    (first, warm), (cold_start, warm_start) = nights, starts
    beyond = (warm.cpu - warm_start.cpu) / (first.cpu - cold_start.cpu)
    return (
        f"first night {first.requests} requests, {first.size / 1e6:.1f} MB, {first.cpu:.1f} CPU s; nothing changed"
        f" {warm.requests} requests, {warm.size / first.size:.2%} of the bytes (goal <= 1 %), {warm.cpu:.1f} CPU s ="
        f" {warm.cpu / first.cpu:.3f}{f' (goal <= {goal})' if goal else ''}; starting {cold_start.cpu:.2f} and {warm_start.cpu:.2f} CPU s,"
        f" without it {beyond:.3f}"
    )


def verdicts(run: Path) -> dict[tuple[str, str], str]:
    """The status of every item."""
    audit = json.loads((run / "audit.json").read_bytes())
    return {(one["id"], item["id"]): item["status"] for one in audit["agencies"] for item in one["items"]}


#: By name: what the hosts answer, what is done with it, and the share of the first night's CPU that is the goal.
MEASURES: dict[str, tuple[type[Office], Spend, float | None]] = {
    "gather": (Portal, gathered, 0.75),
    "small": (Office, gathered, None),
    "audit": (Portal, audited, 0.15),
}


def main() -> None:
    """Serve, spend two nights each way, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agencies", type=int, default=4)
    parser.add_argument("--items", type=int, default=22)
    parser.add_argument("--documents", type=int, default=4)
    parser.add_argument("--only", default="gather,small,audit")
    said = parser.parse_args()
    for name in said.only.split(","):
        answers, spend, goal = MEASURES[name]
        with (
            serving(answers(said.documents)) as port,
            tempfile.TemporaryDirectory(prefix="oit-warm-", dir="/var/tmp") as folder,
        ):
            starts = two_nights(Path(folder) / "start", spend, port, 1, 1)
            runs = Path(folder) / "runs"
            nights = two_nights(runs, spend, port, said.agencies, said.items)
            print(f"{name}: {told(nights, starts, goal)}", end="", flush=True)
            if spend is audited:
                print(
                    "; verdicts equal"
                    if verdicts(runs / "1") == verdicts(runs / "2")
                    else "; VERDICTS DIFFER",
                    end="",
                )
            print(flush=True)


if __name__ == "__main__":
    main()
