"""Injected gambling spam: how strongly a page shows it.

Why: a third of the attacks on Thai government sites plant gambling pages.  The trap: district offices *license*
gambling and warn of it, so the words พนัน, หวย, คาสิโน alone score nothing.  What scores are the words of the trade,
where they stand (title, hidden elements, links that leave the site), and how many.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.evidence.address import parts_of
from crawler.late import late
from crawler.remembered import remembered

if TYPE_CHECKING:
    from crawler.read.page import PageFacts

#: Words of the trade, in small letters.
_TABLE = (
    "สล็อต|สล๊อต|สลอตเว็บ|บาคาร่า|บาคารา|แทงบอล|แทงหวย|เว็บตรง|ไม่ผ่านเอเย่นต์|ไม่ผ่านเอเยนต์|ฝากถอนออโต้|"
    "ฝากถอนไม่มีขั้นต่ำ|ฝาก-ถอน|เครดิตฟรี|แจกเครดิต|คาสิโนออนไลน์|คาสิโนสด|เว็บพนัน|พนันออนไลน์|"
    "หวยออนไลน์|ยิงปลา|แตกง่าย|แตกหนัก|รูเล็ตออนไลน์|เสือมังกร|ufabet|pgslot|pg slot|sbobet|joker123|"
    "slotxo|superslot|betflik|betflix|lucabet|ambbet|ambking|sagame|sa gaming|sexy baccarat|slot online|"
    "judi online|situs slot|bandar slot|slot88|mega888|918kiss|pussy888|xoslot|fun88|casino online|"
    "online casino"
)
_WORDS = tuple(_TABLE.split("|"))
#: Those that are written in several ways: what is always in them, and the whole.
_FORMS = {
    "ufa": r"ufa\d{2,}",
    "gacor": r"slot ?gacor",
    "togel": r"\btogel\b",
    "maxwin": r"\bmaxwin\b",
    "w88": r"w88\b",
    "m88": r"m88\b",
    "spin": r"free ?spin",
}
_TRADE = late("|".join([*map(re.escape, _WORDS), *_FORMS.values()]))
_INVISIBLE = late("[\u200b-\u200f\u2060\ufeff\u00ad]")
#: At this score a page is hacked.
HACKED = 6


@dataclass(frozen=True, slots=True)
class Spam:
    """The score and the words that made it."""

    score: int
    quotes: tuple[str, ...]
    hidden: bool


def _clean(text: str) -> str:
    # Compatibility forms are folded here and only here: spammers write ｕｆａ; the text itself is kept.
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower()


def _everything(page: PageFacts) -> str:
    """All words of a page in one: nearly every page is clean, and one look tells."""
    links = [f"{link.text} {link.raw}" for link in page.links]
    return "\n".join((page.title, page.description, *(piece.text for piece in page.pieces), *links))


@remembered(256)
def spam_of(page: PageFacts, hosts: frozenset[str] = frozenset()) -> Spam:
    """Score a page; ``hosts`` are the agency's own."""
    everything = _clean(_everything(page))
    if not any(word in everything for word in (*_WORDS, *_FORMS)):  # forty times faster than the expression
        return Spam(0, (), hidden=False)
    score = 0
    quotes: list[str] = []
    if found := _TRADE.search(_clean(f"{page.title} {page.description}")):
        score += 6
        quotes.append(found[0])
    words = {m[0] for piece in page.pieces for m in _TRADE.finditer(_clean(piece.text))}
    score += 4 if len(words) >= 3 else len(words)
    hidden = [piece.text for piece in page.pieces if piece.hidden and _TRADE.search(_clean(piece.text))]
    links = [k for k in page.links if _TRADE.search(_clean(f"{k.text} {k.raw}"))]
    hidden += [k.text or k.raw for k in links if k.hidden]
    away = [k for k in links if (parts_of(k.raw).hostname or "") not in {"", *hosts}]
    score += 6 if hidden else 0
    score += 4 if away else 0
    quotes += sorted(words) + [k.text or k.raw for k in away] + hidden
    return Spam(score, tuple(dict.fromkeys(quotes))[:6], bool(hidden))
