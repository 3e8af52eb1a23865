"""Whatever stands in a declared field, from the first request to the verdict: a finding for its officer, no crash."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from crawler.audit.judge import judge_run
from crawler.evidence import open_evidence
from crawler.evidence.mistyped import mistake
from crawler.gather.run import gather
from crawler.judge.office import titles_of
from crawler.read.documents import Documents
from tests.evidence.test_mistyped import CASES
from tests.gather.runs import QUICK, agency
from tests.gather.worlds import random_declaration
from tests.hostile.responses import LOCATIONS
from tests.rules import rules

RULES = rules()
ITEMS = [item.id for item in RULES.items]


def test_every_text_gets_its_verdict(tmp_path):
    """Loopback and the whole outside are shut: what is an address is blocked, what is none is said to be none."""
    luck = random.Random(2568)
    texts = [
        *CASES["mistakes"],
        *CASES["repaired"],
        *CASES["in order"],
        *(one.decode("latin-1") for one in LOCATIONS),
    ]
    texts += [random_declaration(luck) for _ in range(60)]
    texts = [text for text in texts if text.strip()]
    offices = [
        agency({item: [text] for item, text in zip(ITEMS, texts[at:], strict=False)}, name=f"office{at}")
        for at in range(0, len(texts), len(ITEMS))
    ]
    gather(offices, tmp_path, replace(QUICK, robots=False, allow_private_hosts=False), titles_of(RULES))
    with open_evidence(tmp_path) as store, Documents(store, workers=1) as documents:
        assert (store.run["complete"], store.run["faults"]) == (True, [])
        audit = judge_run(store, offices, RULES, date(2025, 4, 30), documents, {})
        declared = {(one.agency, one.item): (one.url, store.capture(one.url)) for one in store.declarations()}
    assert "fetch.internal" not in str(audit)
    for office in audit["agencies"]:
        for item in office["items"]:
            if (office["id"], item["id"]) not in declared:
                continue
            text, capture = declared[office["id"], item["id"]]
            found = [one for one in item["findings"] if one["severity"] in {"error", "unverified"}]
            assert capture.status is None
            assert item["status"] in {"fail", "unverified"}, text
            if mistake(text) is not None:
                assert item["status"] == "fail", text
                assert [one for one in found if text.strip()[:60] in one["message_th"]], text
