"""Words, dates and numbers as officers of the report's language write them.

Message ids are English; the catalogues are ``reports/locale/<lang>/LC_MESSAGES/reports.po``.
``python -m reports.locale`` extracts, updates and compiles them.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path

from crawler import calendar

LANGUAGES = ("th", "en")
LOCALE = Path(__file__).parent / "locale"


def N_(message: str) -> str:  # noqa: N802 - the name that Babel extracts
    """Mark a message of a table for extraction; it is translated where it is shown."""
    return message


#: A sign beside every colour: a report must read in black and white, and to who does not see red.
SIGNS = {"pass": "✓", "fail": "✗", "unverified": "?", "waived": "–"}
MONTH_SIGNS = {"found": "✓", "late": "!", "missing": "✗", "nil": "0", "pending": "·", "unknown": "?"}

STATUS = {
    "pass": N_("Pass"),
    "fail": N_("Fail"),
    "unverified": N_("Could not be checked"),
    "waived": N_("Waived"),
}
SEVERITY = {
    "error": N_("Error"),
    "warning": N_("Warning"),
    "info": N_("Note"),
    "unverified": N_("Could not be checked"),
}
BLAME = {
    "site": N_("The website"),
    "document": N_("The document"),
    "blocker": N_("A firewall or bot wall"),
    "auditor": N_("The auditor (this program)"),
}
GRADE = {
    "structured": N_("Data (machine-readable)"),
    "text": N_("Readable text"),
    "garbled": N_("Garbled text"),
    "image": N_("Scan or picture"),
    "unreadable": N_("Cannot be opened"),
}
#: Why a link or a document could not be had, by the code of the finding.
FAULT = {
    "presence.http_error": N_("not found"),
    "links.broken": N_("not found"),
    "access.challenge": N_("a bot wall"),
    "access.forbidden": N_("access refused"),
    "access.login_required": N_("only after signing in"),
    "access.platform": N_("a foreign platform that hides its content"),
    "access.robots": N_("robots.txt forbids it"),
    "fetch.blocked_address": N_("no public address"),
    "fetch.connection": N_("no connection"),
    "fetch.internal": N_("a fault of the auditor"),
    "fetch.not_reached": N_("not reached this time"),
    "fetch.redirect_loop": N_("redirected without end"),
    "fetch.server_error": N_("the server is out of order"),
    "fetch.timeout": N_("no answer in time"),
    "fetch.tls": N_("no safe connection (https)"),
    "fetch.too_large": N_("too large"),
    "fetch.truncated": N_("broke off half-way"),
}
MONTH_STATE = {
    "found": N_("Found"),
    "late": N_("Late"),
    "missing": N_("Missing"),
    "nil": N_("Declared: none"),
    "pending": N_("Not yet due"),
    "unknown": N_("Unknown"),
}

#: Places of quotes as readers write them, and the words for them.
WHERE = {
    r"pdf page (\d+)": N_("PDF page {0}"),
    r"pdf pages ([\d–-]+)": N_("PDF pages {0}"),
    r"page title|title": N_("page title"),
    r"sheet (.+)": N_("sheet “{0}”"),
    r"slide (\d+)": N_("slide {0}"),
    r"zip member (.+)": N_("file “{0}” in the ZIP"),
    r"link texts?": N_("link text"),
    r"headings?": N_("heading"),
    r"header": N_("answer of the server"),
    r"file name": N_("file name"),
    r"paragraph (\d+)": N_("paragraph {0}"),
    r"paragraph": N_("paragraph"),
    r"(?:html )?table(?: \d+)?": N_("table"),
    r"row (\d+)": N_("row {0}"),
    r"table row|row(?: text)?": N_("table row"),
    r"table header": N_("heading of the table"),
    r"response|connection": N_("answer of the server"),
    r"redirect": N_("redirection"),
    r"link text on the way": N_("link on the way there"),
    r"line of the link|line(?: text)?": N_("line of the link"),
    r"line above the link": N_("line above the link"),
    r"section(?: text)?": N_("section"),
    r"parent": N_("link on the way there"),
    r"headline|heading text": N_("heading"),
    r"title of the document|title text": N_("title"),
    r"document metadata": N_("properties of the file"),
    r"document that could not be read": N_("document that could not be read"),
    r"(?:page |body )?text|docx|odt|document": N_("text"),
    r"hidden text": N_("hidden text"),
    r"body": N_("text"),
    r"host": N_("website"),
    r"link": N_("link text"),
    r"file": N_("file name"),
    r"sheet": N_("sheet"),
}
#: A place with the confidence of the match behind it: ``title (0.93)``.
_SURE = re.compile(r"(.+) \((0\.\d+|1\.0+)\)")

#: Steps of the chain from a declared URL to a verdict.
STEPS = {
    "declared": N_("declared"),
    "page": N_("page"),
    "section": N_("section"),
    "link": N_("link"),
    "document": N_("document"),
    "quote": N_("quote"),
    "named by title": N_("title"),
    "named by row": N_("table row"),
    "named by line": N_("line of the link"),
    "named by headline": N_("heading"),
    "named by parent": N_("link on the way there"),
    "named by link": N_("link text"),
    "named by heading": N_("heading"),
    "named by bare": N_("heading"),
    "named by file": N_("file name"),
    "named by section": N_("section"),
    "named by sheet": N_("sheet"),
    "named by body": N_("text"),
    "named by host": N_("website"),
    "period": N_("period"),
    "rule": N_("rule"),
    "verdict": N_("verdict"),
}

#: Places, days and periods are said over and over.
_remembered = lru_cache(maxsize=1 << 12)


@cache
def catalogue(lang: str) -> gettext.NullTranslations:
    """The messages of ``lang``; English is the language of the ids themselves."""
    return gettext.translation("reports", LOCALE, [lang], fallback=True)


@dataclass(frozen=True, slots=True)
class Words:
    """Everything a renderer says in one language."""

    lang: str

    @property
    def say(self) -> Callable[[str], str]:
        """``gettext`` of the language."""
        return catalogue(self.lang).gettext

    def day(self, value: date | str | None) -> str:
        """``30 เมษายน 2568`` or ``30 Apr 2025``; text that is no ISO date comes back as it is."""
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value[:10])
            except ValueError:
                return str(value)
        if value is None:
            return ""
        return calendar.thai_date(value) if self.lang == "th" else calendar.english_date(value)

    @_remembered
    def moment(self, value: str) -> str:
        """A UTC stamp as Bangkok's date and time: ``30 เมษายน 2568 05:12 น.``."""
        try:
            stamp = datetime.fromisoformat(value)
        except ValueError:
            return value
        local = (stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)).astimezone(calendar.BANGKOK)
        clock = f"{local:%H:%M}" + (" น." if self.lang == "th" else "")
        return f"{self.day(local.date())} {clock}"

    @_remembered
    def month(self, value: str) -> str:
        """``2025-02`` as ``ก.พ. 2568`` or ``Feb 2025``; another period as :meth:`period` says it."""
        try:
            month = calendar.parse_month_id(value)
        except ValueError:
            return self.period(value)
        if self.lang == "th":
            return calendar.thai_month(month, style="short")
        return calendar.english_month(month.start)

    def months(self, values: Iterable[str]) -> str:
        """Several months or periods, as :meth:`month` says each."""
        return ", ".join([self.month(value) for value in values])

    def percent(self, share: float) -> str:
        """``0.934`` as ``93``."""
        return f"{share * 100:.0f}"

    def period(self, value: str) -> str:
        """``2024-10-01/2025-09-30`` as two dates; anything else as it is."""
        start, slash, end = value.partition("/")
        if not slash:
            return self.day(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else value
        return self.span(start, end)

    @_remembered
    def span(self, start: str, end: str) -> str:
        """Two ISO dates as one expression."""
        try:
            period = calendar.Period(date.fromisoformat(start), date.fromisoformat(end or start))
        except ValueError:
            return " – ".join(part for part in (start, end) if part)
        if self.lang == "th":
            return calendar.thai_period(period)
        return self.day(start) if period.days == 1 else f"{self.day(start)} – {self.day(end)}"

    def countdown(self, days: int, deadline: date | None) -> str:
        """How long declarations are still open."""
        if days < 0:
            return self.say("Declarations closed on {day}").format(day=self.day(deadline))
        if days == 0:
            return self.say("Today, {day}, is the last day to declare").format(day=self.day(deadline))
        return self.say("{days} days left until {day}").format(days=days, day=self.day(deadline))

    def fault(self, code: str, http_status: int | None = None) -> str:
        """Why something could not be had: ``not found (HTTP 404)``; an unknown code as it is."""
        said = self.say(FAULT[code]) if code in FAULT else code
        return f"{said} (HTTP {http_status})" if http_status and http_status >= 400 else said

    def nothing_to_mend(self, waived: int) -> str:
        """That no item is to be mended, of which ``waived`` were excused."""
        return self.say("Every item passes or is waived.") if waived else self.say("Every item passes.")

    def year(self, fiscal_year: int | None) -> str:
        """A fiscal year given in the Buddhist era: ``2568`` or ``2568 (2024/25)``."""
        if fiscal_year is None:
            return ""
        if self.lang == "th":
            return str(fiscal_year)
        return f"{fiscal_year} (Oct {fiscal_year - 544} – Sep {fiscal_year - 543})"

    def number(self, value: float | None, digits: int = 2) -> str:
        """Two decimals and a comma at thousands; an em dash where nothing is known."""
        return "–" if value is None else f"{value:,.{digits}f}"

    @_remembered
    def where(self, place: str) -> str:
        """The place of a quote: ``pdf page 1`` as ``PDF หน้า 1``, ``link text`` as ``ข้อความลิงก์``."""
        parts = (self._where(part) for part in place.split(" › "))
        return " › ".join(parts)

    def step(self, name: str) -> str:
        """What a step of a chain is: ``named by title`` as ``ชื่อในเอกสาร``; an unknown name as it is."""
        return self.say(STEPS[name]) if name in STEPS else name

    def _where(self, part: str) -> str:
        sure = _SURE.fullmatch(part)
        if sure:
            return f"{self._where(sure[1])} ({float(sure[2]):.0%})"
        for pattern, words in WHERE.items():
            match = re.fullmatch(pattern, part, re.IGNORECASE)
            if match:
                return self.say(words).format(*match.groups())
        return part

    def size(self, value: int | None) -> str:
        """Bytes as kB or MB."""
        if value is None:
            return ""
        return f"{value / 1_000_000:,.1f} MB" if value >= 1_000_000 else f"{max(value, 1) / 1000:,.1f} kB"

    def score(self, oit: float | None, low: float | None, high: float | None) -> str:
        """``96.25``, or ``92.50–96.25`` when only bounds are known."""
        if low is not None and high is not None and low != high:
            return f"{self.number(low)}–{self.number(high)}"
        return self.number(oit)

    def status(self, status: str) -> str:
        """The word for a verdict."""
        return self.say(STATUS.get(status, status))
