"""The values of a YAML file, each with the place where it stands; and what is wrong with them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from crawler.errors import InputError, Problem

#: Beyond this many problems a file is not "wrong in places"; the rest is counted, not listed.
MAX_PROBLEMS = 200


@dataclass(slots=True)
class Node:
    """One value of a file and where it stands (``line`` and ``column`` count from 1).

    ``value`` is the plain value of a scalar; ``children`` the values of a mapping (by key) or of a list (by
    index); ``keys`` where each key of a mapping stands.  ``size`` counts the values in it, ``depth`` its
    levels, both with every alias unfolded.
    """

    file: str
    line: int
    column: int
    kind: str
    value: Any = None
    children: dict[str | int, Node] = field(default_factory=dict)
    keys: dict[str | int, tuple[int, int]] = field(default_factory=dict)
    size: int = 1
    depth: int = 1


@dataclass(slots=True)
class Source:
    """A file that was read: its values with their places, and what is wrong with it so far."""

    file: str
    root: Node
    problems: list[Problem] = field(default_factory=list)

    def locate(self, path: Sequence[str | int], *, key: bool = False) -> Node:
        """The node at ``path``, or the nearest one above it that exists.

        With ``key`` its place is that of the key itself, where there is one.
        """
        node = self.root
        for i, step in enumerate(path):
            child = node.children.get(step)
            if child is None:
                return node
            if key and i == len(path) - 1 and step in node.keys:
                line, column = node.keys[step]
                return Node(child.file, line, column, child.kind)
            node = child
        return node

    def problem(
        self, path: Sequence[str | int], message_th: str, message_en: str, *, key: bool = False
    ) -> None:
        """Note that the value (or with ``key`` the key) at ``path`` is wrong."""
        node = self.locate(path, key=key)
        self.problems.append(Problem(node.file, node.line, node.column, dotted(path), message_th, message_en))

    def data(self) -> Any:
        """The plain values: dictionaries, lists, strings, numbers, booleans and None."""
        return plain(self.root)

    def finish(self) -> None:
        """Raise :class:`InputError` if anything is wrong."""
        if self.problems:
            raise InputError(tidy(self.problems))


def dotted(path: Sequence[str | int]) -> str:
    """``("agencies", 2, "declared", "O15", 0)`` → ``agencies[2].declared.O15[0]``."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def tidy(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """``problems`` without repetitions, in file order; the rest counted when there are very many."""
    ordered = sorted(set(problems))
    if len(ordered) <= MAX_PROBLEMS:
        return tuple(ordered)
    rest = len(ordered) - MAX_PROBLEMS
    more = Problem(ordered[0].file, 0, 0, "", f"และยังมีข้อผิดพลาดอีก {rest} แห่ง", f"and {rest} more problems")
    return (*ordered[:MAX_PROBLEMS], more)


def plain(node: Node) -> Any:
    """The plain value of ``node`` and everything below it (bounded: see ``MAX_VALUES``, ``MAX_DEPTH``)."""
    if node.kind == "mapping":
        return {key: plain(child) for key, child in node.children.items()}
    if node.kind == "list":
        return [plain(child) for child in node.children.values()]
    return node.value


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed spelling that ``word`` was probably meant to be."""
    found = difflib.get_close_matches(word, list(allowed), n=1, cutoff=0.6)
    return found[0] if found else None
