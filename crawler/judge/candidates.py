"""Which document, section, service or statement *is* the element: every reason weighed, none decisive by accident.

Words that can name an element stand in six places, and are worth less the further they stand from the thing itself
(``SIGNALS``).  A place that names several elements of the item at once (a page heading that is the item's own
title, the *องค์ประกอบ* cell of an index table) names none of them.  The title block of a readable document
outranks every label: a link that promises the report and opens the plan is not the report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.judge.case import Candidate, Signal
from crawler.judge.match import Match, Names, Vocabulary
from crawler.periods.evidence import Dated, Source, read_evidence
from crawler.read.scope import looks_like_document
from crawler.thai.text import fold, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checklists.model import Checklist, Element, Item
    from crawler.judge.holdings import Holding
    from crawler.model import DocumentFacts, Table
    from crawler.read.page import PageLink, Piece

#: How sure a full title makes us, by the place where it stands (bench/ablation.py shows what each is worth).
SIGNALS: Mapping[str, float] = {
    "title": 0.95,
    "section": 0.90,
    "headline": 0.85,
    "link": 0.90,
    "row": 0.85,
    "line": 0.80,
    "heading": 0.80,
    "parent": 0.70,
    "file": 0.60,
    "body": 0.35,
}
#: At and above: the element.  Between the two: a candidate that a person must look at.  Below: not it.
ACCEPT, DOUBT = 0.60, 0.40
_SHARED, _SHARED_LINK = 0.5, 0.85
_LABELS = frozenset({"heading", "row", "parent", "line", "section", "link"})
_UNSIGNED = 0.7
_SAID = 25
_SURE = 0.7
_OPPOSED = 0.35
_BODY_CHARS = 6_000
_TITLE_LINES = 14
#: The first lines name the document and its period; what follows may be the letter itself.
_TITLE_OF_PERIOD = 4
_FILE_TYPES = frozenset({
    "application/pdf", "application/msword", "application/vnd.ms-excel", "application/zip", "text/csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
})  # fmt: skip
_GENERIC = re.compile(
    r"^\W*(?:ดาวน์โหลด|ดาวโหลด|download|คลิก(?:ที่นี่|ดู|อ่าน|เพื่อ\S*)?|click(?: here)?|ที่นี่|here|เปิด(?:ดู|ไฟล์)?|ดู(?:เอกสาร|รายละเอียด|ข้อมูล|ไฟล์)?"
    r"|อ่าน(?:ต่อ|เพิ่มเติม)?|view|link|ลิงก์|ลิงค์|pdf|excel|xlsx?|docx?|csv|word|zip|file|ไฟล์|เอกสาร(?:แนบ|ประกอบ)?|รายละเอียด|more|url)(?:\s*(?:pdf|excel|csv|word|ไฟล์|เอกสาร|\d+))*\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabularies of one item: its own elements, and the whole checklist's exact titles."""

    item: Item
    own: Vocabulary
    all: Vocabulary
    hosts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, item: Item, checklist: Checklist, hosts: frozenset[str] = frozenset()) -> Words:
        """The words of a checklist for one item of an agency that lives on ``hosts``; folded once."""
        key = (checklist.sha256, item.id)
        if key not in _VOCABULARIES:
            mine = tuple(_names(element) for element in item.elements)
            exact = tuple(
                _names(e, exact=True) for e in checklist.elements if e.required or e.item == item.id
            )
            _VOCABULARIES[key] = (Vocabulary(mine), Vocabulary(exact))
        return cls(item, *_VOCABULARIES[key], hosts)


_VOCABULARIES: dict[tuple[str, str], tuple[Vocabulary, Vocabulary]] = {}


def _names(element: Element, *, exact: bool = False) -> Names:
    synonyms = [(s.text, s.weight) for s in element.synonyms if not exact or s.tier == "strong"]
    titles = (element.title.th, *element.titles)
    return Names.of(element.id, titles, synonyms, reject=element.heads.reject, accept=element.heads.accept)


def candidates(words: Words, holdings: Sequence[Holding]) -> tuple[Candidate, ...]:
    """Every candidate for every element of the item, the surest first."""
    found = [candidate for holding in holdings for candidate in _of_holding(words, holding)]
    return tuple(sorted(found, key=lambda c: (-c.confidence, c.holding.depth, c.url)))


def _of_holding(words: Words, holding: Holding) -> Iterator[Candidate]:
    if holding.page is not None:
        yield from _sections(words, holding)
        yield from _statements(words, holding)
        if promised_document(holding):
            yield from _whole(words, holding, "document", _page_places(holding))
        elif _holds_something(holding):
            yield from _whole(words, holding, "page", _page_places(holding))
        yield from _services(words, holding)
    elif holding.link is not None or holding.document is not None:
        yield from _whole(words, holding, "document", _document_places(holding))
        if holding.document is None:
            yield from _services(words, holding)


def promised_document(holding: Holding) -> bool:
    """Whether an address whose bytes are a page was announced as a file."""
    promised = holding.capture is not None and holding.capture.content_type in _FILE_TYPES
    return promised or looks_like_document(holding.url)


def _services(words: Words, holding: Holding) -> Iterator[Candidate]:
    """A system that must work: the page that a fitting link opens, or a declared address that is one itself."""
    for element in words.item.elements:
        if "service" not in element.holdings:
            continue
        places = _label_places(holding)
        if holding.page is not None and holding.depth > 0:
            places += _page_places(holding)
        reasons = weigh(words, places).get(element.id, [])
        if holding.depth == 0:
            reasons = _declared_service(words, holding, element)
        if reasons:
            yield Candidate(
                element.id,
                "service",
                holding,
                round(combine(reasons), 3),
                tuple(reasons),
                (),
                _text_of(holding),
            )


def _declared_service(words: Words, holding: Holding, element: Element) -> list[Signal]:
    """A declared page that is no list of links but a form to fill in, or stands on a system's own host."""
    page = holding.page
    if page is None:
        return []
    host = urlsplit(holding.final_url).hostname or ""
    known = any(host == name or host.endswith("." + name) for name in element.hosts)
    elsewhere = bool(words.hosts) and host not in words.hosts
    if not (page.fields or known or elsewhere):
        return []
    places = [*_page_places(holding), ("heading", page.title), ("body", page.text[:_BODY_CHARS])]
    reasons = weigh(words, places).get(element.id, [])
    if known:
        reasons = [Signal("host", host, SIGNALS["heading"]), *reasons]
    return reasons


# --------------------------------------------------------------------------------- whole holdings


def _whole(
    words: Words, holding: Holding, kind: str, places: Sequence[tuple[str, str]]
) -> Iterator[Candidate]:
    """One document or page as a whole, for each element that some place names."""
    signals = _attributed(words, holding, weigh(words, [*places, *_label_places(holding)]))
    own = _own_elements(words, places)
    surest = max((s.score for reasons in signals.values() for s in reasons if not s.shared), default=0.0)
    for element, reasons in signals.items():
        if all(reason.shared or reason.source == "body" for reason in reasons) and (
            surest >= _SURE or _readable(holding)
        ):
            continue  # the words that name this one name its sisters too, and what can be read does not name it
        opposed = _opposed(words, holding, element, own, places)
        sure = combine(reasons) * (_OPPOSED if opposed else 1.0)
        yield Candidate(
            element, kind, holding, round(sure, 3), tuple(reasons), _dated(holding, kind, words), _text_of(holding),
            _tables_of(holding), opposed=opposed, substance=_page_substance(holding), nil=_says_none(words, element, holding),
        )  # fmt: skip


def weigh(words: Words, places: Sequence[tuple[str, str]]) -> dict[str, list[Signal]]:
    """The reasons for each element, the best of each place."""
    reasons: dict[str, dict[str, Signal]] = {}
    for source, text in places:
        if not text or _GENERIC.match(text):
            continue
        matches = words.own.matches(text, fuzzy=source not in {"body", "file"})
        shared = source in _LABELS and _names_several(words, text, matches)
        for element, match in matches.items():
            if source == "headline" and not _opens_with(text, match):
                continue
            share = (_SHARED if source != "link" else _SHARED_LINK) if shared else 1.0
            score = round(match.score * SIGNALS[source] * share, 3)
            best = reasons.setdefault(element, {}).get(source)
            if best is None or best.score < score:
                reasons[element][source] = Signal(source, one_line(text, 200), score, match.words, shared)
    return {element: sorted(by.values(), key=lambda s: -s.score) for element, by in reasons.items()}


_AROUND = frozenset({"heading", "parent", "row"})


def _attributed(words: Words, holding: Holding, signals: dict[str, list[Signal]]) -> dict[str, list[Signal]]:
    """Take back what stands *around* a link when the link itself says something else.

    Under the heading of one element a link that names its sister leads to the sister; a picture shows a person or a
    seal, and the heading above it speaks of the text beside it.
    """
    link = holding.link
    if link is None:
        return signals
    named = (
        {e for e, match in words.own.matches(link.text).items() if match.score >= ACCEPT}
        if link.text
        else set()
    )
    alone = {element for element in signals if link.kind == "image" or (named and element not in named)}
    kept = {
        element: [reason for reason in reasons if element not in alone or reason.source not in _AROUND]
        for element, reasons in signals.items()
    }
    return {element: reasons for element, reasons in kept.items() if reasons}


def _opens_with(text: str, match: Match) -> bool:
    """Whether a line is hardly more than the title it opens with: a headline, not a sentence that mentions it."""
    start, end = match.span
    return start <= 4 and end - start >= 0.45 * len(fold(text))


def _names_several(words: Words, text: str, matches: Mapping[str, Match]) -> bool:
    """Whether a label names more than one required element, or is the title of the whole item."""
    required = {e.id for e in words.item.elements if e.required}
    if len(required) < 2:
        return False
    if len(required & matches.keys()) > 1:
        return True
    key = fold(text)
    titles = (fold(title) for title in (words.item.title.th, *words.item.titles))
    return any(title in key and len(key) <= len(title) * 1.5 + 10 for title in titles)


def combine(reasons: Sequence[Signal]) -> float:
    """The best reason, raised by a third of the gap to 1 for a second that is not its copy."""
    if not reasons:
        return 0.0
    top = reasons[0].score
    second = next((r.score for r in reasons[1:] if r.score >= 0.3), 0.0)
    return min(0.99, top + (1 - top) / 3 * (second > 0))


def _own_elements(words: Words, places: Sequence[tuple[str, str]]) -> dict[str, float]:
    """What the document's own title announces, of the whole checklist: element → score."""
    announced: dict[str, float] = {}
    for source, text in places:
        if source == "title":
            for element, match in words.all.matches(text).items():
                announced[element] = max(announced.get(element, 0.0), match.score)
    return announced


def _says_none(words: Words, element: str, holding: Holding) -> bool:
    """Whether a document that lists hardly anything says in so many words that there is nothing to report."""
    facts = holding.document
    if facts is None or sum(table.rows for table in facts.tables) > 2 or len(facts.text) > _BODY_CHARS:
        return False
    statements = next((e.none_statements for e in words.item.elements if e.id == element), ())
    if not statements:
        return False
    key = fold(facts.text)
    return any(fold(statement) in key for statement in statements)


def _readable(holding: Holding) -> bool:
    return holding.page is not None or (
        holding.document is not None and holding.document.grade in {"text", "structured"}
    )


def _opposed(
    words: Words, holding: Holding, element: str, own: Mapping[str, float], places: Sequence[tuple[str, str]],
) -> str | None:  # fmt: skip
    """The element that a readable document's own title names instead of ``element``."""
    if holding.document is not None and holding.document.grade not in {"text", "structured"}:
        return None
    named = {e for source, text in places if source == "title" for e in words.own.matches(text)}
    if element in named or element in own or not own:
        return None
    if any(
        source in {"section", "headline"} and element in words.own.matches(text) for source, text in places
    ):
        return None  # a joint document has a title for the whole and a headline for this part
    other, score = max(own.items(), key=lambda entry: entry[1])
    return other if score >= 0.85 else None


def _document_places(holding: Holding) -> list[tuple[str, str]]:
    facts = holding.document
    places: list[tuple[str, str]] = [("file", _stem(holding.file_name))]
    if facts is None:
        return places
    title = title_block(facts)
    places += [("title", line) for line in title]
    if title:
        places.append(("title", " ".join(title[:4])))
    if facts.title and len(facts.title) > 8:
        places.append(("file", facts.title))
    body = [b.text for b in facts.blocks if b.kind in {"heading", "caption"}]
    places += [("section", text) for text in body[:60]]
    places += [("headline", text) for text in _headlines(facts)]
    places.append(("body", facts.text[:_BODY_CHARS]))
    places += [("file", member) for member in facts.members[:30]]
    return places


_NUMBERED = re.compile(
    r"^\s*(?:(?:ส่วนที่|ข้อ|บทที่|หมวด)\s*(?=[0-9๐-๙]))?[\(\[]?[0-9๐-๙]{0,2}(?:[.][0-9๐-๙]{1,2})*[\)\].:]?\s*"
)


def _headlines(facts: DocumentFacts) -> list[str]:
    """Lines of the running text that stand alone like headings: short, and followed by something."""
    lines = [line.strip() for b in facts.blocks if b.kind == "text" for line in b.text.split("\n")]
    found = []
    for at, line in enumerate(lines[:400]):
        bare = _NUMBERED.sub("", line, count=1)
        if (
            8 <= len(bare) <= 110
            and "|" not in bare
            and any(len(after) > 20 for after in lines[at + 1 : at + 4])
        ):
            found.append(bare)
    return found[:120]


def title_block(facts: DocumentFacts) -> list[str]:
    """The lines with which a document presents itself, generated titles of software left out."""
    lines = [
        line.strip() for b in facts.blocks if b.kind == "title" for line in b.text.split("\n") if line.strip()
    ]
    return lines[:_TITLE_LINES]


def _page_places(holding: Holding) -> list[tuple[str, str]]:
    page = holding.page
    assert page is not None
    head = next((p.text for p in page.pieces if p.level and p.level <= 3 and not p.navigation), "")
    if holding.depth == 0:
        return [("heading", head or page.title)]
    return [("title", head), ("heading", page.title.split("|")[0]), ("file", _stem(holding.file_name))]


def _label_places(holding: Holding) -> list[tuple[str, str]]:
    """What the page that links here calls it: the link, its row, its line, the headings above, the way there."""
    link = holding.link
    places: list[tuple[str, str]] = []
    if link is not None:
        places.append(("link", link.text))
        places += [("row", cell) for cell in _cells_beside(link)]
        if link.line != link.text:
            places.append(("line", link.line))
        places += [("heading", heading) for heading in link.headings[-2:]]
        if not link.headings and holding.parent is not None and holding.parent.page is not None:
            places.append(("heading", holding.parent.page.title.split("|")[0]))
    above = holding.parent
    while above is not None and above.link is not None:
        places.append(("parent", above.link.text))
        places += [("parent", cell) for cell in above.link.row]
        above = above.parent
    return places


def _cells_beside(link: PageLink) -> list[str]:
    """The other cells of the link's row.

    The cell that holds the link is left out: where an officer put all links of an item into one cell, its words speak
    of all of them.
    """
    return [cell for cell in link.row if cell != link.text and not (link.text and link.text in cell)]


def _stem(name: str) -> str:
    return re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name).replace("_", " ").replace("-", " ")


# ----------------------------------------------------------------------------- sections of a page


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it on the page.

    ``own`` is what is said there itself; ``listed`` the lines that are links, which matter where the list is the
    thing (news) and nowhere else: what links lead to speaks for itself.
    """

    heading: str
    headings: tuple[str, ...]
    own: tuple[str, ...]
    listed: tuple[str, ...]
    tables: tuple[int, ...]
    pictures: int

    @property
    def text(self) -> str:
        """The heading and all that is said under it, a line each."""
        return "\n".join((self.heading, *self.own, *self.listed))


_DECOR = re.compile(r"icon|logo|arrow|bullet|new\.gif|spacer", re.IGNORECASE)


def sections(holding: Holding) -> list[Section]:
    """The page's scope cut at its headings."""
    page, scope = holding.page, holding.scope
    assert page is not None
    assert scope is not None
    linked = _linked(holding)
    result = []
    for head in (piece for piece in scope.pieces if piece.level):
        path = (*head.headings, head.text)
        depth = len(path)
        inside = [p for p in scope.pieces if p.headings[:depth] == path and p.order > head.order]
        own = tuple(p.text for p in inside if _own(p, linked) and not (p.level and not _numbers(p.text)))
        listed = tuple(p.text for p in inside if not _own(p, linked))
        tables = tuple(at for at in scope.tables if page.tables[at].headings[:depth] == path)
        pictures = sum(
            k.kind == "image" and k.headings[:depth] == path and not _DECOR.search(k.raw) for k in scope.links
        )
        result.append(Section(head.text, head.headings, own, listed, tables, pictures))
    return result


def _linked(holding: Holding) -> frozenset[str]:
    """The words of the page's links, and the lines that hold them."""
    assert holding.scope is not None
    return frozenset(words for link in holding.scope.links for words in (link.line, link.text) if words)


def _own(piece: Piece, linked: frozenset[str]) -> bool:
    """Whether a piece is said here itself: neither a link nor a cell beside one."""
    return piece.text not in linked and not any(cell in linked for cell in piece.row)


def _data_rows(holding: Holding, tables: Sequence[int]) -> int:
    """Rows of data in tables, rows that only offer a link left out."""
    linked = _linked(holding)
    rows = 0
    for at in tables:
        table = _table(holding, at)
        offers = sum(any(cell in linked for cell in line) for line in table.sample)
        rows += max(0, table.rows - offers)
    return rows


def _numbers(text: str) -> bool:
    return sum(ch.isdigit() for ch in text) >= 4


def _sections(words: Words, holding: Holding) -> Iterator[Candidate]:
    required = {element.id: element for element in words.item.elements}
    for section in sections(holding):
        weighed = weigh(words, [("section", section.heading)])
        for element_id, reasons in weighed.items():
            element = required[element_id]
            if reasons[0].shared or not _filled(holding, section, element):
                continue
            lines = (*section.own, *section.listed) if "news" in element.holdings else section.own
            dated = (
                *read_evidence(section.heading, "title", url=holding.url, where="heading"),
                *_table_dates(holding, section.tables),
                *read_evidence("\n".join(lines)[:_BODY_CHARS], "text", url=holding.url, where="page text"),
                *_heading_dates(holding, section.headings),
            )
            sure = combine(reasons) * (1.0 if _shows_signs(element, section) else _UNSIGNED)
            yield Candidate(
                element_id, "section", holding, round(sure, 3), tuple(reasons), dated, section.text, section.tables,
                substance=_substance(holding, section.own, section.tables),
            )  # fmt: skip


def _filled(holding: Holding, section: Section, element: Element) -> bool:
    """Whether a section holds the thing itself, not only its heading."""
    if set(element.holdings) == {"service"}:
        return False
    if "news" in element.holdings and section.listed:
        return True
    return _substance(holding, section.own, section.tables) >= _SAID or section.pictures > 0


def _substance(holding: Holding, own: Sequence[str], tables: Sequence[int]) -> int:
    return sum(map(len, own)) + 60 * _data_rows(holding, tables)


def _shows_signs(element: Element, section: Section) -> bool:
    return (
        element.signs is None or section.pictures > 0 or not section.own or shows_signs(element, section.text)
    )


def shows_signs(element: Element, text: str) -> bool:
    """Whether a text holds words that the content of the real thing holds."""
    if element.signs is None:
        return False
    key = fold(text)
    shown = sum(any(fold(word) in key for word in group) for group in element.signs.groups)
    return shown >= element.signs.at_least


def _statements(words: Words, holding: Holding) -> Iterator[Candidate]:
    """``ไม่มีเรื่องร้องเรียน`` and its like, said on the page in so many words."""
    assert holding.scope is not None
    for element in words.item.elements:
        keys = [fold(text) for text in element.none_statements]
        for piece in holding.scope.pieces:
            said = " ".join((*piece.row, piece.text))
            key = fold(said)
            hit = next((k for k in keys if k and k in key), None)
            if hit and len(key) < 400:
                signal = Signal("section", one_line(said, 200), 0.95, hit)
                dated = (
                    *read_evidence(said, "title", url=holding.url, where="page text"),
                    *_heading_dates(holding, piece.headings),
                )
                yield Candidate(element.id, "statement", holding, 0.95, (signal,), dated, said, nil=True)
                break


def _holds_something(holding: Holding) -> bool:
    """Whether a page has content of its own: prose, a table with rows, or a picture; a list of links has none."""
    assert holding.scope is not None
    pictures = any(k.kind == "image" and not _DECOR.search(k.raw) for k in holding.scope.links)
    return _page_substance(holding) >= 40 or pictures


def _page_substance(holding: Holding) -> int:
    if holding.scope is None:
        return 0
    linked = _linked(holding)
    own = [p.text for p in holding.scope.pieces if _own(p, linked) and not p.level]
    return _substance(holding, own, holding.scope.tables)


# --------------------------------------------------------------------------------------- evidence


def _table(holding: Holding, at: int) -> Table:
    assert holding.page is not None
    return holding.page.tables[at].table


def _text_of(holding: Holding) -> str:
    if holding.document is not None:
        return holding.document.text
    if holding.scope is not None:
        return "\n".join(p.text for p in holding.scope.pieces)
    return ""


def _tables_of(holding: Holding) -> tuple[int, ...]:
    if holding.document is not None:
        return tuple(range(len(holding.document.tables)))
    return holding.scope.tables if holding.scope is not None else ()


def _dated(holding: Holding, kind: str, words: Words) -> tuple[Dated, ...]:
    """Every date that may say which period this whole holding covers, each with its place."""
    del words
    own = _page_dates(holding) if kind == "page" else _document_dates(holding)
    return (*own, *_label_dates(holding))


def _document_dates(holding: Holding) -> Iterator[Dated]:
    facts, url = holding.document, holding.url
    if facts is None:
        return
    year = _year_given(title_block(facts), holding)
    empty = {t.where for t in facts.tables if t.template} - {t.where for t in facts.tables if not t.template}
    yield from _title_dates(facts, url, year, empty)
    for block in facts.blocks:
        if block.where in empty:
            continue  # a sheet with a header and nothing below names a month and reports none
        if block.kind == "caption":
            yield from read_evidence(block.text, "sheet", url=url, where=block.where, hint_year=year)
        elif block.kind == "heading":
            yield from read_evidence(block.text, "section", url=url, where=block.where, hint_year=year)
    for table in facts.tables:
        if table.caption and table.where not in empty:
            yield from read_evidence(table.caption, "title", url=url, where=table.where, hint_year=year)
        yield from _row_dates(table, url, year)
    text = "\n".join(b.text for b in facts.blocks if b.kind == "text")[:_BODY_CHARS]
    yield from read_evidence(text, "text", url=url, where="text", hint_year=year)


def _title_dates(facts: DocumentFacts, url: str, year: int | None, empty: set[str]) -> Iterator[Dated]:
    """Periods of the title block; in a workbook every sheet has a title of its own."""
    blocks: dict[str, list[str]] = {}
    for block in facts.blocks:
        if block.kind == "title" and block.where not in empty:
            blocks.setdefault(block.where, []).extend(
                line.strip() for line in block.text.split("\n") if line.strip()
            )
    source: Source = "title" if len(blocks) == 1 else "sheet"
    for where, lines in blocks.items():
        # One text: a title that is too long for its line names its period on the next.
        yield from read_evidence(
            " ".join(lines[:_TITLE_OF_PERIOD]), source, url=url, where=where, hint_year=year
        )
        yield from read_evidence(
            "\n".join(lines[_TITLE_OF_PERIOD:_TITLE_LINES]), "text", url=url, where=where, hint_year=year
        )


def _year_given(title: Sequence[str], holding: Holding) -> int | None:
    """The fiscal year (BE) that the title, the link or a heading gives to months named without one."""
    link = holding.link
    labels = (link.text, *link.row, link.line, *reversed(link.headings)) if link is not None else ()
    for words in (" ".join(title[:4]), *labels, _stem(holding.file_name)):
        for one in read_evidence(words, "link"):
            if one.period is not None and one.kind in {"fiscal-year", "calendar-year"}:
                return one.period.end.year + 543
    return None


def _row_dates(table: Table, url: str, year: int | None) -> Iterator[Dated]:
    """Months that rows of their own name: a column *เดือน*, or a cell that is nothing but a month."""
    seen: set[str] = set()
    for line in table.sample:
        for cell in line[:4]:
            if (
                3 <= len(cell) <= 40
                and cell not in seen
                and not cell.replace(",", "").replace(".", "").isdigit()
            ):
                seen.add(cell)
                found = read_evidence(cell, "row", url=url, where=f"{table.where}, row", hint_year=year)
                yield from (one for one in found if one.kind in {"month", "month-range", "quarter"})


def _page_dates(holding: Holding) -> Iterator[Dated]:
    page, scope, url = holding.page, holding.scope, holding.url
    assert page is not None
    assert scope is not None
    for piece in scope.pieces:
        if piece.level and piece.level <= 3:
            yield from read_evidence(piece.text, "title", url=url, where="heading")
    yield from _table_dates(holding, scope.tables)
    text = "\n".join(p.text for p in scope.pieces if not p.level)[:_BODY_CHARS]
    yield from read_evidence(text, "text", url=url, where="page text")


def _table_dates(holding: Holding, tables: Sequence[int]) -> Iterator[Dated]:
    for at in tables:
        table = _table(holding, at)
        yield from read_evidence(" | ".join(table.header), "row", url=holding.url, where="table header")


def _heading_dates(holding: Holding, headings: Sequence[str] = ()) -> Iterator[Dated]:
    """The year tab or page heading above a section, and the way that led to the page."""
    page = holding.page
    for heading in headings:
        yield from read_evidence(heading, "heading", url=holding.url, where="heading")
    if page is not None:
        yield from read_evidence(page.title.split("|")[0], "heading", url=holding.url, where="page title")
    if holding.link is not None:
        yield from read_evidence(holding.link.text, "link", url=holding.url, where="link text")


def _label_dates(holding: Holding) -> Iterator[Dated]:
    link, url = holding.link, holding.url
    if link is not None:
        yield from read_evidence(link.text, "link", url=url, where="link text")
        for cell in _cells_beside(link):
            yield from read_evidence(cell, "link", url=url, where="table row")
        if link.line != link.text:
            yield from read_evidence(link.line, "link", url=url, where="line of the link")
        for heading in link.headings[-3:]:
            yield from read_evidence(heading, "heading", url=url, where="heading")
        if not link.headings and holding.parent is not None and holding.parent.page is not None:
            yield from read_evidence(
                holding.parent.page.title.split("|")[0], "heading", url=url, where="page title"
            )
    above = holding.parent
    while above is not None and above.link is not None:
        yield from read_evidence(above.link.text, "heading", url=url, where="link text on the way")
        above = above.parent
    yield from read_evidence(_stem(holding.file_name), "file-name", url=url, where="file name")
    if holding.document is not None and holding.document.created is not None:
        made = holding.document.created
        yield from read_evidence(made.isoformat(), "metadata", url=url, where="document metadata")
