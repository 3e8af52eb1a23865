"""The habits of eight webmasters: how each writes years, months, dates and file names, and saves papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, quote_from_bytes

from crawler.demo.procurement import MONTHS, SHORT_MONTHS
from crawler.thai.text import thai_digits


@dataclass(frozen=True, slots=True)
class House:
    """One webmaster's habits.

    ``spelling`` picks the wording of names; ``papers`` and ``numbers`` are the forms in which texts and
    statistics are saved, in turn; ``address`` makes the path of a file from (the item, its Thai name, a running
    number, the file's ending).
    """

    slug: str
    name: str
    en: str
    code: str
    group: str
    spelling: int
    year: Callable[[int], str]
    half: Callable[[int], str]
    month: Callable[[date], str]
    day: Callable[[date], str]
    address: Callable[[str, str, int, str], str]
    papers: tuple[str, ...]
    numbers: tuple[str, ...]

    @property
    def office(self) -> str:
        """The office's full name."""
        return f"สำนักงานเขต{self.name}"


def _be(day: date) -> int:
    return day.year + 543


def _long(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {_be(day)}"


def _short(day: date) -> str:
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {_be(day) % 100}"


def _tis620(_item: str, name: str, _number: int, ending: str) -> str:
    return f"/files/{quote_from_bytes(name.encode('tis-620', 'ignore'))}.{ending}"


HOUSES = {
    house.slug: house
    for house in (
        House(
            "bangkapi", "บางกะปิ", "Bang Kapi District Office", "1006", "กรุงเทพตะวันออก",
            spelling=0,
            year=lambda y: f"ประจำปีงบประมาณ พ.ศ. {y}",
            half=lambda y: f"รอบ 6 เดือน (1 ต.ค. {y - 1} – 31 มี.ค. {y})",
            month=lambda m: f"เดือน{MONTHS[m.month - 1]} {_be(m)}",
            day=_long,
            address=lambda _item, _name, n, ending: f"/upload/user/00000{n % 9}/ITA/doc_{n:03}.{ending}",
            papers=("pdf", "sara", "docx"),
            numbers=("page", "xlsx"),
        ),
        House(
            "sathon", "สาทร", "Sathon District Office", "1028", "กรุงเทพใต้",
            spelling=1,
            year=lambda y: f"ปี {y}",
            half=lambda y: f"ปี {y} (รอบ 6 เดือนแรก)",
            month=lambda m: f"{SHORT_MONTHS[m.month - 1]} {_be(m)}",
            day=_short,
            address=lambda _item, _name, n, ending: f"/uc?export=download&id=1aB{n:03}xYz{len(ending)}",
            papers=("pdf", "docx"),
            numbers=("xlsx", "csv"),
        ),
        House(
            "chomthong", "จอมทอง", "Chom Thong District Office", "1035", "กรุงธนเหนือ",
            spelling=2,
            year=lambda y: f"ปีงบประมาณ {thai_digits(str(y))}",
            half=lambda y: f"ปีงบประมาณ {thai_digits(f'{y} ครั้งที่ 1 (ต.ค.{(y - 1) % 100} - มี.ค.{y % 100})')}",
            month=lambda m: f"เดือน {MONTHS[m.month - 1]} {thai_digits(str(_be(m)))}",
            day=lambda d: thai_digits(_long(d)),
            address=_tis620,
            papers=("pdf", "sara"),
            numbers=("page", "html_xls"),
        ),
        House(
            "nongchok", "หนองจอก", "Nong Chok District Office", "1003", "กรุงเทพตะวันออก",
            spelling=3,
            year=lambda y: f"พ.ศ.{thai_digits(str(y))}",
            half=lambda y: f"6 เดือนแรก ปีงบประมาณ พ.ศ.{thai_digits(str(y))}",
            month=lambda m: f"เดือน{MONTHS[m.month - 1]} พ.ศ.{thai_digits(str(_be(m)))}",
            day=lambda d: f"วันที่ {thai_digits(_long(d))}",
            address=lambda _item, name, n, ending: f"/data/oit/{n} {name}.{ending}",
            papers=("ocr", "pdf", "mended"),
            numbers=("page", "xlsx"),
        ),
        House(
            "bangrak", "บางรัก", "Bang Rak District Office", "1004", "กรุงเทพใต้",
            spelling=0,
            year=lambda y: f"ปีงบประมาณ {y}",
            half=lambda y: f"ตุลาคม {y - 1} - มีนาคม {y}",
            month=lambda m: f"ประจำเดือน{MONTHS[m.month - 1]} {_be(m)}",
            day=lambda d: f"{d.day:02}/{d.month:02}/{_be(d)}",
            address=lambda _item, name, n, ending: f"/wp-content/uploads/2025/0{1 + n % 4}/{quote(name.replace(' ', '-'))}.{ending}",
            papers=("pdf",),
            numbers=("pdf", "page"),
        ),
        House(
            "dusit", "ดุสิต", "Dusit District Office", "1002", "กรุงเทพกลาง",
            spelling=1,
            year=lambda y: f"ปีงบประมาณ พ.ศ.{y}",
            half=lambda y: f"ไตรมาสที่ 1 - 2 ปีงบประมาณ พ.ศ.{y}",
            month=lambda m: f"{SHORT_MONTHS[m.month - 1]}{_be(m) % 100}",
            day=_short,
            address=lambda _item, _name, n, ending: f"/user_files_editor/61/ITA/2568/dusit-{n:02}.{ending.upper()}",
            papers=("docx", "pdf"),
            numbers=("xlsx",),
        ),
        House(
            "latphrao", "ลาดพร้าว", "Lat Phrao District Office", "1038", "กรุงเทพเหนือ",
            spelling=2,
            year=lambda y: f"ปี{y}",
            half=lambda y: f"รอบ6เดือน ปี{y}",
            month=lambda m: f"{MONTHS[m.month - 1]}{_be(m)}",
            day=lambda d: d.isoformat(),
            address=lambda item, name, _n, ending: quote(f"/ita/2568/O{int(item[1:]):02}/{name.replace(' ', '_')}.{ending}"),
            papers=("pdf", "open"),
            numbers=("csv", "xlsx"),
        ),
        House(
            "talingchan", "ตลิ่งชัน", "Taling Chan District Office", "1019", "กรุงธนเหนือ",
            spelling=3,
            year=lambda y: f"(ปีงบประมาณ {y})",
            half=lambda y: f"(1 ตุลาคม {y - 1} – 31 มีนาคม {y})",
            month=lambda m: f"{MONTHS[m.month - 1]} {_be(m)}",
            day=_long,
            address=lambda _item, _name, n, ending: f"/storage/media/{n:04x}c0de/{n}.{ending}?v=3",
            papers=("pdf", "docx", "sara"),
            numbers=("page", "csv"),
        ),
    )
}  # fmt: skip
