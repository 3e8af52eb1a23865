"""A finished audit, as a command is given it: a run folder or its ``audit.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.errors import InputError, Problem

if TYPE_CHECKING:
    from pathlib import Path


def stored_audit(path: Path) -> dict[str, Any]:
    """The audit at ``path``.  Raises :class:`~crawler.errors.InputError` when there is none."""
    from reports import audit_json

    try:
        return audit_json.load(path)
    except FileNotFoundError:
        raise InputError([Problem(
            str(path), 0, 0, "",
            f"โฟลเดอร์นี้ไม่มี {audit_json.FILE_NAME} จึงไม่ใช่ผลการตรวจที่เสร็จแล้ว ถ้าการตรวจหยุดกลางคัน ให้ทำต่อด้วย: oit audit --resume {path}",
            f"no {audit_json.FILE_NAME} here, so this is no finished audit; if it was interrupted: oit audit --resume {path}",
        )]) from None  # fmt: skip
    except ValueError:
        raise InputError([Problem(
            str(path), 0, 0, "",
            f"ไฟล์นี้ไม่ใช่ผลการตรวจ ต้องเป็น {audit_json.FILE_NAME} หรือโฟลเดอร์ที่ oit audit เขียนไว้",
            f"not an {audit_json.FILE_NAME}: give the one that oit audit wrote, or its folder",
        )]) from None  # fmt: skip
