from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from crawler.errors import InputError
from crawler.model import Waiver
from crawler.targets import BUNDLED, load_targets
from crawler.targets.load import read_targets

HERE = Path(__file__).parent
ONE = {"id": "a", "code": '"1"', "name_th": "ก", "name_en": "Office", "site": "https://x.go.th/a"}


def table(name):
    cases = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["what"]) for case in cases]


def text_of(case):
    if "whole" in case:
        return case["whole"]
    lines = ["version: 1", "agencies:"]
    if "agency" in case:
        fields = [f"{key}: {value}" for key, value in ONE.items()] + case["agency"].splitlines()
        lines += [f"  - {fields[0]}", *(f"    {line}" for line in fields[1:])]
    return "".join(
        f"{line}\n" for line in [*lines, *(f"  {line}" for line in case.get("file", "").splitlines())]
    )


def written(tmp_path, text, name="targets.yaml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("case", table("errors.yaml"))
def test_mistakes_are_all_named_with_their_place(case, tmp_path):
    path = written(tmp_path, text_of(case))
    with pytest.raises(InputError) as caught:
        load_targets(path)
    said = [(f"{p.line}:{p.column} {p.field}: ", p.message_en) for p in caught.value.problems]
    for expected in case["errors"]:
        place, _, words = expected.partition(": ")
        assert any(at == f"{place}: " and words in message for at, message in said), (expected, said)
    assert len(said) == len(case["errors"]), said
    for problem in caught.value.problems:
        assert problem.text("th").startswith(f"{path}:{problem.line}:{problem.column}")
        assert problem.message_th != problem.message_en


@pytest.mark.parametrize("case", table("warnings.yaml"))
def test_declared_addresses(case, tmp_path):
    head = "version: 1\nagencies:\n  - id: a\n    code: '1'\n    name_th: ก\n    name_en: a\n"
    head += "    site: https://x.go.th\n\n    declared:\n"
    path = written(tmp_path, head + "".join(f"      {line}\n" for line in case["declared"].splitlines()))
    targets = read_targets(path)
    declarations = targets.agencies[0].declarations
    assert [f"{one.item} {one.url}" for one in declarations] == case["urls"]
    assert [one.line for one in declarations] == case["lines"]
    assert {(one.agency, one.source) for one in declarations} <= {("a", str(path))}
    said = [f"{p.line} {p.field}: {p.message_en}" for p in targets.warnings]
    assert len(said) == len(case["warnings"]), said
    for expected, got in zip(sorted(case["warnings"]), sorted(said), strict=True):
        assert got.startswith(expected)


def test_every_field(tmp_path):
    path = written(
        tmp_path,
        """
version: 1
agencies:
  - id: prawet
    code: "1032"
    name_th: สำนักงานเขตประเวศ
    name_en: Prawet District Office
    group: กรุงเทพตะวันออก
    site: https://Portal.go.th:8443/prawet
    allowed_hosts: [files.go.th, "PORTAL.go.th:8443"]
    declared: {O1: https://portal.go.th/1}
    not_applicable: {O3: ไม่มีโรงเรียน}
    waivers:
      - {item: O9, reason: ระบบกลางล่ม, author: สยป., expires: "2025-05-31", finding: f00d}
    doubtful: slug unsure
""",
    )
    (agency,) = load_targets(path)
    assert agency.allowed_hosts == ("files.go.th", "portal.go.th")
    assert agency.waivers == (
        Waiver("O3", "ไม่มีโรงเรียน"),
        Waiver("O9", "ระบบกลางล่ม", "สยป.", date(2025, 5, 31), "f00d"),
    )
    assert (agency.group, agency.doubtful) == ("กรุงเทพตะวันออก", "slug unsure")


def test_allowed_hosts_default_to_the_host_of_the_site(tmp_path):
    path = written(tmp_path, text_of({"agency": ""}).replace("x.go.th", "X.go.th:8443"))
    assert load_targets(path)[0].allowed_hosts == ("x.go.th",)


def test_json_is_yaml(tmp_path):
    one = {**ONE, "code": "1", "declared": {"O1": ["https://x.go.th/ก\t"]}}
    for name, text in (
        ("a.json", json.dumps({"version": 1, "agencies": [one]}, indent="\t", ensure_ascii=False)),
        ("b.json", json.dumps({"version": 1, "agencies": [one]})),
    ):
        (agency,) = load_targets(written(tmp_path, text, name))
        assert agency.declarations[0].url == "https://x.go.th/ก\t"


def test_agencies_with_one_code_are_warned_about(tmp_path):
    second = '- {id: b, code: "1", name_th: ข, name_en: b, site: https://b.go.th}'
    targets = read_targets(written(tmp_path, text_of({"agency": "", "file": second})))
    assert [p.field for p in targets.warnings] == ["agencies[0].code", "agencies[1].code"]


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        load_targets(tmp_path / "none.yaml")


def test_the_bundled_districts():
    targets = read_targets(BUNDLED)
    agencies = targets.agencies
    assert not targets.warnings
    assert len(agencies) == 50
    assert [agency.code for agency in agencies] == [str(1001 + n) for n in range(50)]
    assert len({agency.id for agency in agencies}) == 50
    for agency in agencies:
        assert agency.site == f"https://webportal.bangkok.go.th/{agency.id}"
        assert agency.name_th.startswith("สำนักงานเขต")
        assert agency.name_en.endswith(" District Office")
        assert not agency.declarations
    groups = Counter(agency.group for agency in agencies)
    assert set(groups) == {
        "กรุงเทพกลาง", "กรุงเทพตะวันออก", "กรุงเทพใต้", "กรุงเทพเหนือ", "กรุงธนเหนือ", "กรุงธนใต้",
    }  # fmt: skip
    assert {agency.id for agency in agencies if agency.doubtful} == {"chatuchak", "saphan"}
    assert "oit targets import" in BUNDLED.read_text(encoding="utf-8")


def test_the_example_of_the_manual(tmp_path):
    manual = (HERE.parents[1] / "docs" / "targets.md").read_text(encoding="utf-8")
    example = manual.partition("```yaml\n")[2].partition("```")[0]
    targets = read_targets(written(tmp_path, example))
    assert not targets.warnings
    assert [one.item for one in targets.agencies[0].declarations] == ["O1", "O15", "O15"]
    assert [one.item for one in targets.agencies[0].waivers] == ["O3", "O9"]
