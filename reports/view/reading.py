"""From the dict of an ``audit.json`` to the nouns of a report."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from itertools import chain, repeat

from crawler.calendar import to_ce
from reports.inert import legible, plain
from reports.view.findings import SEVERITIES, Finding, Quote
from reports.view.nouns import (
    STATUSES,
    Agency,
    Candidate,
    Document,
    Element,
    Item,
    LinkCheck,
    Month,
    Place,
    Report,
    Step,
    item_key,
)  # fmt: skip
from reports.view.values import Json, day, integer, mapping, maps, number, texts
from reports.words import MONTH_SIGNS, Words

#: A fiscal year ends with September.
_LAST_MONTH = 9
#: One sentence in both languages, as the auditor writes why a run is not to be believed.
_BOTH = re.compile("(?P<th>.*[\u0e01-\u0e5b][^()]*) \\((?P<en>[^\u0e01-\u0e5b]*)\\)")
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
#: The keys of a piece of evidence, in the order of :class:`Quote`.
_QUOTE = ("url", "where", "quote", "sha256", "fetched_at", "before", "after")
#: Steps of a chain that stand on the page anyway: of what passed, also the page that leads to it.
_SHOWN = ("declared", "document")
_SHOWN_OF_PASSED = (*_SHOWN, "page")
#: Texts of a step that say nothing.
_BARE = ("", *STATUSES)


def read(audit: Json, lang: str = "th") -> Report:
    """``audit.json`` as a :class:`Report` in ``lang`` (``th``, ``en``; the other one where a text lacks)."""
    lang = "en" if lang == "en" else "th"
    kept = _kept.get()
    if kept is not None and kept.audit is audit:
        return kept.report(lang)
    return _read(audit, (lang,))[lang]


@contextmanager
def read_once(audit: Json, languages: Collection[str]) -> Iterator[None]:
    """Let every :func:`read` of ``audit`` in the block give the same report: read when it is first asked for.

    ``languages`` are those that will be asked for: one walk through the agencies reads them all.
    """
    before = _kept.set(_Readings(audit, tuple(languages)))
    try:
        yield
    finally:
        _kept.reset(before)


@dataclass(slots=True)
class _Readings:
    """The reports of one audit, by language, as far as somebody asked."""

    audit: Json
    languages: tuple[str, ...]
    reports: dict[str, Report] = field(default_factory=dict)

    def report(self, lang: str) -> Report:
        if lang not in self.reports:
            self.reports |= _read(self.audit, self.languages if lang in self.languages else (lang,))
        return self.reports[lang]


_kept: ContextVar[_Readings | None] = ContextVar("kept", default=None)


def _read(audit: Json, languages: Sequence[str]) -> dict[str, Report]:
    """The audit in every language, each agency taken up once: it may have to be fetched from a file."""
    readers = [_Reader(lang) for lang in languages]
    bodies = chain(maps(audit.get("agencies")), maps(audit.get("not_judged")))
    agencies = zip(*(_in_each(readers, body) for body in bodies), strict=True)
    told = list(agencies) or [()] * len(readers)
    return {reader.lang: reader.report(audit, these) for reader, these in zip(readers, told, strict=True)}


def _in_each(readers: Sequence[_Reader], body: Json) -> list[Agency]:
    """One agency in the language of every reader."""
    first = readers[0].agency(body)
    return [first, *(reader.agency(body, first) for reader in readers[1:])]


def _scores(value: object) -> tuple[tuple[str, float], ...]:
    pairs = ((plain(key), number(score)) for key, score in mapping(value).items())
    known = ((key, score) for key, score in pairs if score is not None)
    return tuple(sorted(known, key=lambda pair: [item_key(part) for part in pair[0].split(".")]))


@cache
def _names(key: str, lang: str, other: str) -> tuple[str, str, str]:
    """The keys under which a text in ``lang`` may stand, the best one first."""
    return f"{key}_{lang}", key, f"{key}_{other}"


class _Reader:
    """From dict to noun: ``like`` is the same noun in another language, for what has none; ``lang`` chooses between ``x_th`` and ``x_en``."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.other = "th" if lang == "en" else "en"

    def words(self, entry: Json, key: str) -> str:
        """``key_<lang>``, else ``key`` (a string, or a map by language), else the other language."""
        for name in _names(key, self.lang, self.other):
            value = entry.get(name)
            if value is not None and not isinstance(value, str):
                value = mapping(value).get(self.lang) or mapping(value).get(self.other)
            if isinstance(value, str) and value and not value.isspace():
                return plain(value)
        return ""

    def report(self, audit: Json, agencies: tuple[Agency, ...]) -> Report:
        about, checklist = mapping(audit.get("audit")), mapping(mapping(audit.get("audit")).get("checklist"))
        fiscal_year = integer(checklist.get("fiscal_year"))
        items = {item.id: item for agency in reversed(agencies) for item in agency.items}
        return Report(
            id=plain(about.get("id")),
            version=plain(mapping(audit.get("tool")).get("version")),
            as_of=day(about.get("as_of")),
            finished_at=plain(about.get("finished_at")),
            complete=about.get("complete") is not False,
            withheld=self.withheld(about),
            checklist=plain(checklist.get("id")),
            checklist_sha256=plain(checklist.get("sha256")),
            fiscal_year=fiscal_year,
            deadline=_deadline(checklist, fiscal_year),
            confirmed=checklist.get("confirmation") != "unconfirmed",
            notes=self.notes(audit.get("notes")),
            agencies=agencies,
            lang=self.lang,
            items=tuple(items[key] for key in sorted(items, key=item_key)),
        )

    def withheld(self, about: Json) -> str:
        """Why the audit is not to be acted on; one that gives no reason was cut short."""
        if about.get("complete") is not False:
            return ""
        said = self.words(about, "withheld")
        both = [_BOTH.fullmatch(part) for part in said.split("; ")]
        if all(both):
            return "; ".join(part[self.lang] for part in both if part)
        return said or Words(self.lang).say(
            "it was stopped before every declared link had been asked; to go on: oit audit --resume FOLDER"
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

    def agency(self, entry: Json, like: Agency | None = None) -> Agency:
        score = mapping(entry.get("score"))
        oit = number(score.get("oit"))
        low, high = number(score.get("low")), number(score.get("high"))
        home = self.places(entry.get("declared_at"))
        entries = sorted(maps(entry.get("items")), key=lambda one: item_key(plain(one.get("id"))))
        twins = like.items if like else repeat(None)
        items = tuple(self.item(one, home, twin) for one, twin in zip(entries, twins, strict=False))
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
            sub_indicators=_scores(score.get("sub_indicators")),
            level=self.words(entry, "level") or self.words(score, "level"),
            budget=self.words(entry, "budget"),
            judged=bool(items),
            items=items,
            links=like.links if like else tuple(map(self.link, maps(entry.get("links")))),
        )

    @staticmethod
    def places(value: object) -> tuple[Place, ...]:
        """The lines of the targets file, one or many; entries without a file are none."""
        found = (
            Place(plain(one.get("source")), max(integer(one.get("line")) or 1, 1), plain(one.get("url")))
            for one in maps(value if isinstance(value, list) else [value])
        )
        return tuple(place for place in found if place.source)

    def item(self, entry: Json, home: tuple[Place, ...], like: Item | None = None) -> Item:
        status = entry.get("status")
        title, why = self.words(entry, "title"), self.words(entry, "why")
        waived = self.waiver(entry.get("waiver") or entry.get("waived") or entry.get("not_applicable"))
        twins = like.elements if like else repeat(None)
        elements = tuple(map(self.element, maps(entry.get("elements")), twins))
        said = like.findings if like else repeat(None)
        findings = tuple(map(self.finding, maps(entry.get("findings")), said))
        candidates = tuple(map(self.candidate, maps(entry.get("candidates"))))
        if like:
            return replace(
                like, title=title, why=why, waived=waived, elements=elements, findings=findings, candidates=candidates
            )  # fmt: skip
        return Item(
            id=plain(entry.get("id")),
            title=title,
            status=status if status in STATUSES else "unverified",
            points=number(entry.get("points")),
            sub_indicator=plain(entry.get("sub_indicator")),
            divisions=texts(entry.get("divisions")),
            why=why,
            declared=texts(entry.get("declared")),
            declared_at=self.places(entry.get("declared_at")) or home,
            waived=waived,
            elements=elements,
            findings=findings,
            documents=tuple(map(self.document, maps(entry.get("documents")))),
            candidates=candidates,
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

    def element(self, entry: Json, like: Element | None = None) -> Element:
        status = entry.get("status")
        title = self.words(entry, "title")
        tell = partial(self.steps, entry.get("chain"), _SHOWN_OF_PASSED if status == "pass" else _SHOWN)
        if like:
            return replace(like, title=title, tell=tell)
        periods = mapping(entry.get("periods"))
        return Element(
            id=plain(entry.get("id")),
            title=title,
            required=entry.get("required") is not False,
            status=status if status in STATUSES else "unverified",
            document=plain(entry.get("document")),
            expected=texts(periods.get("expected")),
            found=texts(periods.get("found")),
            missing=texts(periods.get("missing")),
            confidence=number(entry.get("confidence")),
            tell=tell,
            series=self.series(entry.get("series"), periods),
        )

    def steps(self, chain: object, shown: Collection[str]) -> Iterator[Step]:
        """What the chain tells beside what is ``shown``; where a period stands in the words of the report."""
        for entry in maps(chain):
            name = entry.get("step")
            if name in shown:
                continue
            text = self.words(entry, "text")
            if text not in _BARE and text != entry.get("url"):
                yield Step(plain(name), self._placed(text) if name == "period" else text)

    def _placed(self, text: str) -> str:
        """``text: …`` as ``ข้อความ: …``."""
        place, colon, quote = text.partition(": ")
        return f"{Words(self.lang).where(place)}: {quote}" if colon else text

    def series(self, value: object, periods: Json) -> tuple[Month, ...]:
        """The months of ``series``; where an audit has none, what ``periods`` tells of months."""
        if isinstance(value, Mapping):
            states = {plain(month): cell for month, cell in value.items()}
        elif isinstance(value, list | tuple):
            states = {plain(cell.get("month", cell.get("period"))): cell for cell in maps(value)}
        else:
            said = ("pending", "found", "missing")
            states = {month: state for state in said for month in texts(periods.get(state))}
        states = {month: cell for month, cell in states.items() if _MONTH.fullmatch(month)}
        months = []
        for month, cell in sorted((dict.fromkeys(_to_come(states), "pending") | states).items()):
            about = mapping(cell)
            evidence = about.get("evidence")
            proof = mapping(evidence) or next(iter(maps(evidence)), {})
            months.append(
                Month(
                    month,
                    _state(about.get("state", cell)),
                    plain(about.get("url") or proof.get("url")),
                    plain(about.get("quote") or proof.get("quote")),
                )
            )
        return tuple(months)

    def finding(self, entry: Json, like: Finding | None = None) -> Finding:
        severity, code = entry.get("severity"), plain(entry.get("code"))
        message = legible(self.words(entry, "message") or code)
        fix = legible(self.words(entry, "fix"))
        waived = self.waiver(entry.get("waived") or entry.get("waiver"))
        if like:
            return replace(like, message=message, fix=fix, waived=waived)
        return Finding(
            code=code,
            severity=severity if severity in SEVERITIES else "info",
            blame=plain(entry.get("blame")),
            element=plain(entry.get("element")),
            message=message,
            fix=fix,
            url=plain(entry.get("url")),
            fingerprint=plain(entry.get("fingerprint")),
            evidence=tuple(
                Quote(*[plain(quote.get(key)) for key in _QUOTE]) for quote in maps(entry.get("evidence"))
            ),
            waived=waived,
        )

    def document(self, entry: Json) -> Document:
        return Document(
            url=plain(entry.get("url")),
            http_status=integer(entry.get("http_status")),
            type=plain(entry.get("type")),
            size=integer(entry.get("size")),
            sha256=plain(entry.get("sha256")),
            title=plain(entry.get("title")),
            pages=integer(entry.get("pages")),
            grade=plain(entry.get("machine_readability")),
            error=plain(entry.get("error")),
            spans=tuple(
                dict.fromkeys(
                    (plain(period.get("start")), plain(period.get("end")))
                    for period in maps(entry.get("periods"))
                )
            ),
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


def _to_come(months: Iterable[str]) -> Iterator[str]:
    """The months from the last one of a series to the end of its fiscal year: nobody asks for them yet."""
    year, month = map(int, max(months, default="0-09").split("-"))
    while month != _LAST_MONTH:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        yield f"{year:04}-{month:02}"


def _state(value: object) -> str:
    return value if isinstance(value, str) and value in MONTH_SIGNS else "unknown"


def _deadline(checklist: Json, fiscal_year: int | None) -> date | None:
    """The last day to declare URLs: as the checklist says, else 30 April of the fiscal year."""
    calendar = {entry.get("id"): entry for entry in maps(checklist.get("calendar"))}
    said = day(checklist.get("deadline")) or day(mapping(calendar.get("declare")).get("end"))
    return said or _closing_day(fiscal_year)


def _closing_day(fiscal_year: int | None) -> date | None:
    """30 April of the fiscal year (Buddhist era): the last day to declare URLs."""
    return None if fiscal_year is None or not 2500 <= fiscal_year <= 2700 else date(to_ce(fiscal_year), 4, 30)
