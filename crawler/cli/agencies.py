"""The agencies that a command names: by id, by code, or by name in Thai or English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.cli.errors import wrong
from crawler.targets.names import Directory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.model import Agency


def chosen(agencies: Sequence[Agency], names: Sequence[str]) -> list[Agency]:
    """The agencies called ``names``, each once; all of them when none is named.

    Raises :class:`~crawler.errors.InputError` for a name that means none or several, with the nearest there is.
    """
    if not names:
        return list(agencies)
    by_id = {one.id: one for one in agencies}
    directory = Directory(agencies)
    return [by_id[found] for found in dict.fromkeys(_meant(name, by_id, directory) for name in names)]


def _meant(name: str, known: dict[str, Agency], directory: Directory) -> str:
    if name in known:
        return name
    found = sorted(directory.find(name))
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(found)
        raise wrong(
            f"“{name}” อาจหมายถึงหลายหน่วยงาน ให้ระบุรหัสใดรหัสหนึ่ง: {listed}",
            f"“{name}” may be several agencies; give one of these ids: {listed}",
        )
    near = directory.near(name)
    raise wrong(
        f"ไม่มีหน่วยงาน “{name}” ในไฟล์รายการที่แจ้ง" + (f" (หมายถึง {near} หรือไม่)" if near else " ดูรหัสและชื่อด้วย: oit targets list"),
        f"no agency “{name}” in the targets file" + (f" (did you mean {near}?)" if near else "; see: oit targets list"),
    )  # fmt: skip
