"""No text of a stranger keeps a regular expression busy: what it costs grows with the text, not with its square."""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
from collections.abc import Callable, Iterator
from re import _constants, _parser
from typing import Any

import pytest
from protego import Protego

import checklists
import crawler
import reports
from crawler.evidence import mistyped
from crawler.gather import answer
from crawler.judge import sections
from crawler.late import Late
from crawler.links import html as links
from crawler.links import suggest
from crawler.read import placeholder, saying, sniff, table_body, table_header, titles
from crawler.read.disposition import file_name
from crawler.read.page import read_page
from crawler.targets import cells
from crawler.targets.headings import heading_of
from crawler.targets.names import Directory
from crawler.thai.dates import lexer
from crawler.thai.text import one_line

#: What pumps are made of, in characters; at the square of this a case would run for minutes.
MANY = 200_000
#: Seconds of processor time after which a case has failed; each takes a tenth of one.
ENOUGH = 60.0

REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT}
#: Patterns with a repeat within a repeat that can be divided in one way only, and why.
UNAMBIGUOUS = {
    "crawler.cli.inspect._LIKE_URL": "a dot begins each part and stands in none",
    "crawler.evidence.address._BARE_HOST": "a dot ends each part and stands in none",
    "crawler.links.address._PLAIN": "a dot ends each part and stands in none",
    "crawler.links.notes._MAIL": "a dot ends each part and stands in none",
    "crawler.links.notes._TELEPHONE": "a comma or a dash begins each part and stands in none",
    "crawler.read.listings._TITLE": "a dot begins each part and stands in none",
    "crawler.targets.cells._LIKE_ADDRESS": "a dot begins each part and stands in none",
    "crawler.thai.dates.lexer._TOKEN": "a comma or a dot begins each part of a number and stands in none",
    "crawler.thai.dates.lexer._KINDS": "a comma or a dot begins each part of a number and stands in none",
}


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every pattern that stands in a module of ours, in tables too."""
    for package in (crawler, reports, checklists):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.endswith("__main__") or ".demo." in found.name:
                continue
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                for pattern in _within(value):
                    yield f"{found.name}.{name}", pattern


def _within(value: Any, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern | Late):
        yield value
    elif depth and isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _within(one, depth - 1)
    elif depth and isinstance(value, dict):
        yield from _within([*value, *value.values()], depth)


def parts(operation: Any, argument: Any) -> Iterator[Any]:
    """The parse trees below one operation of a parsed pattern, but for those that are never tried twice."""
    if operation in REPEATS:
        yield argument[2]
    elif operation is _constants.SUBPATTERN:
        yield argument[3]
    elif operation is _constants.BRANCH:
        yield from argument[1]
    elif operation in {_constants.ASSERT, _constants.ASSERT_NOT}:
        yield argument[1]


def endless(operation: Any, argument: Any) -> bool:
    return operation in REPEATS and argument[1] is _constants.MAXREPEAT


def nested(tree: Any, *, inside: bool = False) -> bool:
    """Whether an endless repeat stands within another, both of which may be tried again."""
    return any(
        (inside and endless(*one))
        or any(nested(part, inside=inside or endless(*one)) for part in parts(*one))
        for one in tree
    )


def test_no_repeat_within_a_repeat():
    """``(a+)+`` is tried in more ways than there are seconds; ``(a++)+`` and ``(?>a+)+`` in one."""
    found = {
        name: pattern.pattern
        for name, pattern in patterns()
        if nested(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags))
    }  # fmt: skip
    assert {name: text for name, text in found.items() if name not in UNAMBIGUOUS} == {}


def of_groups(tree: Any) -> Iterator[Any]:
    """The possessive repeats of more than a letter or a class below a parsed pattern."""
    for operation, argument in tree:
        inside = argument[2] if operation is _constants.POSSESSIVE_REPEAT else ()
        if len(inside) > 1 or any(one in _GROUPS for one, _ in inside):
            yield operation
        for part in (*parts(operation, argument), *([inside] if inside else ())):
            yield from of_groups(part)
        if operation is _constants.ATOMIC_GROUP:
            yield from of_groups(argument)


_GROUPS = (_constants.SUBPATTERN, _constants.BRANCH, _constants.ATOMIC_GROUP, *REPEATS)


def test_no_possessive_repeat_of_a_group():
    """Before Python 3.11.5 ``(?:a|b)*+`` loses its way (python/cpython#106052); ``(?>(?:a|b)*)`` is the same and does not."""
    found = {
        name: pattern.pattern
        for name, pattern in patterns()
        if any(of_groups(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)))
    }  # fmt: skip
    assert found == {}


def test_the_test_itself():
    assert any(of_groups(_parser.parse(r"x(?:a|b+c)*+")))
    assert not any(of_groups(_parser.parse(r"\s*+(?>(?:a|b++c)*)[^x]{2,4}+")))
    assert nested(_parser.parse(r"\s*(?:<!--.*?-->\s*)*<html"))
    assert not nested(_parser.parse(r"\s*+(?:(?><!--.*?-->)\s*+)*+<html"))


BLANK = " " * MANY
CASES: dict[str, Callable[[], object]] = {
    "comments before no markup": lambda: answer.is_page("", b"\n<!--x-->" * MANY + b"\0"),
    "comments before no document": lambda: sniff._HTML_START.match("\n<!--x-->" * MANY + "x"),
    "a label of digits": lambda: sections.GENERIC.match("ดาวน์โหลด" + "1" * MANY + "ก"),
    "words of blanks": lambda: saying._LATER.search(f"{BLANK}x"),
    "a sentence of blanks": lambda: saying.says_something(f"แสดง{BLANK}x ได้จัดทำ{BLANK}x" + "ได้ทำ" * MANY),
    "a file named by dashes": lambda: suggest._YEAR.sub("", "-" * MANY + "x"),
    "attributes of dashes": lambda: answer._ATTRIBUTE.findall("a-" * MANY),
    "a refresh of blanks": lambda: read_page(f"<meta http-equiv=refresh content='{BLANK}a\nb{BLANK}x'>".encode()),
    "a click on a long name": lambda: read_page(b"<a onclick='" + b"_" * MANY + b"'>x</a>"),
    "a script as address": lambda: read_page(b"<a href='javascript:" + b"_" * MANY + b"'>x</a>"),
    "a width of blanks": lambda: read_page(f"<a href=/x><img width='1{BLANK}x' height='1{BLANK}x'></a>".encode()),
    "attributes without number": lambda: read_page(b"<p " + b" ".join(b"a%d=1" % n for n in range(MANY)) + b">x"),
    "attributes with brackets": lambda: read_page(b"<p " + b" ".join(b'<a%d=">"' % n for n in range(MANY)) + b">x"),
    "attributes between strokes": lambda: read_page(b"<p" + b"".join(b"/a%d" % n for n in range(MANY)) + b">x"),
    "quotes that never end": lambda: read_page(b'<p a="' * MANY + b"<p a='" * MANY),
    "tags within a value": lambda: read_page(b"<p a='" + b"<a b " * MANY + b"'>x"),
    "bold within bold": lambda: read_page((b"<p>" + b"<b>" * 1900 + b"x" + b"</b>" * 1900) * 20),
    "a heading deep down": lambda: read_page(b"<div>" * 1900 + b"<h2>x</h2>" + b"x " * MANY),
    "a click deep down": lambda: read_page(b"<div onclick=\"location='/x'\">" * 1900 + b"x " * MANY),
    "rules of stars": lambda: Protego.parse(f"User-agent: *\nDisallow: /{'*a' * 50}*b$\n").can_fetch(
        "http://a.example/" + "a" * MANY, "oit"
    ),
    "a style of blanks": lambda: read_page(f"<p style='display{BLANK}:{BLANK}'>x</p>".encode()),
    "a cell of blanks": lambda: table_header._NUMBER.fullmatch(f"1{BLANK}x"),
    "a number of blanks": lambda: table_body._COLUMN_NUMBER.fullmatch(f"1{BLANK}x"),
    "tags that never end": lambda: sniff._TAG.findall("<a " * MANY),
    "a line of dots": lambda: titles.lines_of("." * MANY + "x\n" + ". " * MANY + "x\n" + f"....{BLANK}x"),
    "dots between two dates": lambda: lexer._LEADERS.fullmatch("." * MANY + "x"),
    "a field to fill in within another": lambda: placeholder._DUMMY.findall("[ระบุ" * MANY + "<ระบุ" * MANY),
    "a line of blanks": lambda: one_line(f"x{BLANK}x"),
    "a cell of blanks before no address": lambda: cells.addresses(f"x{BLANK}y{', ' * MANY}z"),
    "a cell of strokes before an address": lambda: cells.addresses("/" * MANY + " http://a.example/"),
    "an office of blanks": lambda: Directory([]).find(f"District{BLANK}x ฯ{BLANK}x"),
    "a heading of blanks": lambda: heading_of([f"x{BLANK}", f"ข้อ{BLANK}x", f"O1{', ' * MANY}x", "1" * MANY + "x"]),
    "a file named again and again": lambda: file_name('filename="' * MANY),
    "addresses declared with blanks": lambda: mistyped._SEVERAL.split(f"x{BLANK}x"),
    "a link among attributes without number": lambda: list(
        links._rarer(links._tree(b"<p " + b" ".join(b"a%d=1" % n for n in range(MANY)) + b">x"))
    ),
    "pictures of blanks": lambda: list(links._SRCSET.finditer(f"{BLANK}\0")),
    "pictures of one name": lambda: list(links._SRCSET.finditer("a" * MANY + " y")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_work_grows_with_the_text(case):
    def too_long(*_: object) -> None:
        raise AssertionError(f"more than {ENOUGH} s of processor time")

    before = signal.signal(signal.SIGVTALRM, too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, ENOUGH)
    try:
        CASES[case]()
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
