"""Reasons in Thai: every reason that the fixtures give has words."""

from __future__ import annotations

import re

import pytest

from crawler.read.document import read_document
from crawler.read.words import in_thai

from .test_documents import CSV, form
from .test_sniff import FIXTURES

FOUND = [
    *(read_document(path.read_bytes(), name=path.name) for path in FIXTURES),
    read_document(CSV.encode("cp874"), name="a.csv"),
    read_document(b"<html><title>404</title></html>", name="a.pdf"),
    read_document(form("แบบคำขอ", *["ชื่อ ......................"] * 5), name="a.docx"),
    read_document(b"%PDF-1.4 nothing", name="a.pdf"),
]
REASONS = sorted({
    reason for facts in FOUND for reason in (*facts.reasons, facts.placeholder, facts.mismatch) if reason is not None
})  # fmt: skip


@pytest.mark.parametrize("reason", REASONS)
def test_reason_has_thai_words(reason):
    assert re.search("[ก-๙]", in_thai(reason))


def test_numbers_and_names_are_kept():
    assert in_thai("sheet ต.ค.67: 2 title rows above the header") == "มีบรรทัดหัวเรื่องเหนือหัวตาราง 2 บรรทัด ต.ค.67"
    assert in_thai("2 title rows above the header") == "มีบรรทัดหัวเรื่องเหนือหัวตาราง 2 บรรทัด"
    assert in_thai("html named .pdf") == "ไฟล์ชนิด html แต่ใช้นามสกุล .pdf"


def test_unknown_words_stay():
    assert in_thai("something new") == "something new"
