"""One engine: a whole district checked by the page and by ``oit audit``, every item of the checklist, byte for byte."""

from __future__ import annotations

import json
import re

import pytest

from checklists import load_checklist
from crawler.demo.server import serve_demo
from tests.portal.office import Office, oit, wait_for

pytestmark = pytest.mark.processes
DISTRICT, RULES, AS_OF = "bangtakhian", "bma-district-2568", "2025-04-30"  # the office with every fault
_ASK = f"""
from portal import checks
from portal.models import Account, District
district = District.objects.get(pk={DISTRICT!r})
checks.ask(Account.objects.create(username="nok", role="district", district=district), district)
"""
_ANSWER = """
import json
from portal import checks
from portal.models import Check
check = Check.objects.get()
print(json.dumps([str(checks.folder(check)), check.answer]))
"""


#: A line of a file here, a line of a form there; and what only nights have: a single check has none before it.
_APART = ("declared_at", "since", "last_good", "flaps")


def items(entry):
    """Item → its verdict, but for what cannot be the same."""
    return {item["id"]: {k: v for k, v in item.items() if k not in _APART} for item in entry["items"]}


def written(value):
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)


def timeless(value):
    """The text of a verdict without the moments at which its evidence was seen."""
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "…", written(value))


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """What the command line says of the district, what the page says, and the run folder behind the page."""
    folder = tmp_path_factory.mktemp("golden")
    with serve_demo() as world:
        how = [
            "--targets",
            world.targets_path,
            "--checklist",
            RULES,
            "--as-of",
            AS_OF,
            "--allow-private-hosts",
        ]
        oit("audit", DISTRICT, *how, "--delay", "0", "--out", folder / "run", "--format", "json", "-q")
        office = Office(folder / "data", TARGETS=str(world.targets_path))
        office.run("from portal.start import prepare\nprepare()" + _ASK)
        with office.worker():
            wait_for(office, lambda rows: rows[0][1] == "done")
    where, answer = json.loads(office.run(_ANSWER))
    return (
        json.loads((folder / "run" / "audit.json").read_text(encoding="utf-8"))["agencies"][0],
        answer,
        where,
    )


def test_every_item_has_the_findings_of_the_night(both):
    """All items of the checklist, in its order; each with the same text in ``audit.json`` and in the answer."""
    command_line, page, _ = both
    told, asked = items(command_line), items(page)
    assert list(told) == list(asked) == [item.id for item in load_checklist(RULES).items]
    assert sum(len(item["findings"]) for item in told.values()) >= 20
    assert {item["status"] for item in told.values()} == {"fail", "pass"}
    for name in told:
        assert timeless(asked[name]) == timeless(told[name]), name


def test_the_district_has_the_score_and_the_words_of_the_night(both):
    command_line, page, _ = both
    for name in page.keys() - {"items"}:
        assert written(page[name]) == written(command_line[name]), name


def test_what_is_judged_again_from_the_checks_evidence_is_the_answer_itself(both, tmp_path):
    """``oit judge`` on the run folder of the check: not even a moment differs."""
    _, page, where = both
    oit("judge", where, "--out", tmp_path, "--format", "json", "-q")
    again = json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))["agencies"][0]
    assert written(again["items"]) == written(page["items"])
