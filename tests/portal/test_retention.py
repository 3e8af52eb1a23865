"""What is removed after its time, and what never is."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from portal import checks, retention
from portal.models import Account, Check, District, Objection, Rehearsal
from tests.portal import sample

LONG, SHORT = timedelta(days=91), timedelta(days=89)


def finished(age, *, district="phaya", state="done", **facts):
    """A check that ended so long ago, with its evidence."""
    check = Check.objects.create(
        district_id=district, author="nok", item="O1", checklist=sample.RULES, as_of="2025-04-30", state=state, attempts=1,
        finished_at=timezone.now() - age,
        answer={"items": [{"id": "O1", "status": "fail", "findings": [{"fingerprint": "abc"}]}]}, **facts,
    )  # fmt: skip
    checks.folder(check).mkdir(parents=True)
    (checks.folder(check) / "evidence.warc").write_bytes(b"x")
    return check


def swept(check):
    retention.sweep()
    assert Check.objects.get(pk=check.pk).answer == check.answer  # the answer stays in any case
    return not checks.folder(check).exists()


def test_old_evidence_goes_and_the_answer_stays(office, as_):
    old, young = finished(LONG), finished(SHORT)
    assert swept(old)
    assert checks.folder(young).exists()
    assert as_("nok").get(f"/districts/phaya/checks/{old.pk}/").status_code == 200


@pytest.mark.parametrize("outcome", ["open", "upheld", "rejected"])
def test_what_an_objection_refers_to_stays(office, outcome):
    check = finished(LONG)
    Objection.objects.create(
        district_id="phaya", item="O1", finding="abc", reason="x", author="nok", outcome=outcome
    )
    assert not swept(check)


def test_an_objection_of_another_district_or_finding_keeps_nothing(office):
    check = finished(LONG)
    Objection.objects.create(district_id="rama", item="O1", finding="abc", reason="x", author="lek")
    Objection.objects.create(district_id="phaya", item="O1", finding="def", reason="x", author="nok")
    assert swept(check)


@pytest.mark.parametrize("keep", [True, False])
def test_a_document_that_was_kept_on_purpose_stays(office, keep):
    """One that was not is gone at once, even when the worker was killed between the verdict and the removal."""
    check = finished(LONG if keep else timedelta(0), upload="แผน.pdf", keep=keep)
    assert swept(check) is not keep


def test_what_is_under_way_stays(office):
    check = finished(LONG, state="running")
    trial = settings.CHECKS / "rehearsal-x"
    assert not swept(check)
    from portal import nights

    row = Rehearsal.objects.create(night=nights.latest(), author="boss", checklist="x", as_of="2025-04-30")
    trial = settings.CHECKS / f"rehearsal-{row.pk}"
    trial.mkdir()
    aged(trial)
    retention.sweep()
    assert trial.exists()
    Rehearsal.objects.update(state="done")
    retention.sweep()
    assert not trial.exists()


def aged(path):
    past = time.time() - 2 * 3600
    os.utime(path, (past, past))
    return path


def test_lost_documents_and_folders_go_after_an_hour(office):
    """Their rows never came to be, or ended without them."""
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    young, old = (settings.UPLOADS / name for name in ("young", "old"))
    for path in (young, old):
        path.write_bytes(b"x")
    folder = settings.CHECKS / "0b38ec6e-6a3c-4e0c-ae0c-1b1a0c4a7e11"
    folder.mkdir(parents=True)
    aged(old)
    aged(folder)
    waiting = checks.ask_upload(
        Account.objects.get(username="nok"), District.objects.get(pk="phaya"), "O5", "x.txt", b"x", keep=False
    )
    aged(settings.UPLOADS / str(waiting.pk))
    out = StringIO()
    call_command("sweep", stdout=out)
    assert sorted(path.name for path in settings.UPLOADS.iterdir()) == sorted(["young", str(waiting.pk)])
    assert not folder.exists()
    assert out.getvalue() == "2 removed\n"
