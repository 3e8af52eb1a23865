"""How well words name an element: exact titles first, then synonyms, then near misses, never a bare keyword.

Why: the titles of the checklist resemble each other (*แผนการใช้จ่ายงบประมาณ* and *รายงานผลการใช้จ่ายงบประมาณ* are
84 % alike) and contain each other.  So all elements compete for the same words: the longest title that stands in
a text owns its letters, a head word that belongs to another element (*รายงานผล…* before *แผน…*) disowns them, and
a fuzzy hit never beats an exact one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from crawler.judge.phrases import Phrases
from crawler.thai.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: Letters of a text that are compared at most, and of one that may be a title nearly.
_LONGEST = 4_000
_FUZZY_LENGTH, _FUZZY_TEXT = 12, 400
#: What is left of a match: whose tone marks are lost; which is near, not exact; which lacks every head word.
_BARE, _ABOUT, _HEADLESS = 0.95, 0.85, 0.85
#: Words that make what follows them an object: *เอกสารประกอบแผน…* is not the plan.  What is left of such a match.
_GOVERNED = re.compile(r"(?:(?<!ติด)ตาม|เกี่ยวกับ|ประกอบ|แนบท้าย)\Z")
_OBJECT, _OBJECT_LENGTH = 0.6, 40
_OPEN = re.compile(r"ตาม.{0,16}\Z")
#: By how much (0–100) the nearest title must be nearer than the next.
_CLEAR = 5.0
#: Words that join two titles in one text: a head word before one of them says nothing about the other.
_JOINTS = tuple(fold(word) for word in ("และ", "พร้อม", "หรือ", "กับ"))
_CLAUSE = re.compile(r"[|•·»›>\n\r/;]+")


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name an element: its folded key, how sure it makes us (0–1), and the words as written."""

    key: str
    weight: float
    words: str

    @property
    def open(self) -> bool:
        """Whether it ends as a phrase that something must complete: *รายงานผลการดำเนินการตามมาตรการ*, say of what."""
        return _OPEN.search(self.key) is not None


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

    def __len__(self) -> int:
        """Letters that the name explains."""
        return self.span[1] - self.span[0]


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of text between marks that part two thoughts, folded once; ``bare`` without tone marks."""

    key: str
    bare: str
    said: tuple[tuple[str, int], ...]
    said_bare: tuple[tuple[str, int], ...]


class Wordings:
    """Every wording of a checklist, looked for in each text once, whichever item asks."""

    def __init__(self, names: Iterable[Names]) -> None:
        """Index the keys of all ``names``."""
        keys = {name.key for one in names for name in one.names}
        self.phrases = Phrases(keys)
        self._bare = Phrases(map(_strip, keys))
        self.clauses = lru_cache(maxsize=20_000)(self._clauses)

    def _clauses(self, text: str) -> tuple[Clause, ...]:
        return tuple(self._clause(part) for part in _CLAUSE.split(text) if part.strip())

    def _clause(self, part: str) -> Clause:
        key, bare = fold(part), fold(part, tones=False)
        return Clause(key, bare, tuple(self.phrases.occurrences(key)), tuple(self._bare.occurrences(bare)))


class Vocabulary:
    """The names of all elements that compete for the same words.  Compared by identity: made once for an item."""

    def __init__(
        self, elements: tuple[Names, ...], wordings: Wordings | None = None, rivals: tuple[Names, ...] = ()
    ) -> None:
        """``rivals`` are elements of other items: never found, but what they explain better names none of ours.

        ``wordings`` may know more names than ``elements`` and ``rivals`` have, never fewer.
        """
        self.elements = elements
        self._rivals = rivals
        self._wordings = wordings or Wordings((*elements, *rivals))
        self._bare = tuple(map(_toneless, elements))
        self._known = _places(elements)
        self._known_bare = _places(self._bare)
        self._known_rivals = _places(rivals)
        self._matches = lru_cache(maxsize=20_000)(self._match)

    def matches(self, text: str, *, fuzzy: bool = True) -> Mapping[str, Match]:
        """The elements that ``text`` names, by element id; at most one match each, the best."""
        return self._matches(text[:_LONGEST], fuzzy)

    def best(self, text: str) -> Match | None:
        """The element that ``text`` names best, if any."""
        return max(self.matches(text).values(), key=lambda match: match.score, default=None)

    def _match(self, text: str, fuzzy: bool) -> Mapping[str, Match]:
        found: dict[str, Match] = {}
        for clause in self._wordings.clauses(text):
            for match in self._in_clause(clause, fuzzy=fuzzy):
                if match.element not in found or found[match.element].score < match.score:
                    found[match.element] = match
        return MappingProxyType(found)

    def _in_clause(self, clause: Clause, *, fuzzy: bool) -> list[Match]:
        hits = _exact(self.elements, self._known, clause.key, clause.said, 1.0)
        # A font that loses tone marks loses them in the text, not in the title.
        sure = {hit.element for hit in hits}
        bare = _exact(self._bare, self._known_bare, clause.bare, clause.said_bare, _BARE)
        named = [*hits, *(hit for hit in bare if hit.element not in sure)]
        others = _exact(self._rivals, self._known_rivals, clause.key, clause.said, 1.0)
        if named or others:  # a near miss never beats a name that stands there
            return _explained(named, others)
        if fuzzy and _FUZZY_LENGTH <= len(clause.key) <= _FUZZY_TEXT:
            return self._nearly(clause.key)
        return []

    def _nearly(self, key: str) -> list[Match]:
        """The nearest title above the floor, unless the runner-up is as near: then nobody's."""
        scored: list[tuple[float, Names, Name]] = []
        for names in self.elements:
            if any(word in key for word in names.reject) or (
                names.accept and not any(word in key for word in names.accept)
            ):
                continue
            best: tuple[float, Name] | None = None
            for name in names.names:
                score = self._wordings.phrases.nearness(name.key, key)
                if score is not None and (best is None or score * name.weight > best[0] * best[1].weight):
                    best = (score, name)
            if best:
                scored.append((best[0], names, best[1]))
        scored.sort(key=lambda entry: -entry[0])
        if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < _CLEAR):
            return []
        ratio, names, name = scored[0]
        return [
            Match(names.element, name.weight * _ABOUT * ratio / 100, name.words, (0, len(key)), fuzzy=True)
        ]


def _places(elements: Sequence[Names]) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Whose a key is: for each the number of the element, and of the name among its names."""
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, names in enumerate(elements):
        for number, name in enumerate(names.names):
            places[name.key].append((at, number))
    return {key: tuple(found) for key, found in places.items()}


def _exact(
    elements: Sequence[Names], known: Mapping[str, tuple[tuple[int, int], ...]], key: str, said: Iterable[tuple[str, int]],
    share: float,
) -> list[Match]:  # fmt: skip
    """The names that stand in ``key`` and are not disowned there, element by element, the longest name first."""
    hits = sorted(
        (at, number, start) for phrase, start in said if phrase in known for at, number in known[phrase]
    )
    found = []
    for at, number, start in hits:
        names, name = elements[at], elements[at].names[number]
        end = start + len(name.key)
        if _disowned(names, key, start) or (name.open and _completed(names, key, end)):
            continue
        headed = not names.accept or any(word in key[max(0, start - 40) : end] for word in names.accept)
        score = name.weight * share * (1.0 if headed or name.weight == 1.0 else _HEADLESS)
        if _GOVERNED.search(key, max(0, start - 12), start):
            score *= _OBJECT
        found.append(Match(names.element, score, name.words, (start, end)))
    return found


def _toneless(names: Names) -> Names:
    bare = tuple(Name(_strip(name.key), name.weight, name.words) for name in names.names)
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


def _completed(names: Names, key: str, end: int) -> bool:
    """Whether what follows an open name makes it another element's: *…ตามมาตรการ* is completed by *จัดการความเสี่ยง*."""
    rest = key[end : end + _OBJECT_LENGTH]
    cut = min((at for joint in _JOINTS if (at := rest.find(joint)) >= 0), default=len(rest))
    return any(word in rest[:cut] for word in names.reject)


def _explained(named: Sequence[Match], others: Sequence[Match]) -> list[Match]:
    """The matches that no longer title of another element explains better.

    A title that lies inside a longer one is a part of it.  So is one that a longer title of *another item* overlaps
    at its end: it is only the head of that phrase.  Within an item such neighbours are sisters under one title.
    """
    kept = []
    for hit in named:
        start, end = hit.span
        longer = [one.span for one in (*named, *others) if one.element != hit.element and len(one) > len(hit)]
        inside = any(at <= start and end <= to for at, to in longer)
        headed = any(start < at < end < to for at, to in (one.span for one in others if len(one) > len(hit)))
        if not inside and not headed:
            kept.append(hit)
    return kept
