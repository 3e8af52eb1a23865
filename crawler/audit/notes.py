"""What a reader has to know of a run as a whole, beside its verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def with_notes(audit: dict[str, Any], run: Mapping[str, Any]) -> dict[str, Any]:
    """The audit with ``audit.not_reached`` (addresses by kind, or ``None``) and the notes that its pages show."""
    about = {**audit["audit"], "not_reached": run["deadline"]}
    return {**audit, "audit": about, "notes": list(_notes(run))}


def _notes(run: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    if rested := run.get("rested"):
        yield {
            "text_th": f"เอกสาร {rested:,} ฉบับเหมือนเดิมทุกคืนมาอย่างน้อยหนึ่งสัปดาห์ คืนนี้จึงไม่ได้เปิดซ้ำ หลักฐานแสดงวันที่เปิดครั้งล่าสุด",
            "text_en": f"{rested:,} documents were the same every night for a week or more and were not opened again "
            "tonight; their evidence shows when they last were.",
        }
    left = run["deadline"]
    if left is not None:
        yield {
            "text_th": (
                f"รอบนี้หมดเวลาก่อนตรวจครบ: ยังไม่ได้เปิด URL ที่แจ้งไว้ {left['declared']:,} รายการ "
                f"และลิงก์ในหน้าเหล่านั้นที่รู้แล้ว {left['linked']:,} รายการ ข้อที่เกี่ยวข้องยังตรวจสอบไม่ได้ และจะตรวจก่อนในรอบถัดไป"
            ),
            "text_en": (
                f"Not everything was reached before the deadline: {left['declared']:,} declared addresses and "
                f"{left['linked']:,} known links were not opened. What depends on them could not be verified; "
                "it is asked first next night."
            ),
        }
