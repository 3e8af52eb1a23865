"""Where the words may stand that name an element, and what each place is worth.

The further from the thing itself, the less: a document that says on its first page what it is needs no label, a
heading three links above it proves little.  :data:`PLACES` is the whole of this judgement; ``bench/judge.py`` takes
each place away in turn, and ``docs/judging.md`` shows what that costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.judge.holdings import Holding
    from crawler.read.page import PageFacts, PageLink


@dataclass(frozen=True, slots=True)
class Place:
    """How sure (0–1) a full title makes us that stands here, and how to read it.

    ``label``: words of somebody who links here, which may speak of several things at once.  ``around``: they stand
    beside or above the link, and yield to what the link itself says.  ``fuzzy``: near misses count.
    """

    worth: float
    label: bool = False
    around: bool = False
    fuzzy: bool = True


PLACES: dict[str, Place] = {
    # what the thing says of itself
    "title": Place(0.95),
    "section": Place(0.90, label=True),
    "headline": Place(0.85),
    "body": Place(0.35, fuzzy=False),  # of a service only: a system greets in its headings
    "file": Place(0.60, fuzzy=False),
    # what the page that links to it says
    "link": Place(0.90, label=True),
    "line": Place(0.80, label=True),
    "row": Place(0.85, label=True, around=True),
    "heading": Place(0.80, label=True, around=True),
    "parent": Place(0.70, label=True, around=True),
}

#: At and above: the element.  Between the two: a candidate that a person must look at.  Below: not it.
ACCEPT, DOUBT = 0.60, 0.40

#: Letters of a running text that are looked at: what it is about stands at its beginning.
BODY_CHARS = 6_000
_HEADINGS_BESIDE = 2
#: Ways to show something on the very page.
_SHOWN = frozenset({"frame", "embed"})
#: Down to this level headings are a page's; below stand those of parts, and what merely looks like one.
_REAL = 3
#: Lines that are read as one title, where it is not known which of them are.
_TITLE_LINES = 4


class Said(NamedTuple):
    """Words and the place (a key of :data:`PLACES`) where they stand."""

    place: str
    words: str


def places_of_document(holding: Holding) -> list[Said]:
    """What a document says of itself: its title, the titles of its parts, its file name."""
    facts = holding.document
    said = [Said("file", holding.file_stem)]
    if facts is None:
        return said
    said += [Said("title", title.replace("\n", " ")) for title in facts.titles]
    if facts.titles:
        said.append(Said("title", " ".join(holding.title[:_TITLE_LINES])))
    if facts.title and len(facts.title) > 8:
        said.append(Said("file", facts.title))
    said += [Said("section", text) for text in facts.sections]
    said += [Said("headline", text) for text in facts.headlines]
    said += [Said("file", member) for member in facts.members[:30]]
    return said


def places_of_page(holding: Holding) -> list[Said]:
    """What a page says of itself; a declared page, or its frame, has no title of its own: it stands for the whole item."""
    page = holding.page
    assert page is not None
    head = _first_heading(page)
    if _is_declared(holding):
        said = head if head and _heads_anything(head, page) else page.title
        return [Said("heading", said)] if said else []
    return [
        Said("title", head),
        Said("heading", site_free(page.title)),
        Said("file", holding.file_stem),
    ]


def empty_heading(holding: Holding) -> str:
    """The first heading of a declared page if nothing stands below it; else nothing.

    Of a heading that heads nothing nobody knows whether it is the page's: a counter's box at the side has one too.
    """
    if holding.page is None or not _is_declared(holding):
        return ""
    head = _first_heading(holding.page)
    return "" if head and _heads_anything(head, holding.page) else head


def _first_heading(page: PageFacts) -> str:
    return next((p.text for p in page.pieces if 0 < p.level <= _REAL and not p.navigation), "")


def _is_declared(holding: Holding) -> bool:
    """Whether a page is the declared one, or what that shows in a frame or sends every reader on to."""
    link, above = holding.link, holding.parent
    if link is None or above is None:
        return True
    return link.kind in {"frame", "embed", "refresh"} and _is_declared(above)


def _heads_anything(heading: str, page: PageFacts) -> bool:
    above = (one.headings for some in (page.pieces, page.links) for one in some)
    return any(heading in headings for headings in above)


def headed(holding: Holding) -> str:
    """The first words of a page that look like a heading, marked as one or not."""
    page = holding.page
    return next((p.text for p in page.content if p.level), "") if page is not None else ""


def places_of_label(holding: Holding) -> Iterator[Said]:
    """What the page that links here calls it: the link, its row, its line, the headings above, the way there."""
    link = holding.link
    if link is not None:
        yield Said("link", link.text)
        yield from (Said("row", cell) for cell in (*cells_beside(link), link.column) if cell)
        if link.line != link.text:
            yield Said("line", link.line)
        yield from (Said("heading", heading) for heading in link.headings[-_HEADINGS_BESIDE:])
        if (title := title_above(holding)) is not None:
            yield Said("heading", title)
    above = holding.parent
    while above is not None and above.link is not None:
        yield Said("parent", above.link.text)
        yield from (Said("parent", cell) for cell in above.link.row)
        if above.link.kind in _SHOWN:
            # A frame has no words of its own: the line above it names what it shows.
            named = (above.link.line, *above.link.headings[-1:])
            yield from (Said("parent", words) for words in named if words)
        above = above.parent


# --------------------------------------------------------------------------------- their words


def cells_beside(link: PageLink) -> list[str]:
    """The other cells of the link's row.

    The cell that holds the link is left out: where an officer put all links of an item into one cell, its words speak
    of all of them.
    """
    return [cell for cell in link.row if cell != link.text and not (link.text and link.text in cell)]


def title_above(holding: Holding) -> str | None:
    """The title of the page that links here, where no heading stands above the link."""
    link, parent = holding.link, holding.parent
    if link is None or link.headings or parent is None or parent.page is None:
        return None
    return site_free(parent.page.title)


def site_free(title: str) -> str:
    """A page's title without the name of the site behind the bar."""
    return title.split("|", maxsplit=1)[0]
