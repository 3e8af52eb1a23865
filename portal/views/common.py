"""What several pages need."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portal import rules
from portal.districts import RefusedError
from portal.pages import language
from portal.words import say
from reports.words import N_

#: Why something cannot be done (:class:`portal.districts.RefusedError`), in words.
REFUSALS = {
    "nothing_declared": N_("No address is entered yet. Enter at least one, save it, and check again."),
    "too_many_urls": N_("Too many addresses: at most 200, of 2,000 characters each."),
    "host_not_registered": N_("This host is not registered for your district, so it is not fetched: {detail}. Ask the central office to register it."),
    "busy": N_("A check of yours, or of this district, is still running. Wait for its result."),
    "too_many_checks": N_("The checks of the last 24 hours are used up. Try again tomorrow."),
    "no_draft": N_("There is no draft to submit."),
    "empty_upload": N_("The file is empty. Choose a file, or paste a text."),
    "too_large": N_("The file is larger than 20 MB."),
    "no_reason": N_("Write a reason."),
    "bad_date": N_("The day must be written as YYYY-MM-DD and not lie in the past."),
    "bad_host": N_("This is no host name: {detail}"),
    "bad_table": N_("The table cannot be read: {detail}"),
    "name_taken": N_("This name is taken, or not a name: letters, digits and @ . + - _ only."),
    "bad_role": N_("A district account needs a district; the others have none."),
    "last_central": N_("This is the last account of the central office: it must stay."),
    "unknown_checklist": N_("There is no such checklist."),
    "busy_night": N_("This night is being judged already. Wait for the result."),
    "nothing_found": N_("The finding is no longer there."),
    "incomplete": N_("This night is not complete. It cannot be published."),
}  # fmt: skip


def told(request: HttpRequest, message: str, **parts: object) -> None:
    """Say on the next page what was done."""
    messages.success(request, say(language())(message).format(**parts))


def told_refusal(request: HttpRequest, why: RefusedError) -> None:
    """Say on the next page why it was not done."""
    messages.error(request, refusal(why))


def refusal(why: RefusedError) -> str:
    """The words of a refusal."""
    return say(language())(REFUSALS[why.code]).format(detail=why.detail)


def go(name: str, *parts: object) -> HttpResponse:
    """To a page of ours."""
    return HttpResponseRedirect(reverse(name, args=[str(part) for part in parts]))


def item_of(identifier: str) -> Any:
    """The item of the checklist in force.  Raises Http404."""
    for item in rules.in_force().items:
        if item.id == identifier:
            return item
    raise Http404


def titles() -> dict[str, str]:
    """Item → its title in the language of the request."""
    lang = language()
    return {item.id: getattr(item.title, lang, "") or item.title.th for item in rules.in_force().items}


def reason_of(request: HttpRequest) -> str:
    """A reason that was typed.  Raises RefusedError when there is none."""
    text = request.POST.get("reason", "").strip()[:2000]
    if not text:
        raise RefusedError("no_reason")
    return text


def any_day_of(text: str) -> date | None:
    """A day that was typed; ``None`` when it was left blank.  Raises RefusedError."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as why:
        raise RefusedError("bad_date") from why


def day_of(text: str) -> date | None:
    """A day to come that was typed; ``None`` when it was left blank.  Raises RefusedError."""
    day = any_day_of(text)
    if day is None:
        return None
    if not rules.today() <= day <= rules.today() + timedelta(days=3660):
        raise RefusedError("bad_date")
    return day
