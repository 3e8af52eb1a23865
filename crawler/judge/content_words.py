"""Words that the content of a thing holds, found as they are written: Thai letters anywhere, Latin ones as words.

Thai is written without blanks, so a word of it stands wherever its letters do.  ``fee`` does not stand in coffee, nor
``9 ดี`` in 2569 ดีขึ้น.  A stem ends in an asterisk: ``brib*`` stands in bribes and bribery.
"""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.thai.text import MARKS, ascii_digits, fold, repair

#: A Latin word stands alone, or is marked off by a capital as in ``TaxReport``; it may be in the plural.
_BEGINS = r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
_ENDS = r"(?:(?![A-Za-z])|(?<=[a-z])(?=[A-Z]))"
_PLURAL = "(?:e?s)?"
_BETWEEN = re.compile(rf"[^\w{MARKS}]+")


def any_in(text: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands in a text."""
    key = fold(text)
    found = [bounded for folded, bounded in _wanted(words) if folded in key]
    if not found or None in found:
        return bool(found)
    written = ascii_digits(repair(text))
    return any(bounded.search(written) for bounded in found if bounded is not None)


@lru_cache(maxsize=4_096)  # a checklist's
def _wanted(words: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str] | None], ...]:
    """Each word folded, and how it is bounded."""
    return tuple((fold(word), _bounded(word)) for word in words)


def _bounded(word: str) -> re.Pattern[str] | None:
    """What a word is bounded by where its letters stand; ``None`` for one that is Thai at both ends."""
    runs = [run for run in _BETWEEN.split(ascii_digits(repair(word))) if run]
    first, last = runs[0][0], runs[-1][-1]
    before = r"(?<![0-9])" if first.isdigit() else _BEGINS if first.isascii() else ""
    whole = last.isascii() and last.isalpha() and not word.endswith("*")
    if not before and not whole:
        return None
    written = r"[\W_]*".join(runs) + (_PLURAL if whole else "")
    return re.compile(f"{before}(?i:{written}){_ENDS if whole else ''}")
