"""Whether a run may be believed at all: a sick auditor must not accuse anybody.  Pure.

A run is withheld (``audit.complete: false``, ``audit.withheld`` says why) when it says more about our side, or about
one server on which everybody stands, than about the agencies.  Few agencies prove nothing: below
:data:`~crawler.model.ENOUGH_TO_TELL` of them only the canaries count.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from crawler.model import ENOUGH_TO_TELL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from crawler.history.chronicle import Chronicle

    Json = Mapping[str, Any]
    #: What the last night said of an agency's items, a letter each.
    Letters = Mapping[str, str]

#: Items below which "half of them" means nothing.
ENOUGH_ITEMS = 4


def guarded(audit: Json, past: Chronicle, canaries: Sequence[Json] = ()) -> dict[str, Any]:
    """The audit, withheld with its reasons (Thai, then English) when it is sick.

    ``past`` are the trusted nights before; ``canaries`` what addresses said that ought to answer whatever happens
    to the agencies: ``{"url": …, "ok": bool}``.
    """
    doubts = list(doubts_about(audit, past, canaries))
    noted = audit["audit"].get("withheld")
    if noted and not doubts:
        doubts.append(noted)
    if not doubts:
        return dict(audit)
    return {**audit, "audit": {**audit["audit"], "complete": False, "withheld": "; ".join(doubts)}}


def doubts_about(audit: Json, past: Chronicle, canaries: Sequence[Json] = ()) -> Iterator[str]:
    """Every reason not to believe the audit."""
    dead = sorted({one["url"] for one in canaries if not one["ok"]})
    asked = {one["url"] for one in canaries}
    if len(dead) * 2 > len(asked):
        yield _said(
            f"เว็บไซต์อ้างอิง {len(dead)} จาก {len(asked)} แห่งไม่ตอบ เครือข่ายของผู้ตรวจอาจขัดข้อง",
            f"{len(dead)} of {len(asked)} canary addresses gave no answer: the auditor's own network may be down",
        )
    before = _last_night(past)
    struck: list[list[bool | None]] = []
    alike = Counter[str]()
    for agency in audit["agencies"]:
        struck.append([sign(agency, before.get(agency["id"], {})) for sign, _ in _SIGNS])
        alike.update(_codes_of_every_item(agency))
    for (_, words), column in zip(_SIGNS, zip(*struck, strict=True), strict=False):
        concerned = [verdict for verdict in column if verdict is not None]
        hit = sum(concerned)
        if len(concerned) >= ENOUGH_TO_TELL and hit * 2 > len(concerned):
            yield _said(*(text.format(hit=hit, all=len(concerned)) for text in words))
    code, hit = min(alike.items(), key=lambda one: (-one[1], one[0]), default=("", 0))
    if len(struck) >= ENOUGH_TO_TELL and hit * 2 > len(struck):
        yield _said(
            f"หน่วยงาน {hit} จาก {len(struck)} แห่งไม่ผ่านทุกข้อด้วยเหตุเดียวกัน ({code}) น่าจะเป็นเหตุร่วมมากกว่าความผิดของแต่ละแห่ง",
            f"{hit} of {len(struck)} agencies fail every item alike ({code}): a common cause is likelier",
        )


def _last_night(past: Chronicle) -> dict[str, dict[str, str]]:
    """The letter of the last night, by agency and item."""
    letters: dict[str, dict[str, str]] = {}
    for (agency, item), line in past.lines.items():
        letters.setdefault(agency, {})[item] = line[-1:]
    return letters


def _said(thai: str, english: str) -> str:
    return f"{thai} ({english})"


def _silent(agency: Json, _before: Letters) -> bool | None:
    """Whether none of the agency's addresses answered; ``None`` when none was asked."""
    asked = [document for item in agency["items"] for document in item["documents"]]
    return all(one.get("http_status") is None for one in asked) if asked else None


def _lost_sight(agency: Json, before: Letters) -> bool | None:
    """Whether less than half of the items that could be judged last night can be judged tonight.

    What the time did not suffice for says nothing.
    """
    reached = {item["id"]: item["status"] for item in agency["items"] if not _out_of_time(item)}
    judged = sum(letter in {"p", "f"} for item, letter in before.items() if item in reached)
    if judged < ENOUGH_ITEMS:
        return None
    seen = sum(status in {"pass", "fail"} for status in reached.values())
    return 2 * seen < judged


def _out_of_time(item: Json) -> bool:
    return any(finding["code"] == "fetch.not_reached" for finding in item["findings"])


def _collapsed(agency: Json, before: Letters) -> bool | None:
    """Whether half or more of the items that passed last night fail tonight."""
    passed = {item["id"] for item in agency["items"] if before.get(item["id"]) == "p"}
    if len(passed) < ENOUGH_ITEMS:
        return None
    failing: int = sum(item["id"] in passed and item["status"] == "fail" for item in agency["items"])
    return 2 * failing >= len(passed)


_SIGNS: tuple[tuple[Callable[[Json, Letters], bool | None], tuple[str, str]], ...] = (
    (
        _silent,
        (
            "หน่วยงาน {hit} จาก {all} แห่งไม่ตอบเลย เครือข่ายของผู้ตรวจอาจขัดข้อง",
            "{hit} of {all} agencies gave no answer at all: the auditor's own network may be down",
        ),
    ),
    (
        _lost_sight,
        (
            "หน่วยงาน {hit} จาก {all} แห่งตรวจได้ไม่ถึงครึ่งของคืนก่อน",
            "of {hit} of {all} agencies less than half of last night's items could be judged",
        ),
    ),
    (
        _collapsed,
        (
            "หน่วยงาน {hit} จาก {all} แห่ง ข้อที่ผ่านเมื่อคืนก่อนไม่ผ่านพร้อมกันตั้งแต่ครึ่งหนึ่งขึ้นไป",
            "in {hit} of {all} agencies half or more of what passed last night fails at once",
        ),
    ),
)


def _codes_of_every_item(agency: Json) -> frozenset[str]:
    """The codes with which the agency fails every item.  What nobody declared says nothing."""
    codes = [_errors(item) for item in agency["items"]]
    told = [one - {"presence.not_declared"} for one in codes if one != {"presence.not_declared"}]
    if len(told) < ENOUGH_ITEMS or any(item["status"] != "fail" for item in agency["items"]):
        return frozenset()
    return frozenset.intersection(*map(frozenset, told))


def _errors(item: Json) -> set[str]:
    return {finding["code"] for finding in item["findings"] if finding["severity"] == "error"}
