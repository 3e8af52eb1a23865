"""What an HTML page says, as values: pieces of text, links with the words around them, tables, anchors."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.model import Table


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text between two block boundaries.

    ``headings`` is the path of headings above it, the nearest last; ``row`` the other cells of its table row.
    ``level`` is 1–6 for ``<h1>``–``<h6>``, 7 for what merely looks like a heading, 0 for text.
    ``ids`` are the anchors it stands under, the nearest last.  ``order`` counts pieces and links together.
    ``lead`` is what the text opens with to name itself: bold words before the others, or words before a colon.
    """

    text: str
    order: int
    level: int = 0
    navigation: bool = False
    hidden: bool = False
    headings: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link, frame, picture or embedded document, with the words around it.

    ``kind``: a, typed (an address written as text), frame, embed, image, onclick, refresh, form.  ``raw`` is the address as written.
    ``line`` is the text of the block that holds the link (a date before it, "ดาวน์โหลด" after it …).
    """

    raw: str
    text: str
    kind: str
    order: int
    navigation: bool = False
    hidden: bool = False
    headings: tuple[str, ...] = ()
    row: tuple[str, ...] = ()
    line: str = ""
    ids: tuple[str, ...] = ()
    column: str = ""


@dataclass(frozen=True, slots=True)
class PageTable:
    """A table of data on the page, and where it stands."""

    table: Table
    order: int
    headings: tuple[str, ...]
    ids: tuple[str, ...]
    navigation: bool


@dataclass(frozen=True, slots=True, eq=False)
class PageFacts:
    """Everything that judging needs to know of one HTML body.

    ``scripted``: nothing is shown until a browser has run the scripts (:mod:`crawler.read.scripted`).  ``cut``: there is
    more than is read of a page.
    ``anchors`` are the ids in document order, each with the ``order`` of the last piece or link before it.
    """

    title: str
    base: str | None
    pieces: tuple[Piece, ...]
    links: tuple[PageLink, ...]
    tables: tuple[PageTable, ...]
    ids: tuple[str, ...]
    anchors: tuple[tuple[str, int], ...]
    encoding: str
    declared_encoding: str | None
    encoding_lied: bool
    password_field: bool
    refresh: str | None
    fields: int = 0
    description: str = ""
    cut: bool = False
    scripted: bool = False

    @property
    def unseen(self) -> bool:
        """Whether something that it shows to people was not seen here."""
        return self.scripted or self.cut

    @property
    def content(self) -> tuple[Piece, ...]:
        """The pieces that are not navigation."""
        return tuple(piece for piece in self.pieces if not piece.navigation)

    @property
    def text(self) -> str:
        """The content's text, a piece a line."""
        return "\n".join(piece.text for piece in self.content)
