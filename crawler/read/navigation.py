"""What of a page is navigation: blocks that stand on every page and say nothing of this one.

A block is navigation by its element (``<nav>``), its role, the name its author gave it, or by what it holds (links,
hardly a word, the way home).  A name counts only as the block's own part on the page: ``sidebar`` is one,
``layout-one-sidebar`` and ``has-menu`` describe the page that *has* one.  And whatever a block is called, one that
holds the page's content is not navigation.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import Any

from crawler.remembered import remembered
from crawler.thai.text import one_line

_NAV_TAGS = frozenset({"nav", "footer", "aside"})
_NAV_ROLES = frozenset({"navigation", "banner", "contentinfo", "menu", "menubar", "search"})
_NAV_WORD = re.compile(
    r"(?:^|[-_])(?:nav|navbar|navigation|menu|mainmenu|submenu|topmenu|megamenu|menubar|sidemenu|breadcrumbs?|footer"
    r"|sidebar|side-bar|topbar|top-bar|toolbar|sitemap|pagination|pager|banner|banners|social|share|skip|cookie"
    r"|leftmenu|rightmenu|menuleft|menuright)(?:$|[-_])",
    re.IGNORECASE,
)
_NOT_NAV = re.compile(r"tab|accordion|content|pill", re.IGNORECASE)
#: Names that describe a page by the navigation it has, hides or has not.
_DESCRIBES = re.compile(
    r"(?:^|[-_])(?:has|have|having|with|without|no|non|not|is|uses?|layout|columns?|one|two|three|both"
    r"|enabled?|disabled?|show|shown|hide)[-_]"
    r"|[-_](?:layout|template|page|open|opened|closed|collapsed|mini|visible|shown|enabled|disabled|on|off)$",
    re.IGNORECASE,
)
#: Never navigation by name: they are the page, its content, or parts of a table.
_NEVER_BY_NAME = frozenset({"html", "body", "main", "article", "tr", "tbody", "table"})
_CONTENT_ROLES = frozenset({"main", "article"})
_CONTENT_IDS = frozenset(
    {"content", "main", "main-content", "maincontent", "page-content", "site-content", "primary"}
)
#: A block with this share of all the page's letters, less than half of them links, is the page and not a part of it.
_MOST, _LINKED = 0.8, 0.5
_HOME = re.compile(
    r"^(?:หน้าแรก|หน้าหลัก|กลับหน้าหลัก|กลับหน้าแรก|home|homepage|main page|bangkok portal)$", re.IGNORECASE
)
#: Links of a page of one picture at most: the way that led there, what the picture leads to, and back.
_FEW = 3
#: Pictures that are no content, by their names and by how few points wide or high they are.
_DECOR = re.compile(
    r"logo|icon|arrow|bullet|spacer|banner|header|head|top|bg|home|btn|button|menu|line|flag", re.IGNORECASE
)
_SMALL = 48
_FILE = re.compile(r"\.(?:pdf|xlsx?|ods|csv|docx?|odt|pptx?|zip|rar)(?:$|[?#])", re.IGNORECASE)
#: Elements whose text no reader sees.
UNSEEN = frozenset(
    {"script", "style", "template", "noscript", "svg", "math", "head", "object-param", "title"}
)


class Navigation:
    """The navigation of one page, asked block by block."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self._menus = _menu_blocks(body)

    def is_block(self, el: Any) -> bool:
        """Whether ``el`` is a block of navigation; what stands inside such a block is not asked again."""
        tag = el.tag
        if tag in _NAV_TAGS or el.get("role") in _NAV_ROLES:
            return not self._holds_landmark(el)
        if el in self._menus:
            return True
        if tag == "header" and el.find(".//a") is not None:
            parent = el.getparent()
            return parent is not None and parent.tag == "body" and not self._holds_landmark(el)
        if not _is_named(el):
            return False
        return el.get("role") not in _CONTENT_ROLES and not self._holds_content(el)

    @cached_property
    def _landmarks(self) -> frozenset[Any]:
        """Everything that stands around a mark of the content."""
        marks = [el for el in self._body.iter("main", "div", "section", "td") if _is_landmark(el)]
        return frozenset(above for mark in marks for above in mark.iterancestors())

    @cached_property
    def _titles(self) -> tuple[Any, ...]:
        """The headings of the first rank that are no logo."""
        return tuple(
            h1 for h1 in self._body.iter("h1") if h1.find(".//a") is None and h1.text_content().strip()
        )

    @cached_property
    def _letters(self) -> int:
        return _letters(self._body)

    def _holds_landmark(self, el: Any) -> bool:
        return el in self._landmarks

    def _holds_content(self, el: Any) -> bool:
        if el in self._landmarks:
            return True
        if self._titles and all(el in title.iterancestors() for title in self._titles):
            return True
        said = _letters(el)
        return said >= self._letters * _MOST and sum(map(_letters, el.iter("a"))) < said * _LINKED


#: Names of the row of numbers below a list of several pages, and the words of it that lead on.
_PAGER = re.compile(
    r"(?:^|[-_ ])(?:pagination|pager|paging|pagenavi|page-numbers?)(?:$|[-_ ])", re.IGNORECASE
)
_PAGE_ON = re.compile(
    r"\W*(?:(?:หน้า(?:ที่)?|page)?\s?\d{1,3}|(?:หน้า)?ถัดไป|หน้าต่อไป|next(?: page)?|older(?: posts)?|โหลดเพิ่ม(?:เติม)?|load more)\W*",
    re.IGNORECASE,
)
#: How far above a number the row of numbers may begin: ``ul``, ``li`` and a wrapper.
_PAGER_DEPTH = 4


def turns_the_page(link: Any) -> bool:
    """Whether a link in a block of navigation leads on in a list of several pages: what stands there is this page's content."""
    if link.tag != "a" or not _PAGE_ON.fullmatch(one_line(link.text_content(), 40)):
        return False
    around = [link, *islice(link.iterancestors(), _PAGER_DEPTH)]
    return any(_PAGER.search(f"{el.get('class') or ''} {el.get('id') or ''}") for el in around)


def calls_itself_navigation(el: Any) -> bool:
    """Whether an element says so by its tag, role or name; a hint only, for what it holds is not looked at."""
    return el.tag in _NAV_TAGS or el.get("role") in _NAV_ROLES or _is_named(el)


def _is_named(el: Any) -> bool:
    if el.tag in _NEVER_BY_NAME:
        return False
    return _named_navigation(f"{el.get('class') or ''} {el.get('id') or ''}")


def _is_landmark(el: Any) -> bool:
    return (
        el.tag == "main" or el.get("role") == "main" or (el.get("id") or "").lower() in _CONTENT_IDS
    )  # the content says so itself


@remembered(20_000)
def _named_navigation(names: str) -> bool:
    return any(
        _NAV_WORD.search(name) and not _NOT_NAV.search(name) and not _DESCRIBES.search(name)
        for name in names.split()
    )


def _letters(el: Any) -> int:
    unsaid = sum(len("".join(other.itertext()).strip()) for other in el.iter(*UNSEEN))
    return len("".join("".join(el.itertext()).split())) - unsaid


def _menu_blocks(body: Any) -> set[Any]:
    """Containers that are menus by what they hold: links, hardly a word between them, and the way home.

    Old portals lay their menu out in a table cell without any name; a menu offers the home page, a list of
    documents does not.
    """
    menus: set[Any] = set()
    for anchor in body.iter("a"):
        if not _HOME.match(one_line(anchor.text_content(), 40)):
            continue
        best = None
        for holder in anchor.iterancestors():
            if holder.tag in _NEVER_BY_NAME or not _all_links(holder):
                break
            if calls_itself_navigation(holder) or _is_page_of_a_picture(holder):
                break  # the way home is part of this one, and what stands around it may be a page of one picture
            if len(holder.findall(".//a")) >= 2 or holder.tag in {"td", "ul", "div"}:
                best = holder
        if best is not None:
            menus.add(best)
    return menus


def _is_page_of_a_picture(holder: Any) -> bool:
    """Whether a block with the way home in it shows a picture, beside too few links for a menu of pictures."""
    links = holder.findall(".//a")
    if len(links) > _FEW:
        return False
    beside = {
        img for link in links if _HOME.match(one_line(link.text_content(), 40)) for img in link.iter("img")
    }
    return any(img not in beside and not _is_decoration(img) for img in holder.iter("img"))


def _is_decoration(img: Any) -> bool:
    sizes = (re.match(r"\s*(\d+)", img.get(side) or "") for side in ("width", "height"))
    small = any(size is not None and int(size[1]) < _SMALL for size in sizes)
    return small or _DECOR.search(img.get("src") or "") is not None


def _all_links(holder: Any) -> bool:
    """Whether every part of ``holder`` that says something is mostly links, and nothing is shown in it."""
    if any(holder.find(f".//{tag}") is not None for tag in ("iframe", "embed", "object", "h1", "h2")):
        return False
    if any(_FILE.search(anchor.get("href") or "") for anchor in holder.iter("a")):
        return False  # a list of documents with a way back is no menu
    own = len((holder.text or "").strip()) + sum(len((child.tail or "").strip()) for child in holder)
    linked = 0
    for child in holder:
        if not isinstance(child.tag, str) or child.tag in UNSEEN:
            continue
        said = len("".join(child.itertext()).strip())
        links = said if child.tag == "a" else sum(len(a.text_content().strip()) for a in child.iter("a"))
        if said > 24 and links < said * 0.6:
            return False
        linked += links
    return own <= linked * 0.35 + 30
