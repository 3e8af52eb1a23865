"""What one reader saw in one medium: the part of :class:`~crawler.model.DocumentFacts` that it can know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crawler.model import Block, Link, Table


@dataclass(frozen=True, slots=True)
class Reading:
    """The content of a document, before it is graded; fields as in ``DocumentFacts``.

    ``structure``: real headings or tables are marked as such (tagged PDF, docx styles, HTML headings).
    ``open_format``: the format itself is an open data format (CSV, ODS, JSON) and the content keeps to it.
    ``flaws``: why a table is not tidy (title rows, merged cells …), for people.
    ``notes``: facts about the document that a reader of the grade should know.
    ``records``: data records outside tables (JSON, XML).  ``pictures``: pictures placed in the document.
    ``shapes``: the page is drawn as lines and curves (text turned into outlines).
    ``login``: the page asks for a password.  ``error_message``: the content is an error message of a program.
    """

    title: str = ""
    pages: int | None = None
    page_classes: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    tables: tuple[Table, ...] = ()
    links: tuple[Link, ...] = ()
    members: tuple[str, ...] = ()
    encoding: str | None = None
    language: str | None = None
    producer: str | None = None
    created: date | None = None
    tagged: bool = False
    encrypted: bool = False
    structure: bool = False
    open_format: bool = False
    linked_data: bool = False
    records: int = 0
    pictures: int = 0
    shapes: bool = False
    login: bool = False
    error_message: bool = False
    pixels: tuple[int, ...] = ()
    flaws: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def drawn(self) -> bool:
        """Whether it shows anything besides text."""
        return self.shapes or self.pictures > 0 or any("image" in name for name in self.page_classes)
