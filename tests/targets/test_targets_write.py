from __future__ import annotations

import errno
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.model import Agency, Declaration, Waiver
from crawler.strict_yaml import parse
from crawler.targets import load_targets
from crawler.targets.load import targets_of
from crawler.targets.write import targets_yaml, write_targets

PRAWET = Agency(
    id="prawet",
    code="1032",
    name_th="สำนักงานเขตประเวศ",
    name_en="Prawet District Office",
    site="https://webportal.bangkok.go.th/prawet",
    group="กรุงเทพตะวันออก",
    allowed_hosts=("webportal.bangkok.go.th", "files.go.th"),
    declarations=(
        Declaration("prawet", "O1", "https://webportal.bangkok.go.th/prawet/page/sub/1"),
        Declaration("prawet", "O15", "https://webportal.bangkok.go.th/prawet/#skr1"),
        Declaration("prawet", "O15", "https://webportal.bangkok.go.th/แผน งาน.pdf"),
    ),
    waivers=(Waiver("O3", "ไม่มีโรงเรียน"), Waiver("O9", "ระบบล่ม", "สยป.", date(2025, 5, 31), "f00d")),
    doubtful="ให้ตรวจสอบ",
)

PRAWET_YAML = """\
# made by hand
version: 1
agencies:
  - id: prawet
    code: "1032"
    name_th: สำนักงานเขตประเวศ
    name_en: Prawet District Office
    group: กรุงเทพตะวันออก
    site: https://webportal.bangkok.go.th/prawet
    allowed_hosts:
      - webportal.bangkok.go.th
      - files.go.th
    declared:
      O1: https://webportal.bangkok.go.th/prawet/page/sub/1
      O15:
        - https://webportal.bangkok.go.th/prawet/#skr1
        - https://webportal.bangkok.go.th/แผน งาน.pdf
    not_applicable:
      O3: ไม่มีโรงเรียน
    waivers:
      - item: O9
        reason: ระบบล่ม
        author: สยป.
        expires: "2025-05-31"
        finding: "f00d"
    doubtful: ให้ตรวจสอบ
"""


def read_back(text):
    agencies = targets_of(parse(text)).agencies
    return [
        replace(agency, declarations=tuple(replace(one, source="", line=0) for one in agency.declarations))
        for agency in agencies
    ]


def test_a_targets_file_reads_well():
    assert targets_yaml([PRAWET], ["made by hand"]) == PRAWET_YAML
    assert read_back(PRAWET_YAML) == [PRAWET]


def test_the_bundled_districts_come_back():
    assert read_back(targets_yaml(load_targets())) == list(load_targets())


def test_several_waivers_of_one_item():
    agency = replace(PRAWET, waivers=(Waiver("O3", "หนึ่ง"), Waiver("O3", "สอง")))
    assert read_back(targets_yaml([agency])) == [agency]


text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
odd = st.sampled_from(
    [
        "no", "0123", "12:30", "2025-01-01", "- x", "a: b", "a #b", "'", '"', "*a", "&a", "!x", "%20", "@x", "`", "{}", "[x]",
        "x:", "x ", " x", "null", "~", "1e3", "https://x.go.th/a: b", "https://x.go.th/#a", "https://x.go.th/a #b", "...", "---",
        "https://x.go.th:", "a\tb", "a\r\nb", "\u2028", "\x85", "\x07", "\ufeff", "javascript:alert('x')", "?", "x,y", "<<", "=",
    ]
)  # fmt: skip
anything = (text | odd).filter(str.strip)
items = st.integers(1, 40).map(lambda n: f"O{n}")
agencies = st.builds(
    lambda declared, **fields: Agency(
        id="a",
        site="https://x.go.th/a",
        declarations=tuple(
            Declaration("a", item, url) for item, urls in sorted(declared.items()) for url in urls
        ),
        **fields,
    ),
    declared=st.dictionaries(items, st.lists(anything, min_size=1, max_size=4), max_size=5),
    code=anything,
    name_th=anything,
    name_en=anything,
    group=st.none() | anything,
    doubtful=st.none() | anything,
    allowed_hosts=st.sampled_from([("x.go.th",), ("y.go.th", "127.0.0.1")]),
    waivers=st.lists(
        st.builds(
            Waiver, item=items, reason=anything, author=st.none() | anything, expires=st.none() | st.dates(date(2000, 1, 1), date(2300, 1, 1)),
            finding=anything,
        ),
        max_size=3,
    ).map(tuple),
)  # fmt: skip


@settings(deadline=None)
@given(agencies)
@example(PRAWET)
def test_whatever_is_declared_comes_back(agency):
    assert read_back(targets_yaml([agency])) == [agency]


def test_writing_is_all_or_nothing(tmp_path):
    path = tmp_path / "targets.yaml"
    write_targets(path, [PRAWET])
    before = path.read_bytes()

    def broken():
        yield "half"
        raise OSError(errno.ENOSPC, "disk full")

    with pytest.raises(OSError, match="disk full"):
        write_targets(path, [PRAWET], broken())
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["targets.yaml"]
