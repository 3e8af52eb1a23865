"""The links that a page's elements carry, in whatever attribute, and the addresses that they mean."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

from crawler.late import late
from crawler.remembered import remembered
from crawler.thai.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN = late(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])"
    r"|(?:left|top|text-indent|margin-left)\s*:\s*-\d{3,}|(?:height|width)\s*:\s*[01]px",
    re.IGNORECASE,
)
_ONCLICK = late(
    r"""(?:window\.open|(?:window\.|document\.|self\.|top\.|parent\.)?location(?:\.href|\.assign|\.replace)?)\s*(?:\(|=)\s*(['"])(.{1,2000}?)\1"""
    r"""|(?<!\w)\w++\s*+\([^)'"]{0,200}(['"])((?:https?:)?/[^'"]{1,2000}|[^'"\s]{1,2000}\.(?:pdf|xlsx?|ods|csv|docx?|odt|pptx?|zip|jpe?g|png))\3""",
    re.IGNORECASE,
)
#: A list whose script opens what is chosen from it.
_JUMP = late(r"location|\.open\s*\(|href|jump|goto", re.IGNORECASE)
#: What a script that opens a document reads its address from, whatever the element links to.
_DATA_ADDRESSES = ("data-href", "data-url", "data-pdf", "data-file")
#: On an element that links nowhere else any other such attribute may hold the address, but for those of a page's machinery.
_MACHINERY = late(
    r"share|ajax|api|action|thumb|image|img|poster|icon|login|toggle|target|parent|nonce", re.IGNORECASE
)
_CARRIED = late(
    r"^(?:(?:https?:)?//[^\s/]+\S*|/\S+|\S+\.(?:pdf|xlsx?|ods|csv|docx?|odt|pptx?|zip|rar)(?:[?#]\S*)?)$",
    re.IGNORECASE,
)
#: Pixels up to which a picture is an icon, and how they are written.
_ICON = 64
_PIXELS = late(r"\s*+(\d{1,5})\s*+(?:px\s*+)?$")
#: What a list of files calls the icon of each.
_FILE_NAME = late(r"\.(?:pdf|xlsx?|ods|csv|docx?|odt|pptx?|zip|rar)\s*+$", re.IGNORECASE)
_PICTURE = late(r"\.(?:jpe?g|png|gif|webp|tiff?|bmp)(?:$|[?#])", re.IGNORECASE)
_PLACEHOLDER_HREF = late(r"^(?:#|#!|javascript:.*)?$", re.IGNORECASE | re.DOTALL)


def _carried(el: Any) -> list[str]:
    """The addresses that a script reads from an element's attributes: ``data-downloadurl="…"`` on a link to ``#``."""
    named = [el.get(name).strip() for name in _DATA_ADDRESSES if el.get(name)]
    clickable = el.tag in {"a", "button"} or el.get("role") in {"button", "link"}
    if named or not clickable or not _PLACEHOLDER_HREF.match((el.get("href") or "").strip()):
        return named
    return [
        value.strip()
        for name, value in el.attrib.items()
        if name.startswith("data-") and not _MACHINERY.search(name) and _CARRIED.match(value.strip())
    ][:1]


def is_hidden(el: Any) -> bool:
    """Whether an element's own style or attribute keeps it from sight."""
    return el.get("hidden") is not None or bool(_HIDDEN.search(el.get("style") or ""))


_TOGGLE = late(
    r"(?:^|[\s_-])(?:accordion|toggle|toggler|collapse|collapsible|expander|spoiler|faq|tab|panel)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TOGGLES = frozenset({"collapse", "tab", "pill", "toggle"})
_PANEL_ROLES = frozenset({"tabpanel", "region"})
#: How far above a toggle its wrapper may carry the name that says so.
_WRAPPERS = 3


def is_toggle(el: Any) -> bool:
    """Whether a click on ``el`` opens a panel of this page and leads nowhere: it is the panel's title, no link.

    ``<summary>``, ``role="tab"``, a button or an empty link that says what it controls or is called an accordion's.
    """
    if el.tag == "summary":
        return True
    if el.tag not in {"a", "button"} and el.get("role") not in {"tab", "button"}:
        return False
    if el.tag == "a" and not _PLACEHOLDER_HREF.match((el.get("href") or "").strip()):
        return False
    if _ONCLICK.search(el.get("onclick") or "") or _carried(el):
        return False
    if el.get("role") == "tab" or el.get("aria-expanded") is not None or el.get("aria-controls"):
        return True
    if {el.get("data-toggle"), el.get("data-bs-toggle")} & _TOGGLES:
        return True
    around = [
        el,
        *islice(el.iterancestors("div", "li", "section", "dt", "h2", "h3", "h4", "h5", "h6"), _WRAPPERS),
    ]
    called = any(up.get("role") == "tab" or _TOGGLE.search(up.get("class") or "") for up in around)
    return called or is_panel(_beside(el, "getnext"))


def heads_its_panel(el: Any) -> bool:
    """Whether a toggle stands above its panel, and not in a row of tabs."""
    after, before = _beside(el, "getnext"), _beside(el, "getprevious")
    return after is not None and not _is_bare_toggle(after) and not _is_bare_toggle(before)


def _beside(el: Any, way: Literal["getnext", "getprevious"]) -> Any:
    """The element beside ``el``, or beside the wrappers that hold nothing else on that side."""
    for up in (el, *islice(el.iterancestors(), _WRAPPERS)):
        if (neighbour := getattr(up, way)()) is not None:
            return neighbour
    return None


def _is_bare_toggle(el: Any) -> bool:
    """Whether an element is a toggle, or a wrapper around nothing but one."""
    if el is None or not isinstance(el.tag, str):
        return False
    said = one_line(el.text_content())
    return bool(said) and any(
        is_toggle(inner) and one_line(inner.text_content()) == said
        for inner in el.iter("a", "button", "div", "li", "span")
    )


def is_panel(el: Any) -> bool:
    """Whether an element is a panel that a click above it opens: it says so, or is closed."""
    return el is not None and (
        el.get("role") in _PANEL_ROLES
        or bool(_PANEL.search(el.get("class") or ""))
        or (el.tag in {"div", "ul", "section", "dd"} and is_hidden(el))
    )


_PANEL = late(
    r"(?:^|[\s_-])(?:panel|accordion|collapse|tab-content|tab-pane|pane|answer)(?:$|[\s_-])", re.IGNORECASE
)
#: Pages that show a document whose address stands in their own, and the parameter that holds it.
_VIEWER = late(
    r"/(?:viewer|view|viewerng/viewer|gview|pdfjs|op/(?:view|embed)|pdf-?viewer|flip(?:book)?|reader|embed(?:ded)?)"
    r"(?:\.(?:html?|php|aspx?|jsp))?/?$",
    re.IGNORECASE,
)
_VIEWED = ("file", "url", "src", "pdf", "doc", "document", "filepath", "path")
_ADDRESS = late(r"^(?:https?:)?//|\.(?:pdf|xlsx?|ods|csv|docx?|odt|pptx?|zip|rar)(?:$|[?#])", re.IGNORECASE)


def viewed(raw: str) -> str:
    """The document that a viewer's address names (``viewer.html?file=/x.pdf``); any other address as it is."""
    try:
        parts = urlsplit(raw)
        query = parse_qs(parts.query or parts.fragment)
    except ValueError:
        return raw
    if not query or not _VIEWER.search(parts.path):
        return raw
    inner = next((query[name][0].strip() for name in _VIEWED if name in query), "")
    return urljoin(raw, inner) if _ADDRESS.search(inner) else raw


def labels_of(body: Any) -> dict[str, str]:
    """What in-page tabs and accordion buttons call the panes they open: pane id → label."""
    labels: dict[str, str] = {}
    for el in body.iter("a", "button", "div", "li", "span", "h2", "h3", "h4", "h5"):
        target = el.get("data-bs-target") or el.get("data-target") or el.get("aria-controls") or ""
        if not target and el.tag == "a":
            href = (el.get("href") or "").strip()
            target = href if href.startswith("#") else ""
        target = target.lstrip("#")
        if target and target not in labels:
            text = one_line(el.text_content(), 200)
            if text:
                labels[target] = text
    return labels


def _dresses_a_link(img: Any) -> bool:
    """Whether a picture is only the button of a link that leads somewhere else, or stands beside its words."""
    link = next(img.iterancestors("a"), None)
    if link is None:
        return False
    if link.text_content().strip():
        return True
    href = (link.get("href") or "").strip()
    return not (_PLACEHOLDER_HREF.match(href) or _PICTURE.search(href))


def _is_icon(img: Any) -> bool:
    """Whether a picture is drawn too small to show a document, or bears the name of the file that its row links to."""
    row = next(img.iterancestors("tr", "li", "p"), None)
    if row is not None and _FILE_NAME.search(img.get("alt") or "") and row.find(".//a[@href]") is not None:
        return True
    sizes = [int(found[1]) for name in ("width", "height") if (found := _PIXELS.match(img.get(name) or ""))]
    return bool(sizes) and min(sizes) <= _ICON


def _is_jump(option: Any) -> bool:
    """Whether choosing from a list opens an address: ``<select onchange="location=this.value">``."""
    menu = next(option.iterancestors("select"), None)
    jumps = menu is not None and _JUMP.search(menu.get("onchange") or "") is not None
    return jumps and _CARRIED.match((option.get("value") or "").strip()) is not None


#: Fields of a form that nobody fills in.
_UNFILLED = frozenset({"hidden", "submit", "button", "image", "reset"})


def _opened_by(form: Any) -> str | None:
    """What the button of a form opens in which there is nothing to fill in: such a form is how some editors write a link."""
    if (form.get("method") or "get").strip().lower() != "get" or form.find(".//textarea") is not None:
        return None
    fields = [*form.iter("input")]
    if form.find(".//select") is not None or any(_kind_of(field) not in _UNFILLED for field in fields):
        return None
    sent = [(one.get("name"), one.get("value") or "") for one in fields if _kind_of(one) == "hidden"]
    action = (form.get("action") or "").strip()
    query = urlencode([(name, value) for name, value in sent if name])
    return f"{action.partition('?')[0]}?{query}" if action and query else action


def _kind_of(field: Any) -> str:
    return (field.get("type") or "text").strip().lower()


def _button_of(form: Any) -> str:
    buttons = (
        one.get("value") or one.text_content()
        for one in form.iter("button", "input")
        if _kind_of(one) != "hidden"
    )
    return next(filter(None, map(one_line, buttons)), "")


def _pictured(el: Any) -> str:
    """What the picture or icon inside a link without words calls it, or the button of a form."""
    if el.tag == "form":
        return _button_of(el)
    if el.tag not in {"a", "button"}:
        return ""
    named = (
        inner.get("alt") or inner.get("aria-label") or inner.get("title")
        for inner in el.iter()
        if inner is not el
    )
    return next(filter(None, named), "")


#: Elements whose own words name the address that they carry.
_NAMED = frozenset({"a", "button", "span", "td", "div", "li", "tr", "option"})
_MAX_NAME = 300
_MAX_RUN = 4_000


def first_words(el: Any, most: int) -> str:
    """The text of an element in one line, as far as ``most`` letters; what lies behind them is not looked at."""
    parts: list[str] = []
    letters = 0
    for run in _runs(el):
        parts.append(run[:_MAX_RUN])
        letters += sum(map(len, parts[-1].split()))
        if letters > most or len(run) > _MAX_RUN:
            break
    return one_line("".join(parts), most)


#: Elements that stand on lines of their own: their words do not run on into what is beside them.
OWN_LINE = frozenset({
    "address", "article", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "section",
    "table", "td", "th", "tr", "ul",
})  # fmt: skip


def _runs(el: Any) -> Iterator[str]:
    """The text inside an element, a blank where a line begins or ends; iteratively, as deep as pages nest."""
    stack: list[Any] = [el]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            yield one
            continue
        apart = " " if one is not el and one.tag in OWN_LINE else ""
        if one is not el and one.tail:
            stack.append(one.tail)
        if apart:
            yield apart
            stack.append(apart)
        if isinstance(one.tag, str):
            stack.extend(reversed(one))
            if one.text:
                yield one.text


def own_links(el: Any, *, deep: bool = False) -> Iterator[dict[str, Any]]:
    """The addresses that one element carries; ``deep`` down only a link is named by its words."""
    tag = el.tag
    hidden = is_hidden(el)
    carried = _carried(el)
    found: list[tuple[str, str]] = []
    if tag in {"a", "area"} and el.get("href") is not None:
        href = el.get("href").strip()
        script = _ONCLICK.search(href) if href.lower().startswith("javascript:") else None
        if script:
            found.append(("onclick", script[2] or script[4]))
        elif not (
            _PLACEHOLDER_HREF.match(href)
            and (carried or _ONCLICK.search(el.get("onclick") or "") or is_toggle(el))
        ):
            found.append(("a", href))
    elif tag in {"iframe", "frame"}:
        source = el.get("src") or el.get("data-src")
        if source:
            found.append(("frame", source.strip()))
    elif tag == "option" and _is_jump(el):
        found.append(("onclick", el.get("value").strip()))
    elif tag == "form" and (opened := _opened_by(el)):
        found.append(("a", opened))
    elif tag == "embed" and el.get("src"):
        found.append(("embed", el.get("src").strip()))
    elif tag == "object" and el.get("data"):
        found.append(("embed", el.get("data").strip()))
    elif tag == "img" and not (_is_icon(el) or _dresses_a_link(el)):
        source = el.get("src") or el.get("data-src")
        if source and not source.startswith("data:"):
            found.append(("image", source.strip()))
    script = _ONCLICK.search(el.get("onclick") or "")
    if script:
        found.append(("onclick", script[2] or script[4]))
    found.extend(("onclick", address) for address in carried)
    if not found:
        return
    text = first_words(el, _MAX_NAME) if tag == "a" or (tag in _NAMED and not deep) else ""
    label = text or one_line(
        el.get("title") or el.get("aria-label") or el.get("alt") or _pictured(el), _MAX_NAME
    )
    for kind, raw in found:
        yield {"raw": viewed(raw), "text": label, "kind": kind, "hidden": hidden}


@remembered(20_000)
def resolve(raw: str, url: str, base: str | None) -> str | None:
    """The absolute http(s) address that ``raw`` means on the page at ``url``; ``None`` when it leads nowhere.

    Blanks and line breaks in the address are what browsers make of them; Thai letters become UTF-8; bytes that
    are percent-encoded already (TIS-620 too) stay as they are.
    """
    cleaned = re.sub(r"[\t\r\n]", "", raw).strip().replace("\\", "/")
    if not cleaned or cleaned.startswith("#"):
        return None
    scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", cleaned)
    if scheme and scheme[1].lower() not in {"http", "https"}:
        return None
    try:
        absolute = urljoin(urljoin(url, base) if base else url, cleaned)
        parts = urlsplit(absolute)
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return None
    return _quote(absolute)


_KEEP = late(r"[^\x21-\x7e]|[ \"<>`{}|^]")


def _quote(url: str) -> str:
    return _KEEP.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode("utf-8", "replace")), url)
