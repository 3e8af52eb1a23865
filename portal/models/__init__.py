"""What the portal keeps: who may do what, what was declared, asked, excused, objected to, published, and by whom.

Verdicts are not kept here: they stand in run folders.
"""

from __future__ import annotations

from portal.models.declared import Declaration, Objection, Waiver
from portal.models.nights import DistrictNight, Night
from portal.models.people import Account, District, Invitation, SignInFailure
from portal.models.questions import Check, Question, Rehearsal
from portal.models.trail import AppendOnlyError, TrailEntry, note

__all__ = [
    "Account",
    "AppendOnlyError",
    "Check",
    "Declaration",
    "District",
    "DistrictNight",
    "Invitation",
    "Night",
    "Objection",
    "Question",
    "Rehearsal",
    "SignInFailure",
    "TrailEntry",
    "Waiver",
    "note",
]
