"""The environment of the templates, and where each page stands in the folder.

The folder has one tree of pages in the report's language and a second one, in ``en/`` or ``th/``, in the other;
both share ``assets/``.  Every link is relative, so the folder works from a file share, a stick or a web server.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from reports import view
from reports.compiled import Templates
from reports.files import slug
from reports.html.gallery import Gallery, Labels
from reports.inert import clip, one_line, readable_url, safe_href, short_href
from reports.words import BLAME, MONTH_SIGNS, MONTH_STATE, SEVERITY, SIGNS, Words

#: No inline script or style, nothing from elsewhere; fonts are data in the style sheet, because Firefox gives
#: every file:// page an origin of its own and would refuse font files.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src data:; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'"
)
ASSETS = ("report.css", "report.js", "thai.js", "sarabun-OFL.txt")
_STATIC = files("reports") / "html" / "static"
_LETTERS = {
    "thai": "U+02D7,U+0303,U+0331,U+0E01-0E5B,U+200C-200D,U+25CC",
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,"
    "U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
}
#: Signs of a link's text.
_LABEL = 130
_NAMED = re.compile(r"\b([A-Z]\d+)\b")
_STEP = re.compile(r"^\s*(?:[0-9๐-๙]+[.)]|[-•*])\s*")


@dataclass(frozen=True, slots=True)
class Most:
    """How much a page shows of one item (``links``: of one agency), and of a text in characters.

    ``steps`` are those of the chain of an element that did not pass, ``passed_steps`` of one that did.
    """

    findings: int = 12
    quotes: int = 4
    documents: int = 30
    declared: int = 20
    candidates: int = 6
    steps: int = 12
    passed_steps: int = 6
    links: int = 60
    message: int = 1000
    fix: int = 1500
    quote: int = 600


#: From generous to strict: the first one by which the report is small enough is taken.
MOST = (
    Most(),
    Most(documents=6, declared=10, passed_steps=0, quote=300),
    Most(4, 2, 4, 6, 3, 5, 0, 30, message=500, fix=600, quote=300),
    Most(2, 1, 2, 2, 1, 0, 0, 10, message=300, fix=300, quote=150),
)
#: Bytes of one page, and of the pages of all agencies in a language: a Thai letter takes three.
MOST_PAGE, MOST_PAGES = 900_000, {"th": 6_800_000, "en": 5_600_000}


@cache
def assets() -> dict[str, bytes]:
    """File name → content of everything that pages load."""
    content = {name: (_STATIC / name).read_bytes() for name in ASSETS}
    content["report.css"] = _themed(content["report.css"].decode()).encode() + _faces().encode()
    return content


def _themed(css: str) -> str:
    """The dark colours a second time, for readers without JavaScript whose system is dark."""
    dark = css.split("/*dark*/", 1)[1].split("/*/dark*/", 1)[0]
    unset = dark.replace('[data-theme="dark"]', ":not([data-theme])")
    return f"{css}@media screen and (prefers-color-scheme: dark) {{{unset}}}\n"


def _faces() -> str:
    """Sarabun, the government's typeface, as data in the style sheet: Thai and Latin letters, three weights."""
    rules = []
    for weight in (400, 600, 700):
        for script, letters in _LETTERS.items():
            font = b64encode((_STATIC / f"sarabun-{script}-{weight}-normal.woff2").read_bytes()).decode()
            rules.append(
                f"@font-face{{font-family:Sarabun;font-weight:{weight};font-display:swap;unicode-range:{letters};"
                f"src:url(data:font/woff2;base64,{font}) format('woff2')}}"
            )
    return "\n".join(rules) + "\n"


def fingerprint(content: Mapping[str, bytes]) -> str:
    """Eight digits that change with the assets, so that no browser mixes two releases."""
    return sha256(b"".join(content.values())).hexdigest()[:8]


@cache
def environment(lang: str) -> Environment:
    """Templates that escape everything and fail on anything undefined, speaking ``lang``."""
    env = Templates("reports.html", lang)
    speaker = Words(lang)
    env.filters |= {
        "safe_href": lru_cache(maxsize=1 << 12)(safe_href),
        "readable_url": readable_url,
        "short_href": short_href,
        "month": speaker.month,
        "budget": budget,
        "linked": linked,
        "breakable": breakable,
        "steps": steps,
        "slug": slug,
        "sparkline": sparkline,
        "clip": clip,
    }
    env.globals |= {
        "lang": lang,
        "other_lang": "th" if lang == "en" else "en",
        "words": speaker,
        "signs": SIGNS,
        "month_signs": MONTH_SIGNS,
        "month_state": _speak(speaker, MONTH_STATE),
        "blame": _speak(speaker, BLAME),
        "severity": _speak(speaker, SEVERITY),
        "fault": speaker.fault,
        "csp": CONTENT_SECURITY_POLICY,
        "labels": Labels(speaker, Gallery()),
        "icon": cache(icon),
        "badge": cache(lambda status: badge(status, speaker.status(status))),
        "outside": outside,
    }
    return env


def _speak(speaker: Words, table: Mapping[str, str]) -> Any:
    return lambda key: speaker.say(table[key]) if key in table else key


# ------------------------------------------------------------------------------------------- small pieces


def icon(status: str) -> Markup:
    """The sign of a verdict; the word stands beside it."""
    return Markup('<span class="ic {}" aria-hidden="true">{}</span>').format(status, SIGNS.get(status, "?"))


def badge(status: str, word: str) -> Markup:
    """Sign and word of a verdict."""
    return Markup('<span class="badge {}">{} {}</span>').format(status, icon(status), word)


@lru_cache(maxsize=1 << 14)
def outside(url: str, label: str = "") -> Markup:
    """A link into the web; what nobody may follow is shown as text."""
    if not url:
        return Markup()
    shown = clip(label, _LABEL) or readable_url(url)
    href = safe_href(url)
    if href is None:
        return Markup('<bdi class="dead">{}</bdi>').format(shown)
    return Markup('<a class="out" href="{}" rel="noreferrer nofollow" target="_blank">{}</a>').format(
        short_href(href), shown
    )


# ------------------------------------------------------------------------------------------- filters


def steps(fix: str) -> list[str]:
    """The lines of a fix without their own numbers."""
    return [_STEP.sub("", line) for line in fix.splitlines() if line.strip()]


def budget(text: str) -> list[str]:
    """The sentences of an error budget."""
    return [part for part in re.split(r"\s*[;·\n]\s*", text) if part]


def breakable(code: str) -> Markup:
    """A finding's code that may break behind its points and low lines."""
    return Markup("<wbr>").join(re.findall(r"[^._]+[._]?|[._]", code))


def linked(text: str, items: Iterable[view.Item]) -> Markup:
    """The text with every item that it names as a link to the item on the same page."""
    known = {item.id for item in items}
    parts = _NAMED.split(text)
    link = Markup('<a href="#{0}">{0}</a>')
    return Markup("").join(link.format(part) if part in known else part for part in parts)


@dataclass(frozen=True, slots=True)
class Sparkline:
    """Path data in a box of 200 × 48; ``x`` and ``y`` are tonight's point, ``goal`` the height of 95."""

    path: str
    area: str
    x: float
    y: float
    goal: float


def sparkline(points: Sequence[tuple[date, float]]) -> Sparkline | None:
    """The scores over the nights as a line; ``None`` for fewer than two nights.  Nights keep their distance."""
    if len(points) < 2:
        return None
    first, last = points[0][0], points[-1][0]
    span = max((last - first).days, 1)
    floor = min(85.0, *(score for _, score in points)) - 2

    def height(score: float) -> float:
        return round(44 - (score - floor) / (100 - floor) * 40, 1)

    spots = [(round((night - first).days / span * 194 + 3, 1), height(score)) for night, score in points]
    path = "M" + "L".join(f"{x} {y}" for x, y in spots)
    x, y = spots[-1]
    return Sparkline(path, f"{path}L{x} 48L{spots[0][0]} 48Z", x, y, height(95))


# ------------------------------------------------------------------------------------------- names

#: What the names of all bodies of a report may have in common, and a table need not repeat.
_COMMON = {"th": ("สำนักงานเขต", "สถานีตำรวจภูธร", "สถานีตำรวจนครบาล", "โรงพยาบาล", "โรงเรียน"), "en": ()}
_COMMON_TAIL = {"th": (), "en": (" District Office", " Police Station", " Hospital", " School")}


def short_names(report: view.Report) -> dict[str, str]:
    """Agency id → its name without the part that every name of the report shares."""
    names = {agency.id: one_line(agency.name) for agency in report.agencies}
    if len(names) < 2:
        return names
    for head in _COMMON[report.lang]:
        if all(name.startswith(head) and name != head for name in names.values()):
            return {key: name.removeprefix(head) for key, name in names.items()}
    for tail in _COMMON_TAIL[report.lang]:
        if all(name.endswith(tail) and name != tail for name in names.values()):
            return {key: name.removesuffix(tail) for key, name in names.items()}
    return names
