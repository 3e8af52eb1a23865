"""Kinds of papers that speak about a thing and are never the thing itself.

The order that appoints who shall write the plan, the minutes of the meeting that discussed it, the slides of the course
about it: each has the thing's name in its title, and an assessor who opens it has not found the thing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.thai.text import fold, fold_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checklists.model import Element

_APPOINTS = re.compile(
    r"แต่งตั้ง(?:คณะ(?:กรรมการ|ทำงาน|อนุกรรมการ)|เจ้าหน้าที่ผู้รับผิดชอบ|ผู้รับผิดชอบ)|มอบหมาย(?:ผู้|ให้).{0,20}รับผิดชอบ"
)
_MEETS = re.compile(
    r"^\W*(?:เรื่อง\W*)?(?:รายงานการประชุม|ระเบียบวาระ|วาระการประชุม|หนังสือเชิญ|ขอเชิญ|เอกสารประกอบการ(?:ฝึก)?(?:อบรม|บรรยาย|สัมมนา|ประชุม)"
    r"|ประกาศเกียรติคุณ|เกียรติบัตร|ปฏิทิน|กำหนดการ|(?:สรุป|รายงาน)ผลการ(?:ประชุม|สัมมนา|(?:ฝึก)?อบรม)|แบบสอบถาม|แบบสำรวจ|บทความ"
    r"|(?:ร่าง)?ขอบเขตของงาน|ประมาณการ|คำของบประมาณ|คู่มือการ(?:ใช้งาน|ประเมิน)|ประกาศ(?:ตาม)?หาเจ้าของ"
    r"|(?:หนังสือเวียน\W*)?(?:เรื่อง\W*)?(?:ขอ)?ให้.{2,30}?จัดทำ)"
)
#: The first lines say what kind of paper it is.
_HEAD = 4


def kind_about(element: Element, title: Sequence[str]) -> str | None:
    """What a title calls its paper, where such a paper can only be about the element; ``None`` for any other.

    News is about things, and an element whose own names say the kind asks for it.
    """
    if "news" in element.holdings:
        return None
    head = title[:_HEAD]
    kinds = ((at, _MEETS.search(line) or _APPOINTS.search(line)) for at, line in enumerate(head))
    at, kind = next(((at, kind) for at, kind in kinds if kind is not None), (0, None))
    if kind is None:
        return None
    names = fold_all(element.names)
    # What stands below the thing's own title is in it.
    below = any(name in fold(line) for line in head[:at] for name in names)
    return None if below or any(fold(kind[0]) in name for name in names) else kind[0].strip()
