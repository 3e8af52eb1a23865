"""How well words name an element: exact titles first, then synonyms, then near misses, never a bare keyword.

Why: the titles of the checklist resemble each other (*แผนการใช้จ่ายงบประมาณ* and *รายงานผลการใช้จ่ายงบประมาณ* are
84 % alike) and contain each other.  So all elements compete for the same words: the longest title that stands in
a text owns its letters, a head word that belongs to another element (*รายงานผล…* before *แผน…*) disowns them, and
a fuzzy hit never beats an exact one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from crawler.judge.phrases import NearPhrases, Phrases, places_in
from crawler.remembered import remembered
from crawler.thai.text import fold, fold_mapped, strip_tones

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
_NUMBER_BEFORE, _DIGITS = re.compile(r"\A(?:o|ข้อ)?[0-9]+"), "0123456789"
_LETTER = re.compile(r"[ก-ฮเ-ไ]")
#: By how much (0–100) the nearest title must be nearer than the next.
_CLEAR = 5.0
#: Words that join two titles in one text: a head word before one of them says nothing about the other.
_JOINTS = tuple(fold(word) for word in ("และ", "พร้อม", "หรือ", "กับ"))
_CLAUSE = re.compile(r"[|•·»›>\n\r/;]+")


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name an element: its folded key, how sure it makes us (0–1), and the words as written.

    ``strong``: a title, or a synonym as good as one; only such names claim words from another item's elements.
    ``alone``: it names only where nothing else is said: *ข่าว* is the news, *ข่าวรับสมัครงาน* is not.
    """

    key: str
    weight: float
    words: str
    strong: bool = True
    alone: bool = False

    @property
    def open(self) -> bool:
        """Whether it ends as a phrase that something must complete: *รายงานผลการดำเนินการตามมาตรการ*, say of what."""
        return _OPEN.search(self.key) is not None


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """All names of one element, and the words before or right behind them that say it is something else (folded)."""

    element: str
    names: tuple[Name, ...]
    reject: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, element: str, titles: Iterable[str], synonyms: Iterable[tuple[str, float]] = (),
        reject: Iterable[str] = (), accept: Iterable[str] = (), weak: Iterable[tuple[str, float]] = (),
        alone: Iterable[tuple[str, float]] = (), objects: Iterable[str] = (),
    ) -> Names:  # fmt: skip
        """Fold the words of a checklist once."""
        given = [
            *((title, 1.0, True) for title in titles),
            *((*one, True) for one in synonyms),
            *((*one, False) for one in weak),
        ]
        names = {
            key: Name(key, weight, words, strong=False, alone=True)
            for words, weight in alone
            if (key := fold(words))
        }
        for words, weight, strong in given:
            key = fold(words)
            if key and (key not in names or names[key].weight < weight):
                names[key] = Name(key, weight, words, strong or (key in names and names[key].strong))
        return cls(
            element,
            tuple(sorted(names.values(), key=lambda name: -len(name.key))),
            tuple(fold(word) for word in reject),
            tuple(fold(word) for word in accept),
            tuple(fold(word) for word in objects),
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


class Hit(NamedTuple):
    """A name that stands in a text: its element, whether it is a strong one, and the match."""

    element: str
    strong: bool
    match: Match


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of text between marks that part two thoughts, folded once, and the names that stand in it.

    ``bare`` are those of a text whose tone marks are lost, of elements that are not ``sure``: named by a strong name in
    ``exact``.  ``named`` are all elements of both.
    """

    key: str
    exact: tuple[Hit, ...] = ()
    bare: tuple[Hit, ...] = ()
    sure: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()


class Wordings:
    """Every wording of a checklist, looked for in each text once, whichever item asks."""

    def __init__(self, names: Iterable[Names]) -> None:
        """Index the keys of all ``names``."""
        self.names = tuple(names)
        self._bare_names = tuple(map(_toneless, self.names))
        self._known = _places(self.names)
        self._known_bare = _places(self._bare_names)
        self._spelt = _spellings(self._known)
        self._bare = Phrases(self._spelt)
        self.near = NearPhrases(self._known).phrases
        self.clauses = remembered(20_000, spare=2_000)(self._clauses)
        self.elements = remembered(20_000, spare=2_000)(self._elements)

    def _elements(self, text: str) -> frozenset[str]:
        """The elements that ``text`` may name, exactly or nearly: of no other will any vocabulary say that it does."""
        clauses = self.clauses(text)
        near = (key for clause in clauses if _may_be_near(clause) for key in self.near(clause.key))
        named = (self.names[at].element for key in near for at, _ in self._known[key])
        return frozenset(named).union(*(clause.named for clause in clauses))

    def _clauses(self, text: str) -> tuple[Clause, ...]:
        return tuple(self._clause(part) for part in _CLAUSE.split(text) if part.strip())

    def _clause(self, part: str) -> Clause:
        key = fold(part)
        bare = strip_tones(key)
        # What stands in a text stands in it without its tone marks too.
        said = self._bare.occurrences(bare)
        if not said:
            return Clause(key)
        spelt = {one for phrase, _ in said for one in self._spelt[phrase]}
        exact = _exact(
            self.names, self._known, key, [(one, at) for one in spelt for at in places_in(key, one)], 1.0
        )
        sure = frozenset(hit.element for hit in exact if hit.strong)
        # A font that loses tone marks loses them in the text, not in the title.
        hidden = _exact(self._bare_names, self._known_bare, bare, said, _BARE, sure)
        return Clause(key, exact, hidden, sure, frozenset(hit.element for hit in (*exact, *hidden)))


_NOTHING: Mapping[str, Match] = MappingProxyType({})


class Vocabulary:
    """The names of all elements that compete for the same words.  Compared by identity: made once for an item."""

    def __init__(
        self, elements: tuple[Names, ...], wordings: Wordings | None = None, rivals: tuple[Names, ...] = (), *,
        strong: bool = False,
    ) -> None:  # fmt: skip
        """``rivals`` are elements of other items: never found, but what they explain better names none of ours.

        ``wordings`` may know more elements than these, never fewer.  ``strong``: weak synonyms name nothing.
        """
        self.elements = elements
        self._wordings = wordings or Wordings((*elements, *rivals))
        self._own = frozenset(names.element for names in elements)
        self._rivals = frozenset(names.element for names in rivals)
        self._strong = strong
        self._names = tuple(
            (names, tuple(name for name in names.names if name.strong or not strong)) for names in elements
        )
        self._keys = frozenset(name.key for _, own in self._names for name in own)
        self._matches = remembered(20_000, spare=500)(self._match)

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
        return MappingProxyType(found) if found else _NOTHING

    def _in_clause(self, clause: Clause, *, fuzzy: bool) -> list[Match]:
        named = [] if self._own.isdisjoint(clause.named) else self._named(clause)
        if named:
            others = (hit.match for hit in clause.exact if hit.strong and hit.element in self._rivals)
            return _explained(named, list(others))
        if not self._rivals.isdisjoint(clause.sure):  # a near miss never beats a name that stands there
            return []
        if fuzzy and _may_be_near(clause):
            return self._nearly(clause.key)
        return []

    def _named(self, clause: Clause) -> list[Match]:
        """The own elements that a clause names, those that it names only without its tone marks last."""
        own, weak = self._own, not self._strong
        named = [hit.match for hit in clause.exact if hit.element in own and (weak or hit.strong)]
        sure = {match.element for match in named}
        hidden = (hit for hit in clause.bare if hit.element in own and hit.element not in sure)
        return named + [hit.match for hit in hidden if weak or hit.strong]

    def _nearly(self, key: str) -> list[Match]:
        """The nearest title above the floor, unless the runner-up is as near: then nobody's."""
        near = self._wordings.near(key)
        if self._keys.isdisjoint(near):
            return []
        scored: list[tuple[float, Names, Name]] = []
        for names, own in self._names:
            nearest = max(
                (name for name in own if name.key in near),
                key=lambda name: near[name.key] * name.weight,
                default=None,
            )
            if nearest is None or any(word in key for word in (*names.reject, *names.objects)):
                continue
            if names.accept and not any(word in key for word in names.accept):
                continue
            scored.append((near[nearest.key], names, nearest))
        scored.sort(key=lambda entry: -entry[0])
        if not scored or (len(scored) > 1 and scored[0][0] - scored[1][0] < _CLEAR):
            return []
        ratio, names, name = scored[0]
        return [
            Match(names.element, name.weight * _ABOUT * ratio / 100, name.words, (0, len(key)), fuzzy=True)
        ]


def _may_be_near(clause: Clause) -> bool:
    """Whether a clause is as long as what may be a title nearly."""
    return _FUZZY_LENGTH <= len(clause.key) <= _FUZZY_TEXT


def _places(elements: Sequence[Names]) -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Whose a key is: for each the number of the element, and of the name among its names."""
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, names in enumerate(elements):
        for number, name in enumerate(names.names):
            places[name.key].append((at, number))
    return {key: tuple(found) for key, found in places.items()}


def _spellings(keys: Iterable[str]) -> Mapping[str, list[str]]:
    """The keys that are one when their tone marks are lost."""
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for key in keys:
        spellings[strip_tones(key)].append(key)
    return spellings


def _exact(
    elements: Sequence[Names], known: Mapping[str, tuple[tuple[int, int], ...]], key: str, said: Iterable[tuple[str, int]],
    share: float, sure: frozenset[str] = frozenset(),
) -> tuple[Hit, ...]:  # fmt: skip
    """The names that stand in ``key`` and are not disowned there, element by element, the longest name first.

    Nobody asks for those of the elements in ``sure``.
    """
    hits = sorted((at, number, start) for phrase, start in said for at, number in known[phrase])
    found = []
    for at, own in groupby(hits, key=itemgetter(0)):
        names = elements[at]
        if names.element in sure:
            continue
        heads = tuple(word for word in names.reject if word in key)
        ends = (*_JOINTS, *names.accept)
        for _, number, start in own:
            name = names.names[number]
            end = start + len(name.key)
            if name.alone and name.key != _unnumbered(key):
                continue
            if names.objects and key.startswith(names.objects, end):
                continue
            if heads and (_disowned(heads, ends, key, start) or (name.open and _completed(heads, key, end))):
                continue
            headed = not names.accept or any(word in key[max(0, start - 40) : end] for word in names.accept)
            score = name.weight * share * (1.0 if headed or name.weight == 1.0 else _HEADLESS)
            if _GOVERNED.search(key, max(0, start - 12), start):
                score *= _OBJECT
            found.append(
                Hit(names.element, name.strong, Match(names.element, score, name.words, (start, end)))
            )
    return tuple(found)


def _unnumbered(key: str) -> str:
    """A folded text without the number before it, be it the item's, and the number behind it."""
    return _NUMBER_BEFORE.sub("", key).rstrip(_DIGITS)


def _toneless(names: Names) -> Names:
    bare = tuple(replace(name, key=strip_tones(name.key)) for name in names.names)
    words = (tuple(map(strip_tones, some)) for some in (names.reject, names.accept, names.objects))
    return Names(names.element, bare, *words)


def _disowned(heads: Iterable[str], ends: Iterable[str], key: str, start: int) -> bool:
    """Whether a head word of another element governs the words at ``start``: no *and*, no head of its own between."""
    for word in heads:
        at = key.rfind(word, 0, start)
        if at < 0:
            continue
        between = key[at + len(word) : start]
        if len(between) <= 60 and not any(end in between for end in ends):
            return True
    return False


def _completed(heads: Iterable[str], key: str, end: int) -> bool:
    """Whether what follows an open name makes it another element's: *…ตามมาตรการ* is completed by *จัดการความเสี่ยง*."""
    rest = key[end : end + _OBJECT_LENGTH]
    cut = min((at for joint in _JOINTS if (at := rest.find(joint)) >= 0), default=len(rest))
    return any(word in rest[:cut] for word in heads)


def _explained(named: Sequence[Match], others: Sequence[Match]) -> list[Match]:
    """The matches that no longer title of another element explains better.

    A title that lies inside a longer one is a part of it.  So is one that a longer title of *another item* overlaps
    at its end: it is only the head of that phrase.  Within an item such neighbours are sisters under one title.
    """
    if len(named) + len(others) < 2:
        return list(named)
    spans = [(*one.span, one.element, False) for one in named] + [
        (*one.span, one.element, True) for one in others
    ]
    kept = []
    for hit in named:
        start, end = hit.span
        for at, to, element, foreign in spans:
            if to - at <= end - start or element == hit.element:
                continue
            if (at <= start and end <= to) or (foreign and start < at < end < to):
                break
        else:
            kept.append(hit)
    return kept


def completed(name: str, text: str) -> bool:
    """Whether a name that leaves open of what it is (*…ตามมาตรการ*) is completed in a text, without a blank."""
    bare = fold(name)
    if not _OPEN.search(bare):
        return False
    key = fold_mapped(text)
    at = key.text.find(bare)
    if at < 0:
        return False
    end = key.span(at, at + len(bare))[1]
    return not text[end - 1].isspace() and _LETTER.match(text, end) is not None
