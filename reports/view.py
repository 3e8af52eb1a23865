"""``audit.json`` as typed values in one language: what every renderer reads.

An audit may come from an older or a newer release, or from somebody else's program.  So nothing here fails
on a missing or odd key: text becomes ``""``, a list ``()``, a number ``None``.  Every string is made inert
on the way in (:mod:`reports.inert`), so no renderer can forget to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reports.inert import plain
from reports.words import MONTH_SIGNS, Words

STATUSES = ("fail", "unverified", "pass", "waived")
SEVERITIES = ("error", "unverified", "warning", "info")
Json = Mapping[str, Any]
#: So many characters in common make two quotes the same passage.
_PASSAGE = 30
#: The keys of a piece of evidence, in the order of :class:`Quote`.
_QUOTE = ("url", "where", "quote", "sha256", "fetched_at", "before", "after")


@dataclass(frozen=True, slots=True)
class Quote:
    """Evidence: what stood where, when it was fetched, and the sha256 of the stored bytes."""

    url: str
    where: str
    text: str
    sha256: str
    fetched_at: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or could not be seen, in the words of the report's language."""

    code: str
    severity: str
    blame: str
    element: str
    message: str
    fix: str
    url: str
    fingerprint: str
    evidence: tuple[Quote, ...]
    waived: str

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The evidence without passages of a document that an earlier quote already shows."""
        kept: list[Quote] = []
        for quote in self.evidence:
            core = quote.text.strip("… ")[:_PASSAGE]
            if not any(core in other.text and other.url == quote.url for other in kept if core):
                kept.append(quote)
        return tuple(kept)

    @property
    def grave(self) -> bool:
        """Whether it stands before the evidence: what decides, and what was excused from deciding."""
        return self.severity in {"error", "unverified"} or bool(self.waived)

    @property
    def decides(self) -> bool:
        """Whether the finding stands in the way of a pass."""
        return self.severity in {"error", "unverified"} and not self.waived


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the chain from the declared URL to the verdict."""

    step: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month (YYYY-MM) of a series; ``state``: found, late, missing, nil, pending or unknown."""

    month: str
    state: str
    url: str
    quote: str
    where: str


@dataclass(frozen=True, slots=True)
class Element:
    """One thing that must be found for an item."""

    id: str
    title: str
    required: bool
    status: str
    document: str
    expected: tuple[str, ...]
    found: tuple[str, ...]
    missing: tuple[str, ...]
    pending: tuple[str, ...]
    confidence: float | None
    chain: tuple[Step, ...]
    series: tuple[Month, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The chain without what the page shows anyway: the declared address, its page, the bare verdict."""
        shown = ("declared", "page") if self.status == "pass" else ("declared",)
        return tuple(
            step
            for step in self.chain
            if step.step not in shown
            and step.text not in {"", *STATUSES, step.url}
            and step.step != "document"
        )


@dataclass(frozen=True, slots=True)
class Period:
    """A period that a document says it covers: ISO dates, inclusive, and the words that say so."""

    start: str
    end: str
    kind: str
    quote: str
    where: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read for an item."""

    url: str
    final_url: str
    http_status: int | None
    type: str
    declared_type: str
    size: int | None
    sha256: str
    title: str
    pages: int | None
    grade: str
    mr_level: int | None
    error: str
    periods: tuple[Period, ...]
    thumbnail: str

    @property
    def spans(self) -> tuple[tuple[str, str], ...]:
        """The different intervals that it names, in their order."""
        return tuple(dict.fromkeys((period.start, period.end) for period in self.periods))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A URL that seems to hold what the declared ones do not."""

    url: str
    element: str
    reason: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the checklist at one agency."""

    id: str
    title: str
    status: str
    score: float | None
    points: float | None
    sub_indicator: str
    divisions: tuple[str, ...]
    why: str
    declared: tuple[str, ...]
    declared_at: tuple[tuple[str, str, int | None], ...]
    waived: str
    elements: tuple[Element, ...]
    findings: tuple[Finding, ...]
    documents: tuple[Document, ...]
    candidates: tuple[Candidate, ...]

    @property
    def by_url(self) -> Mapping[str, Document]:
        """The documents by the address under which they were found."""
        return {document.url: document for document in reversed(self.documents)}

    @property
    def others(self) -> tuple[Document, ...]:
        """The documents that were read and are neither declared themselves nor taken for an element."""
        named = {*self.declared, *(element.document for element in self.elements)}
        return tuple(document for document in self.by_url.values() if document.url not in named)[::-1]

    @property
    def deciding(self) -> tuple[Finding, ...]:
        """The findings that stand in the way of a pass; errors first."""
        found = [finding for finding in self.findings if finding.decides]
        return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))

    @property
    def open(self) -> bool:
        """Whether somebody has something to do."""
        return self.status in {"fail", "unverified"}


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """One link of one page, followed."""

    page: str
    url: str
    ok: bool | None
    http_status: int | None
    code: str


@dataclass(frozen=True, slots=True)
class Agency:
    """One public body and its verdicts."""

    id: str
    code: str
    name: str
    name_th: str
    name_en: str
    group: str
    site: str
    oit: float | None
    low: float | None
    high: float | None
    estimated: bool
    indicators: tuple[tuple[str, float], ...]
    sub_indicators: tuple[tuple[str, float], ...]
    level: str
    budget: str
    judged: bool
    items: tuple[Item, ...]
    links: tuple[LinkCheck, ...]

    @property
    def interval(self) -> bool:
        """Whether the score is only known between two bounds."""
        return self.low is not None and self.high is not None and self.low != self.high

    @property
    def failing(self) -> tuple[Item, ...]:
        """The items to mend: failed before unverified, most points first."""
        open_items = [item for item in self.items if item.open]
        return tuple(
            sorted(
                open_items, key=lambda item: (item.status != "fail", -(item.points or 0), item_key(item.id))
            )
        )

    def count(self, status: str) -> int:
        """How many items stand at ``status``."""
        return sum(item.status == status for item in self.items)

    def by_division(self) -> tuple[tuple[str, tuple[Item, ...]], ...]:
        """Every division with its items; an item of several divisions stands under each."""
        divisions: dict[str, list[Item]] = {}
        for item in self.items:
            for division in item.divisions or ("",):
                divisions.setdefault(division, []).append(item)
        return tuple((division, tuple(items)) for division, items in divisions.items())


@dataclass(frozen=True, slots=True)
class Report:
    """A whole audit."""

    id: str
    version: str
    as_of: date | None
    started_at: str
    finished_at: str
    complete: bool
    withheld: str
    checklist: str
    checklist_sha256: str
    fiscal_year: int | None
    deadline: date | None
    confirmed: bool
    summary: Mapping[str, int]
    notes: tuple[str, ...]
    agencies: tuple[Agency, ...]
    lang: str = "th"
    items: tuple[Item, ...] = field(default=(), compare=False)

    @property
    def days_left(self) -> int | None:
        """Days from the audit's date to the closing day of declarations; negative when it has passed."""
        return None if self.as_of is None or self.deadline is None else (self.deadline - self.as_of).days

    def count(self, status: str) -> int:
        """How many items of all agencies stand at ``status``."""
        return sum(agency.count(status) for agency in self.agencies)

    def divisions(self) -> tuple[str, ...]:
        """Every division named, in order of first appearance."""
        names = (name for agency in self.agencies for item in agency.items for name in item.divisions)
        return tuple(dict.fromkeys(names))

    def groups(self) -> tuple[str, ...]:
        """Every group of agencies, in order of first appearance."""
        return tuple(dict.fromkeys(agency.group for agency in self.agencies if agency.group))


# ------------------------------------------------------------------------------------------- reading


def item_key(item_id: str) -> tuple[str, int, str]:
    """Natural order: O2 before O10."""
    letters, digits, rest = re.match(r"(\D*)(\d*)(.*)", item_id, re.DOTALL).groups()  # type: ignore[union-attr]
    return letters, int(digits or 0), rest


def read(audit: Json, lang: str = "th") -> Report:
    """``audit.json`` as a :class:`Report` in ``lang`` (``th``, ``en``; the other one where a text lacks)."""
    return _Reader("en" if lang == "en" else "th").report(audit)


def mapping(value: object) -> Json:
    """The value when it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def maps(value: object) -> Iterable[Json]:
    """The objects of a list; nothing where it is none."""
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list | tuple) else []


def texts(value: object) -> tuple[str, ...]:
    """The strings of a list (or one string alone), made inert."""
    if isinstance(value, str):
        return (plain(value),)
    return tuple(plain(entry) for entry in value) if isinstance(value, list | tuple) else ()


def number(value: object) -> float | None:
    """A number, or ``None``; true and false are none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def integer(value: object) -> int | None:
    """A whole number, or ``None``."""
    found = number(value)
    return None if found is None else int(found)


def day(value: object) -> date | None:
    """An ISO date, or the date of an ISO moment; else ``None``."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _scores(value: object) -> tuple[tuple[str, float], ...]:
    pairs = ((plain(key), number(score)) for key, score in mapping(value).items())
    known = ((key, score) for key, score in pairs if score is not None)
    return tuple(sorted(known, key=lambda pair: [item_key(part) for part in pair[0].split(".")]))


class _Reader:
    """One pass over the dict; ``lang`` chooses between ``x_th`` and ``x_en``."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.other = "th" if lang == "en" else "en"

    def words(self, entry: Json, key: str) -> str:
        """``key_<lang>``, else the other language, else ``key`` (a string, or a map by language)."""
        for name in (f"{key}_{self.lang}", f"{key}_{self.other}", key):
            value = entry.get(name)
            if isinstance(value, Mapping):
                value = value.get(self.lang) or value.get(self.other)
            if isinstance(value, str) and value.strip():
                return plain(value)
        return ""

    def report(self, audit: Json) -> Report:
        about, checklist = mapping(audit.get("audit")), mapping(mapping(audit.get("audit")).get("checklist"))
        fiscal_year = integer(checklist.get("fiscal_year"))
        bodies = [*maps(audit.get("agencies")), *maps(audit.get("not_judged"))]
        agencies = tuple(self.agency(entry) for entry in bodies)
        items = {item.id: item for agency in reversed(agencies) for item in agency.items}
        return Report(
            id=plain(about.get("id")),
            version=plain(mapping(audit.get("tool")).get("version")),
            as_of=day(about.get("as_of")),
            started_at=plain(about.get("started_at")),
            finished_at=plain(about.get("finished_at")),
            complete=about.get("complete") is not False,
            withheld=plain(about.get("withheld")),
            checklist=plain(checklist.get("id")),
            checklist_sha256=plain(checklist.get("sha256")),
            fiscal_year=fiscal_year,
            deadline=_deadline(checklist, fiscal_year),
            confirmed=checklist.get("confirmation") != "unconfirmed",
            summary={
                plain(key): int(value)
                for key, value in mapping(audit.get("summary")).items()
                if number(value) is not None
            },
            notes=self.notes(audit.get("notes")),
            agencies=agencies,
            lang=self.lang,
            items=tuple(items[key] for key in sorted(items, key=item_key)),
        )

    def notes(self, value: object) -> tuple[str, ...]:
        if isinstance(value, str | Mapping):
            value = [value]
        if not isinstance(value, list | tuple):
            return ()
        notes = (
            self.words(note, "text") or self.words(note, "message") or self.words({"it": note}, "it")
            if isinstance(note, Mapping)
            else plain(note)
            for note in value
        )
        return tuple(note for note in notes if note)

    def agency(self, entry: Json) -> Agency:
        score = mapping(entry.get("score"))
        oit = number(score.get("oit"))
        low, high = number(score.get("low")), number(score.get("high"))
        items = tuple(
            sorted((self.item(item) for item in maps(entry.get("items"))), key=lambda item: item_key(item.id))
        )
        name_th, name_en = plain(entry.get("name_th")), plain(entry.get("name_en"))
        identifier = plain(entry.get("id"))
        name = (name_en or name_th if self.lang == "en" else name_th or name_en) or identifier
        return Agency(
            id=identifier,
            code=plain(entry.get("code")),
            name=name,
            name_th=name_th or identifier,
            name_en=name_en or identifier,
            group=self.words(entry, "group"),
            site=plain(entry.get("site")),
            oit=oit,
            low=low if low is not None else oit,
            high=high if high is not None else oit,
            estimated=score.get("estimated") is not False,
            indicators=_scores(score.get("indicators")),
            sub_indicators=_scores(score.get("sub_indicators")),
            level=self.words(entry, "level") or self.words(score, "level"),
            budget=self.words(entry, "budget"),
            judged=bool(items),
            items=items,
            links=tuple(self.link(link) for link in maps(entry.get("links"))),
        )

    def item(self, entry: Json) -> Item:
        status = entry.get("status")
        waived = entry.get("waiver") or entry.get("waived") or entry.get("not_applicable")
        return Item(
            id=plain(entry.get("id")),
            title=self.words(entry, "title"),
            status=status if status in STATUSES else "unverified",
            score=number(entry.get("score")),
            points=number(entry.get("points")),
            sub_indicator=plain(entry.get("sub_indicator")),
            divisions=texts(entry.get("divisions")),
            why=self.words(entry, "why"),
            declared=texts(entry.get("declared")),
            declared_at=tuple(
                (plain(place.get("url")), plain(place.get("source")), integer(place.get("line")))
                for place in maps(entry.get("declared_at"))
            ),
            waived=self.waiver(waived),
            elements=tuple(self.element(element) for element in maps(entry.get("elements"))),
            findings=tuple(self.finding(finding) for finding in maps(entry.get("findings"))),
            documents=tuple(self.document(document) for document in maps(entry.get("documents"))),
            candidates=tuple(self.candidate(candidate) for candidate in maps(entry.get("candidates"))),
        )

    def waiver(self, value: object) -> str:
        """The reason why something is excused, with who said so and until when where that is known."""
        if not isinstance(value, Mapping):
            return self.words({"reason": value}, "reason")
        speaker = Words(self.lang)
        expires = day(value.get("expires"))
        until = speaker.say("until {day}").format(day=speaker.day(expires)) if expires else ""
        parts = (self.words(value, "reason"), plain(value.get("author")), until)
        return " · ".join(part for part in parts if part)

    def element(self, entry: Json) -> Element:
        periods = mapping(entry.get("periods"))
        status = entry.get("status")
        return Element(
            id=plain(entry.get("id")),
            title=self.words(entry, "title"),
            required=entry.get("required") is not False,
            status=status if status in STATUSES else "unverified",
            document=plain(entry.get("document")),
            expected=texts(periods.get("expected")),
            found=texts(periods.get("found")),
            missing=texts(periods.get("missing")),
            pending=texts(periods.get("pending")),
            confidence=number(entry.get("confidence")),
            chain=tuple(
                Step(plain(step.get("step")), self.words(step, "text"), plain(step.get("url")))
                for step in maps(entry.get("chain"))
            ),
            series=self.series(entry.get("series"), periods),
        )

    def series(self, value: object, periods: Json) -> tuple[Month, ...]:
        """The months of ``series``; where an audit has none, what ``periods`` tells of months."""
        if isinstance(value, Mapping):
            states = {plain(month): cell for month, cell in value.items()}
        elif isinstance(value, list | tuple):
            states = {plain(cell.get("month", cell.get("period"))): cell for cell in maps(value)}
        else:
            states = {}
            for state, key in (("pending", "pending"), ("found", "found"), ("missing", "missing")):
                states |= dict.fromkeys(texts(periods.get(key)), state)
        months = []
        for month, cell in sorted(states.items()):
            if not re.fullmatch(r"\d{4}-\d{2}", month):
                continue
            about = mapping(cell)
            evidence = about.get("evidence")
            proof = mapping(evidence) or next(iter(maps(evidence)), {})
            months.append(
                Month(
                    month,
                    _state(about.get("state", cell)),
                    plain(about.get("url") or proof.get("url")),
                    plain(about.get("quote") or proof.get("quote")),
                    plain(about.get("where") or proof.get("where")),
                )
            )
        return tuple(months)

    def finding(self, entry: Json) -> Finding:
        severity = entry.get("severity")
        waived = entry.get("waived") or entry.get("waiver")
        return Finding(
            code=plain(entry.get("code")),
            severity=severity if severity in SEVERITIES else "info",
            blame=plain(entry.get("blame")),
            element=plain(entry.get("element")),
            message=self.words(entry, "message") or plain(entry.get("code")),
            fix=self.words(entry, "fix"),
            url=plain(entry.get("url")),
            fingerprint=plain(entry.get("fingerprint")),
            evidence=tuple(
                Quote(*(plain(quote.get(key)) for key in _QUOTE)) for quote in maps(entry.get("evidence"))
            ),
            waived=self.waiver(waived),
        )

    def document(self, entry: Json) -> Document:
        return Document(
            url=plain(entry.get("url")),
            final_url=plain(entry.get("final_url")),
            http_status=integer(entry.get("http_status")),
            type=plain(entry.get("type")),
            declared_type=plain(entry.get("declared_type")),
            size=integer(entry.get("size")),
            sha256=plain(entry.get("sha256")),
            title=plain(entry.get("title")),
            pages=integer(entry.get("pages")),
            grade=plain(entry.get("machine_readability")),
            mr_level=integer(entry.get("mr_level")),
            error=plain(entry.get("error")),
            periods=tuple(
                Period(*(plain(period.get(key)) for key in ("start", "end", "kind", "quote", "where")))
                for period in maps(entry.get("periods"))
            ),
            thumbnail=plain(entry.get("thumbnail")),
        )

    def candidate(self, entry: Json) -> Candidate:
        return Candidate(
            plain(entry.get("url")),
            plain(entry.get("element")),
            self.words(entry, "reason"),
            number(entry.get("score")),
        )

    def link(self, entry: Json) -> LinkCheck:
        ok = entry.get("ok")
        return LinkCheck(
            plain(entry.get("page")),
            plain(entry.get("url")),
            ok if isinstance(ok, bool) else None,
            integer(entry.get("http_status")),
            plain(entry.get("code")),
        )


def _state(value: object) -> str:
    return value if isinstance(value, str) and value in MONTH_SIGNS else "unknown"


def _deadline(checklist: Json, fiscal_year: int | None) -> date | None:
    """The last day to declare URLs: as the checklist says, else 30 April of the fiscal year."""
    calendar = {entry.get("id"): entry for entry in maps(checklist.get("calendar"))}
    said = day(checklist.get("deadline")) or day(mapping(calendar.get("declare")).get("end"))
    return said or _closing_day(fiscal_year)


def _closing_day(fiscal_year: int | None) -> date | None:
    """30 April of the fiscal year (Buddhist era): the last day to declare URLs."""
    return None if fiscal_year is None or not 2500 <= fiscal_year <= 2700 else date(fiscal_year - 543, 4, 30)
