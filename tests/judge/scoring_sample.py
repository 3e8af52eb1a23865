"""A checklist that holds nothing but what scoring needs: items in sub-indicators, weights and levels."""

from __future__ import annotations

from checklists.model import Bilingual, Checklist, Indicator, Item, Level, Scoring, SubIndicator


def _sub(sub_id, weight, estimated=True):
    return SubIndicator(sub_id, Bilingual(sub_id, sub_id), (), weight, estimated)


def _items(sub_indicator, *numbers):
    return [
        Item(f"O{n}", Bilingual(f"ข้อ {n}", f"item {n}"), (), sub_indicator, ("ฝ่ายปกครอง",), ())
        for n in numbers
    ]


SCORING = Scoring(
    tools={"IIT": 0.30, "EIT": 0.30, "OIT": 0.40},
    indicators=(
        Indicator(
            "9", Bilingual("การเปิดเผยข้อมูล", "Open data"), 0.75, False,
            (_sub("9.1", 0.20), _sub("9.2", 0.40), _sub("9.3", 0.15, estimated=False),
             _sub("9.4", 0.125), _sub("9.5", 0.125)),
        ),
        Indicator(
            "10", Bilingual("การป้องกันการทุจริต", "Prevention"), 0.25, False, (_sub("10.1", 0.5), _sub("10.2", 0.5)),
        ),
    ),
    levels=(
        Level("excellent", Bilingual("ผ่านดีเยี่ยม", "Excellent"), 95, 95),
        Level("good", Bilingual("ผ่านดี", "Good"), 85, 85),
        Level("pass", Bilingual("ผ่าน", "Pass"), 85),
        Level("improve", Bilingual("ต้องปรับปรุง", "Needs improvement"), 70),
        Level("urgent", Bilingual("ต้องปรับปรุงโดยด่วน", "Needs urgent improvement"), 0),
    ),
)  # fmt: skip

CHECKLIST = Checklist(
    id="scoring-2567",
    agency_type="district",
    fiscal_year=2567,
    title=Bilingual("แบบทดสอบ", "Test"),
    confirmation="confirmed",
    items=(
        *_items("9.1", 1, 2, 3, 4),
        *_items("9.2", 5, 6, 7, 8, 9, 10, 11, 12),
        *_items("9.3", 13, 14, 15),
        *_items("9.4", 16),
        *_items("9.5", 17),
        *_items("10.1", 18, 19, 20, 21),
        *_items("10.2", 22),
    ),
    scoring=SCORING,
    calendar=(),
    severities={},
    sha256="0" * 64,
    sources=(),
)
