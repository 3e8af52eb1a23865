"""Lists of addresses that ``oit links`` is given: a text file or standard input, one address a line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.cli.errors import wrong
from crawler.errors import InputError, Problem

if TYPE_CHECKING:
    from crawler.links.run import Start

#: Endings of files that are kept on computers; no host of the web is called so.
_FILES = frozenset((
    ".txt", ".csv", ".tsv", ".lst", ".list", ".yaml", ".yml", ".json", ".xlsx", ".xls", ".ods", ".pdf", ".doc", ".docx",
    ".html", ".htm", ".xml",
))  # fmt: skip
#: Lines that are named one by one: more say nothing more.
_SAID = 10
_TABLES = frozenset(("xlsx", "xls", "ods", "ooxml", "ole"))


def listed(data: bytes, file: str) -> list[Start]:
    """The addresses of a list; ``#`` begins a remark.  Raises InputError naming every line that holds no address."""
    from crawler.links.run import Start
    from crawler.read.charset import decode_thai
    from crawler.read.sniff import sniff

    if sniff(data, file) in _TABLES:
        raise InputError([Problem(
            file, 0, 0, "",
            "เป็นตาราง Excel ไม่ใช่รายการที่อยู่: นำเข้าด้วย oit targets import แล้วใช้ --targets หรือคัดลอกที่อยู่ลงไฟล์ข้อความ บรรทัดละหนึ่งที่อยู่",
            "a spreadsheet, not a list of addresses: oit targets import makes a targets file of it (--targets), or copy the addresses "
            "to a text file, one a line",
        )])  # fmt: skip
    found: list[Start] = []
    problems: list[Problem] = []
    for number, line in enumerate(decode_thai(data).text.splitlines(), 1):
        text = line.strip(" \t\u00a0\u200b\ufeff")
        if not text or text.startswith("#"):
            continue
        word = text.split()[0]
        if "." in word or "/" in word:
            found.append(Start(word, file, number))
        else:
            problems.append(_no_address(file, number, text))
    if problems:
        raise InputError([*problems[:_SAID], *_and_more(file, len(problems) - _SAID)])
    return found


def _no_address(file: str, number: int, text: str) -> Problem:
    return Problem(
        file, number, 0, "",
        f"ไม่ใช่ที่อยู่เว็บ: “{text[:60]}” (ต้องเป็นบรรทัดละหนึ่งที่อยู่ # คือหมายเหตุ ไฟล์รายการที่แจ้งใช้ --targets)",
        f"no web address: “{text[:60]}” (one address a line, # begins a remark; a targets file goes behind --targets)",
    )  # fmt: skip


def _and_more(file: str, count: int) -> list[Problem]:
    if count <= 0:
        return []
    return [Problem(file, 0, 0, "", f"และอีก {count} บรรทัด", f"and {count} more lines")]


def missing_file(name: str) -> InputError | None:
    """What is wrong with a name that can only be meant as a file of this computer, and is none."""
    path = Path(name)
    if os.path.isdir(name):  # noqa: PTH112 - pathlib raises where no name of a file is that long
        return wrong(f"{name} เป็นโฟลเดอร์ ต้องเป็นไฟล์รายการหรือ URL", f"{name} is a folder: give a list or a URL")
    local = name.startswith(("/", "./", "../", "~", "\\")) or name[1:3] == ":\\"
    if local or ("/" not in name and path.suffix.lower() in _FILES):
        return wrong(f"ไม่พบไฟล์ {name} (ถ้าเป็น URL ให้เติม https:// ข้างหน้า)",
                     f"there is no file {name} (if it is a URL, write https:// before it)")  # fmt: skip
    return None
