"""What we could not see never fails an item: every error of a capture, through the judge, on every item."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checklists import load_checklist
from crawler.gather import errors, unreached
from crawler.judge import agency as verdicts
from crawler.judge.rules import rules_of
from tests.judge.world import judge

RULES = load_checklist("bma-district-2568")
ITEMS = [item.id for item in RULES.items]

#: The errors of reaching something that are definite; the contract's table of codes.
DEFINITE = ("presence.http_error", "fetch.redirect_loop")
DOUBTFUL = (
    "access.challenge",
    "access.forbidden",
    "access.robots",
    "fetch.blocked_address",
    "fetch.connection",
    "fetch.internal",
    "fetch.not_reached",
    "fetch.server_error",
    "fetch.timeout",
    "fetch.tls",
    "fetch.too_large",
    "fetch.truncated",
)


def verdict(item, faults):
    """The item, whose declared pages all end in these errors."""
    pages = {f"/p{n}": {"error": code, "detail": "as seen"} for n, code in enumerate(faults)}
    (found,) = judge({"declared": {item: list(pages)}, "pages": pages}, RULES).items
    return found


def test_the_codes_are_those_of_the_rules():
    reaching = {module.RULE.code for module in rules_of("capture")}
    assert {*DEFINITE, *DOUBTFUL} <= reaching
    severities = {module.RULE.code: module.RULE.severity for module in rules_of("capture")}
    assert {severities[code] for code in DOUBTFUL} == {"unverified"}
    assert {severities[code] for code in DEFINITE} == {"error"}


def test_gathering_knows_no_other_code():
    codes = {code for _, code, _ in errors._KINDS} | set(unreached.ASKED_AGAIN)
    assert codes <= {*DEFINITE, *DOUBTFUL}


@pytest.mark.parametrize("code", DOUBTFUL)
def test_what_was_not_seen_is_not_judged(code):
    for item in ITEMS:
        found = verdict(item, [code])
        assert found.status == "unverified", item
        assert code in {finding.code for finding in found.findings}
        assert not [finding for finding in found.findings if finding.severity == "error"]


@pytest.mark.parametrize("code", DEFINITE)
def test_what_is_broken_for_good_fails(code):
    for item in ITEMS:
        assert verdict(item, [code]).status == "fail", item


@settings(max_examples=60, deadline=None)
@given(
    item=st.sampled_from(ITEMS),
    faults=st.lists(st.sampled_from(DOUBTFUL + DEFINITE), min_size=1, max_size=4),
)
def test_mixed_faults_never_pass_and_fail_only_for_a_definite_one(item, faults):
    found = verdict(item, faults)
    assert found.status in {"unverified", "fail"}
    if not set(faults) & set(DEFINITE):
        assert found.status == "unverified"
    for finding in found.findings:
        if finding.severity == "error":
            assert finding.code in DEFINITE
            assert finding.blame == "site"


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(DOUBTFUL))
def test_a_document_that_was_not_seen_is_not_missing(code):
    link = '<h1>แผนปฏิบัติราชการ</h1><p><a href="/plan.pdf">แผนปฏิบัติราชการประจำปีงบประมาณ พ.ศ. 2568</a></p>'
    pages = {"/page": link, "/plan.pdf": {"error": code, "detail": "as seen"}}
    (found,) = judge({"item": "O5", "pages": pages}, RULES).items
    plan = next(one for one in found.elements if one.element.id == "O5.plan")
    assert plan.status == "unverified"
    assert [finding.code for finding in plan.findings if finding.severity == "error"] == []


@pytest.mark.parametrize(
    ("typed", "thai", "english"),
    [
        (
            "htp://office.example/plan",
            "น่าจะหมายถึง: http://office.example/plan",
            "Did you mean http://office.example/plan",
        ),
        ("mailto:office@office.example", "แจ้ง URL ของหน้าเว็บ", "Declare the address of the page"),
        ("C:\\ita\\plan.pdf", "เผยแพร่ไฟล์บนเว็บไซต์", "Publish the file on the website"),
    ],
)
def test_a_typing_mistake_is_told_to_its_officer(typed, thai, english):
    pages = {typed: {"error": "presence.http_error", "detail": "no address"}}
    (found,) = judge({"declared": {"O7": [typed]}, "pages": pages}, RULES).items
    said = [one for one in found.findings if one.code == "presence.http_error"]
    assert found.status == "fail"
    assert said
    assert all(typed in one.message_th and thai in one.fix_th and english in one.fix_en for one in said)


def test_a_fault_of_ours_in_one_item_leaves_the_others(monkeypatch):
    """It is said, on the auditor's side, and costs nobody a point."""
    case = {"declared": {"O5": ["/a"], "O7": ["/b"]}, "pages": {"/a": {"html": "x", "status": 410}}}
    before = {one.item.id: one for one in judge(case, RULES).items}
    item = verdicts._judge_item

    def broken(office, one, *rest):
        if one.id == "O7":
            raise IndexError("nobody foresaw this")
        return item(office, one, *rest)

    monkeypatch.setattr(verdicts, "_judge_item", broken)
    after = {one.item.id: one for one in judge(case, RULES).items}
    assert after["O5"].findings == before["O5"].findings
    assert after["O7"].status == "unverified"
    assert [(one.code, one.blame) for one in after["O7"].findings] == [("fetch.internal", "auditor")]
    assert {one.status for one in after["O7"].elements} == {"unverified"}
