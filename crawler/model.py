"""The nouns of the field, as frozen values that every room hands to the next.

targets + checklist → **gather** → :class:`Capture` → **read** → :class:`DocumentFacts` / ``PageFacts``
→ **judge** → :class:`Finding`, verdicts → ``audit.json`` → render.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Blame = Literal["site", "document", "blocker", "auditor"]
Severity = Literal["error", "warning", "info", "unverified"]
Status = Literal["pass", "fail", "unverified", "waived"]
Grade = Literal["structured", "text", "garbled", "image", "unreadable"]

#: Agencies, or hosts, below which "most of them are silent" tells nothing about the auditor's own network.
ENOUGH_TO_TELL = 4

#: From the best to the worst machine-readability grade (contract, section "grades").
GRADES: tuple[Grade, ...] = ("structured", "text", "garbled", "image", "unreadable")


def grade_at_least(grade: Grade, demanded: Grade) -> bool:
    """Whether ``grade`` is as good as ``demanded`` or better."""
    return GRADES.index(grade) <= GRADES.index(demanded)


# --------------------------------------------------------------------------------------- targets


@dataclass(frozen=True, slots=True)
class Declaration:
    """One URL that an agency declared for one item, and the line of the file that says so."""

    agency: str
    item: str
    url: str
    source: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Waiver:
    """An item or a finding that the central office excuses, always with a reason.

    ``finding`` binds the waiver to one finding's fingerprint: it lapses when the finding changes.
    """

    item: str
    reason: str
    author: str | None = None
    expires: date | None = None
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """One public body: who it is, where it lives, what it declared.

    ``source`` and ``line`` are where its entry begins in the targets file.
    """

    id: str
    code: str
    name_th: str
    name_en: str
    site: str
    group: str | None = None
    allowed_hosts: tuple[str, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    doubtful: str | None = None
    source: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)

    def declared(self, item: str) -> tuple[Declaration, ...]:
        """What was declared for ``item``, in the order of the file."""
        return tuple(d for d in self.declarations if d.item == item)


# --------------------------------------------------------------------------------------- evidence


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect on the way to a capture: the address asked, its status, where it pointed."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True)
class Capture:
    """What one address answered, or why it did not: exactly one for every address asked in a run.

    ``error`` is a finding code of the families ``fetch``, ``access`` and ``presence.http_error`` that the
    fetching itself established (``fetch.timeout``, ``access.robots`` …), or ``None`` when an answer came
    (of whatever status).  ``detail`` says the same for a technician.  ``seen`` counts the attempts that
    ended alike: a definite error was seen twice.  ``attempts`` counts all of them: an answer that came after others
    failed was judged, and is said to have come late.
    ``headers`` have lower-case names.  ``fetched_at`` is UTC, ISO 8601, ending in Z.
    """

    url: str
    final_url: str
    status: int | None
    fetched_at: str
    sha256: str | None = None
    size: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    hops: tuple[Hop, ...] = ()
    error: str | None = None
    detail: str = ""
    truncated: bool = False
    seen: int = 1
    ip: str | None = None
    tls: str | None = None
    role: str = "declared"
    attempts: int = field(default=1, compare=False)

    @property
    def content_type(self) -> str:
        """The declared media type without parameters, lower-case; empty when none was sent."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def answered(self) -> bool:
        """Whether a body with a good status arrived."""
        return self.error is None and self.status is not None and 200 <= self.status < 300


# --------------------------------------------------------------------------------------- facts


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document's text that has a place of its own.

    ``kind``: ``title`` (title block of the document: first page's first lines, first heading), ``heading``,
    ``caption`` (line above a table, sheet name), ``text``.  ``where`` is for people: ``pdf page 1``,
    ``sheet ต.ค.67``, ``paragraph``, ``slide 2``, ``zip member รายงาน.pdf › pdf page 1``.
    """

    text: str
    where: str
    kind: str = "text"
    page: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a document: its header, how much data it holds, and the data's first rows.

    ``header`` has merged multi-row headers joined with a blank.  ``rows`` counts data rows below the header;
    ``blank`` the blank cells among ``cells``.  ``template``: a header and nothing below.  ``says_none``: the
    data says that there is nothing to report (``ไม่มีการจัดซื้อจัดจ้าง`` …).
    """

    where: str
    header: tuple[str, ...]
    rows: int
    cells: int
    blank: int
    sample: tuple[tuple[str, ...], ...] = ()
    caption: str = ""
    merged: int = 0
    template: bool = False
    says_none: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link found inside a document (PDF annotation, DOCX or XLSX hyperlink).

    ``text`` is what stands under it, ``line`` the whole line, as it stands in the document's blocks, that holds it.
    """

    url: str
    text: str = ""
    where: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a reader saw in the bytes of one document.  Plain values only: JSON in, JSON out.

    ``type`` is sniffed from the bytes: pdf, xlsx, xls, ods, csv, docx, doc, odt, pptx, ppt, rtf, txt, html,
    xml, json, geojson, zip, png, jpeg, gif, webp, tiff, svg, php, empty, unknown …
    ``mismatch`` says in words why the declared type or the file name lied (``html served as pdf``), or ``None``.
    ``error``: ``encrypted``, ``corrupt``, ``empty``, ``limit:<which>`` when the file could not be read.
    ``page_classes``: one of text, numeric, ocr, image, image+junk, garbled, none for each page looked at.
    ``placeholder``: the reason why the file holds no content of its own (blank form, four characters), or ``None``.
    ``drawn``: beside its text it shows pictures or drawings, of which nobody knows what they say.
    ``titles`` present it, each on as many lines as the page's width tore it to; ``sections`` are its headings that head
    anything and the numbered paragraphs below its titles; ``headlines`` lines of running text that stand alone like headings.
    ``pixels``: width and height of a picture, where its file says so.
    """

    sha256: str
    size: int
    type: str
    declared_type: str = ""
    mismatch: str | None = None
    title: str = ""
    pages: int | None = None
    pages_read: int = 0
    page_classes: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    links: tuple[Link, ...] = ()
    members: tuple[str, ...] = ()
    grade: Grade = "unreadable"
    mr_level: int = 0
    reasons: tuple[str, ...] = ()
    encoding: str | None = None
    language: str | None = None
    producer: str | None = None
    created: date | None = None
    tagged: bool = False
    encrypted: bool = False
    error: str | None = None
    detail: str = ""
    placeholder: str | None = None
    drawn: bool = False
    titles: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()
    pixels: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """All blocks, one a line."""
        return "\n".join(block.text for block in self.blocks)


# --------------------------------------------------------------------------------------- verdicts


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote and where it stands: what a finding shows to a person who doubts it."""

    url: str
    where: str
    quote: str
    sha256: str | None = None
    fetched_at: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (or could not be seen), with its evidence and the way to mend it.

    ``waived`` is the reason for which the central office excuses it: shown struck through, never hidden.
    """

    code: str
    severity: Severity
    blame: Blame
    message_th: str
    message_en: str
    fix_th: str = ""
    fix_en: str = ""
    element: str | None = None
    url: str | None = None
    evidence: tuple[Evidence, ...] = ()
    waived: str | None = None
