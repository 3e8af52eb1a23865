"""The item that a command names, however officers write it: ``O15``, ``15``, ``ข้อ 15``, ``๐๑๕``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.cli.errors import wrong
from crawler.targets.item_id import read_item_id

if TYPE_CHECKING:
    from checklists import Checklist


_LIST = re.compile(r"[\s,;/&]+|และ|ถึง|(?<=\d)[-–—]")


def known_item(text: str, rules: Checklist) -> str:
    """The id of the item.  Raises :class:`~crawler.errors.InputError` when the checklist has no such item."""
    known = [one.id for one in rules.items]
    item = read_item_id(text)
    if item is None and len({found for part in _LIST.split(text) if (found := read_item_id(part))}) > 1:
        raise wrong(f"“{text}” มีหลายข้อ ให้ระบุครั้งละหนึ่งข้อ", f"“{text}” is several items: give one at a time")
    if item not in known:
        raise wrong(
            f"แบบตรวจ {rules.id} ไม่มีข้อ “{text}” มีเพียง {known[0]}–{known[-1]}",
            f"{rules.id} has no item “{text}”, only {known[0]}–{known[-1]}",
        )
    return item
