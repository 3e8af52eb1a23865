"""What we could not see never fails an item: every error of a capture, through the judge, on every item."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.audit import judge as judging
from crawler.audit.document import agency_value
from crawler.gather import errors, unreached
from crawler.judge import agency as verdicts
from crawler.judge.case import Night
from crawler.judge.rules import rule_modules, rules_of
from crawler.model import Agency, Declaration
from tests.judge.world import AS_OF, SITE, World, judge, with_severity
from tests.rules import rules

RULES = rules()
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
    severities = {module.RULE.code: module.RULE.severity for module in rules_of("reach", "capture")}
    assert {*DEFINITE, *DOUBTFUL} <= severities.keys()
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


#: Three items, two of which rest on one file: a rule of the whole agency says so of both.
SHARED = {
    "declared": {"O7": ["/7"], "O9": ["/9"], "O10": ["/10"]},
    "pages": {
        "/7": {"html": "x", "status": 410},
        "/9": '<h1>สถิติการจัดเก็บภาษี</h1><p><a href="/s.xlsx">สถิติการจัดเก็บภาษี ปีงบประมาณ 2568</a></p>',
        "/10": '<h1>สถิติการจัดเก็บรายได้</h1><p><a href="/s.xlsx">สถิติการจัดเก็บรายได้ ปีงบประมาณ 2568</a></p>',
        "/s.xlsx": {
            "xlsx": ["สถิติการจัดเก็บภาษี และสถิติการจัดเก็บรายได้ ปีงบประมาณ 2568"],
            "tables": [{"header": ["ประเภท", "จำนวนเงิน"], "rows": [["ภาษีป้าย", "100"]]}],
        },
    },
}


def said_of(rules=RULES):
    """The three items as they stand in ``audit.json``."""
    return {item["id"]: item for item in agency_value(judge(SHARED, rules), rules)["items"]}


def faults(item):
    return [(one["severity"], one["blame"]) for one in item["findings"] if one["code"] == "fetch.internal"]


@pytest.mark.parametrize(
    "module", [one for one in rule_modules() if one.RULE.stage != "agency"], ids=lambda one: one.RULE.code
)
def test_a_rule_that_breaks_costs_the_item_that_it_was_asked_of(monkeypatch, module):
    before, check, asked = said_of(), module.check, []

    def broken(case, *rest):
        if case.item.id == "O9":
            asked.append(case)
            raise IndexError("nobody foresaw this")
        return check(case, *rest)

    monkeypatch.setattr(module, "check", broken)
    after = said_of()
    assert after["O7"] == before["O7"]
    assert [after["O10"][key] for key in ("status", "elements")] == [
        before["O10"][key] for key in ("status", "elements")
    ]
    assert faults(after["O10"]) == []
    if asked:
        assert (after["O9"]["status"], faults(after["O9"])) == ("unverified", [("unverified", "auditor")])
    else:
        assert after["O9"] == before["O9"]


@pytest.mark.parametrize("module", rules_of("agency"), ids=lambda one: one.RULE.code)
@pytest.mark.parametrize(
    ("severity", "left"), [("warning", "info"), ("error", "unverified"), ("unverified", "unverified")]
)
def test_a_rule_of_the_whole_agency_that_breaks(monkeypatch, module, severity, left):
    """Where it only advises, the verdicts stand; where it decides, what it could have spoken of is unverified."""
    rules = with_severity(RULES, module.RULE.code, severity)
    monkeypatch.setattr(module, "check", lambda _: iter(()))
    silent = said_of(rules)

    def broken(_):
        raise IndexError("nobody foresaw this")
        yield

    monkeypatch.setattr(module, "check", broken)
    after = said_of(rules)
    assert after["O7"] == silent["O7"]
    for item in ("O9", "O10"):
        assert faults(after[item]) == [(left, "auditor")]
        assert after[item]["findings"][:-1] == silent[item]["findings"]
        assert after[item]["elements"] == silent[item]["elements"]
        assert silent[item]["status"] == "pass"
        assert after[item]["status"] == ("pass" if left == "info" else "unverified")


def test_the_whole_agency_that_breaks_costs_no_other(monkeypatch):
    """What no item accounts for: the values of the audit, the documents behind the items."""
    whole = verdicts.judge_agency

    def broken(agency, *rest):
        if agency.id == "bad":
            raise IndexError("nobody foresaw this")
        return whole(agency, *rest)

    offices = [
        Agency(name, name, name, name, SITE, declarations=(Declaration(name, "O9", f"{SITE}9"),))
        for name in ("first", "bad", "second")
    ]
    night = Night(RULES, AS_OF, World(SHARED["pages"]))
    calm = {one.id: judging.agency_judged(one, night, None) for one in offices}
    monkeypatch.setattr(judging, "judge_agency", broken)
    after = {one.id: judging.agency_judged(one, night, None) for one in offices}
    assert [after[name] for name in ("first", "second")] == [calm[name] for name in ("first", "second")]
    assert {item["status"] for item in after["bad"]["items"]} == {"unverified"}
    assert [item["id"] for item in after["bad"]["items"]] == ITEMS
    assert after["bad"]["items"][8]["declared"] == [f"{SITE}9"]


def test_a_page_that_breaks_its_reader_costs_its_own_item(monkeypatch):
    before, page = said_of(), World.page

    def broken(self, capture):
        if capture.url.endswith("/9"):
            raise IndexError("nobody foresaw this")
        return page(self, capture)

    monkeypatch.setattr(World, "page", broken)
    after = said_of()
    assert (after["O9"]["status"], faults(after["O9"])) == ("unverified", [("unverified", "auditor")])
    assert [after[item]["status"] for item in ("O7", "O10")] == [
        before[item]["status"] for item in ("O7", "O10")
    ]
