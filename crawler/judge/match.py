"""How well words name an element: exact titles first, then synonyms, then near misses, never a bare keyword.

Why: the titles of the checklist resemble each other (*แผนการใช้จ่ายงบประมาณ* and *รายงานผลการใช้จ่ายงบประมาณ* are
84 % alike) and contain each other.  So all elements compete for the same words: the longest title that stands in
a text owns its letters, a head word that belongs to another element (*รายงานผล…* before *แผน…*) disowns them, and
a fuzzy hit never beats an exact one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from crawler.thai.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FUZZY_FLOOR = 88.0
_FUZZY_LENGTH = 12
_FUZZY_TEXT = 400
#: Words that join two titles in one text: a head word before one of them says nothing about the other.
_JOINTS = tuple(fold(word) for word in ("และ", "พร้อม", "หรือ", "กับ"))
_CLAUSE = re.compile(r"[|•·»›>\n\r/;]+")


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name an element: its folded key, how sure it makes us (0–1), and the words as written."""

    key: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """All names of one element, and the head words that say it is something else (folded)."""

    element: str
    names: tuple[Name, ...]
    reject: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, element: str, titles: Iterable[str], synonyms: Iterable[tuple[str, float]] = (),
        reject: Iterable[str] = (), accept: Iterable[str] = (),
    ) -> Names:  # fmt: skip
        """Fold the words of a checklist once."""
        weighted = [(title, 1.0) for title in titles] + list(synonyms)
        names: dict[str, Name] = {}
        for words, weight in weighted:
            key = fold(words)
            if key and (key not in names or names[key].weight < weight):
                names[key] = Name(key, weight, words)
        return cls(
            element,
            tuple(sorted(names.values(), key=lambda name: -len(name.key))),
            tuple(fold(word) for word in reject),
            tuple(fold(word) for word in accept),
        )


@dataclass(frozen=True, slots=True)
class Match:
    """An element named by a text: ``score`` 0–1, the name that did it, and whether only approximately."""

    element: str
    score: float
    words: str
    span: tuple[int, int]
    fuzzy: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The names of all elements that compete for the same words.

    Compared by identity: it is made once for an item and asked thousands of times.
    """

    elements: tuple[Names, ...]

    def matches(self, text: str, *, fuzzy: bool = True) -> dict[str, Match]:
        """The elements that ``text`` names, by element id; at most one match each, the best."""
        return dict(_matches(self, text[:4000], fuzzy))

    def best(self, text: str) -> Match | None:
        """The element that ``text`` names best, if any."""
        return max(self.matches(text).values(), key=lambda match: match.score, default=None)


@lru_cache(maxsize=50_000)
def _matches(vocabulary: Vocabulary, text: str, fuzzy: bool) -> tuple[tuple[str, Match], ...]:
    found: dict[str, Match] = {}
    for clause in _CLAUSE.split(text):
        if not clause.strip():
            continue
        for match in _in_clause(vocabulary, clause, fuzzy=fuzzy):
            if match.element not in found or found[match.element].score < match.score:
                found[match.element] = match
    return tuple(found.items())


def _in_clause(vocabulary: Vocabulary, clause: str, *, fuzzy: bool) -> list[Match]:
    key = fold(clause)
    bare = None
    hits: list[Match] = []
    for names in vocabulary.elements:
        mine = list(_exact(names, key, 1.0))
        if not mine:
            # A font that loses tone marks loses them in the text, not in the title.
            bare = fold(clause, tones=False) if bare is None else bare
            mine = list(_exact(_toneless(names), bare, 0.95))
        hits.extend(mine)
    kept = _longest(hits)
    if fuzzy and not kept and _FUZZY_LENGTH <= len(key) <= _FUZZY_TEXT:
        kept = _fuzzy(vocabulary.elements, key)
    return kept


#: What is left of a match when none of the head words that its title should begin with is there.
_HEADLESS = 0.85


def _exact(names: Names, key: str, share: float) -> Iterable[Match]:
    for name in names.names:
        start = key.find(name.key)
        while start >= 0:
            end = start + len(name.key)
            if not _disowned(names, key, start):
                headed = not names.accept or any(
                    word in key[max(0, start - 40) : end] for word in names.accept
                )
                score = name.weight * share * (1.0 if headed or name.weight == 1.0 else _HEADLESS)
                yield Match(names.element, score, name.words, (start, end))
            start = key.find(name.key, start + 1)


@lru_cache(maxsize=2_000)
def _toneless(names: Names) -> Names:
    bare = tuple(Name(fold(name.words, tones=False), name.weight, name.words) for name in names.names)
    return Names(names.element, bare, tuple(map(_strip, names.reject)), tuple(map(_strip, names.accept)))


def _strip(key: str) -> str:
    return fold(key, tones=False)


def _disowned(names: Names, key: str, start: int) -> bool:
    """Whether a head word of another element governs the words at ``start``: no *and*, no head of its own between."""
    for word in names.reject:
        at = key.rfind(word, 0, start)
        if at < 0:
            continue
        between = key[at + len(word) : start]
        ends = (*_JOINTS, *names.accept)
        if len(between) <= 60 and not any(end in between for end in ends):
            return True
    return False


def _longest(hits: Sequence[Match]) -> list[Match]:
    """Drop what lies inside a longer title of another element."""
    kept = []
    for hit in hits:
        start, end = hit.span
        inside = any(
            other.element != hit.element and other.span[0] <= start and end <= other.span[1]
            and (other.span[1] - other.span[0]) > (end - start)
            for other in hits
        )  # fmt: skip
        if not inside:
            kept.append(hit)
    return kept


def _fuzzy(elements: Sequence[Names], key: str) -> list[Match]:
    """The nearest title above the floor, unless the runner-up is as near: then nobody's."""
    scored: list[tuple[float, Names, Name]] = []
    for names in elements:
        if any(word in key for word in names.reject) or (
            names.accept and not any(w in key for w in names.accept)
        ):
            continue
        best: tuple[float, Name] | None = None
        for name in names.names:
            if len(name.key) < _FUZZY_LENGTH or len(key) < len(name.key) * 0.8:
                continue
            found = fuzz.partial_ratio_alignment(name.key, key, score_cutoff=FUZZY_FLOOR)
            if found is None or found.dest_end - found.dest_start < 0.93 * len(name.key):
                continue  # the text breaks off inside the name: its last word may be another one
            if best is None or found.score * name.weight > best[0] * best[1].weight:
                best = (found.score, name)
        if best:
            scored.append((best[0], names, best[1]))
    scored.sort(key=lambda entry: -entry[0])
    if not scored or (
        len(scored) > 1 and scored[0][0] - scored[1][0] < 5.0 and scored[0][1].element != scored[1][1].element
    ):
        return []
    ratio, names, name = scored[0]
    return [Match(names.element, name.weight * 0.85 * ratio / 100, name.words, (0, len(key)), fuzzy=True)]
