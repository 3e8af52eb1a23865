"""What the content of the real thing says, by the words of the checklist, and what the content of something else says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.judge.content_words import any_in
from crawler.judge.statements import only_names
from crawler.read.saying import says_something

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checklists.model import Element, Signs
    from crawler.read.page_facts import Piece

#: Lines this short may be entries of a list, and so many are one.
_ENTRY, _ENTRIES = 120, 3
#: Words that praise and exhort, and are no entry of a list.
_EXHORTS = re.compile(
    r"สำคัญ|มุ่งมั่น|ตระหนัก|ร่วม(?:มือ)?กัน|ทุกคน|ทุกท่าน|เพื่อ(?:ประโยชน์|ประชาชน|พี่น้อง|ความสุข)|เต็มใจ|เสียสละ|ยินดี|ขออภัย|ขอบคุณ|หวังว่า|อย่าง(?:ยิ่ง|เคร่งครัด|สม่ำเสมอ)"
)
#: A figure of a programme or of what came of it, or that there was none; a year or a telephone is no figure.
_FIGURE = re.compile(
    r"[0-9๐-๙]{1,3}(?:,[0-9๐-๙]{3})+|[0-9๐-๙]\.[0-9๐-๙]|[0-9๐-๙]\s*(?:%|บาท|เรื่อง|ครั้ง|ราย|คน|แห่ง|โครงการ|กิจกรรม|ข้อ|ด้าน|แผน|ชุมชน|มาตรการ|ฝ่าย)|ร้อยละ"
    r"|ไม่มี(?!ข้อมูล)|ไม่ได้(?:รับ|จัด|ขอ|ตั้ง)"
)


def shows_signs(element: Element, text: str) -> bool:
    """Whether a text holds words that the content of the real thing holds."""
    return element.signs is not None and signs_shown(element.signs, text) >= element.signs.at_least


def is_proved(element: Element, text: str) -> bool:
    """Whether a text shows so many signs that its own title does not matter: steps, time, fees and documents of a service."""
    signs = element.signs
    return signs is not None and 0 < signs.proof <= signs_shown(signs, text)


def signs_shown(signs: Signs, text: str) -> int:
    """Of how many groups of signs a text holds a word."""
    return sum(any_in(text, group) for group in signs.groups)


def contradicts(element: Element, text: str) -> bool:
    """Whether a text says that it is something else, and nowhere that it is the real thing."""
    return any(any_in(text, one.words) and not any_in(text, one.unless) for one in element.contrary)


def stands_apart(element: Element, pieces: Sequence[Piece], above: int = 0) -> bool:
    """Whether all that is said stands below headings, ``above`` of which are the thing's own, of something else: private schools."""
    said = [piece for piece in pieces if not piece.level]
    return bool(element.contrary and said) and all(
        any(contradicts(element, heading) for heading in piece.headings[above:]) for piece in said
    )


def strays(element: Element, text: str) -> bool:
    """Whether a text never says what the element is about: the risk of bribes, not that of floods."""
    return bool(element.subject) and not any_in(text, element.subject)


def only_talks(element: Element, said: Sequence[str], *, beside_data: bool) -> bool:
    """Whether what is said may stand below any heading: a plan or report of a year gives no figure, a rule no word of its own.

    Of three short lines and more nobody knows whether they are a list, and what only advises costs nobody a point.
    ``beside_data``: a table or list stands there too, and speaks for itself unless it should show figures and has none.
    """
    text = "\n".join(said)
    if beside_data:
        return _shows_no_figures(element, text)
    if not element.required or is_list(said):
        return False
    if element.signs is not None:
        return signs_shown(element.signs, text) == 0
    return not shows_figures(text) if element.period.kind == "any" else strays(element, text)


def is_list(said: Sequence[str]) -> bool:
    """Whether so many of some texts may be entries that they are a list."""
    return sum(map(_is_entry, said)) >= _ENTRIES


def shows_figures(text: str) -> bool:
    """Whether a text gives a figure of a programme, or of what came of it, or says that there was none."""
    return _FIGURE.search(text) is not None


def _is_entry(line: str) -> bool:
    """Whether a line may be an entry of a list: short, about the thing, and no praise of it."""
    return len(line) <= _ENTRY and says_something(line) and not _EXHORTS.search(line)


def _shows_no_figures(element: Element, table: str) -> bool:
    """Whether a table says nothing that the element's figures would: a list of names under the heading of statistics."""
    return (
        element.required and element.signs is not None and element.period.kind == "any"
        and not signs_shown(element.signs, table) and not shows_figures(table)
    )  # fmt: skip


def is_to_be_read(element: Element) -> bool:
    """Whether a thing is a paper, of a year or a rule in force, and no chart, face or map that is seen at a glance."""
    return element.period.kind == "any" or (element.required and element.signs is None)


def is_part(element: Element, picture: str) -> bool:
    """Whether a picture that calls itself so shows one part of the thing and no other."""
    if element.signs is None or shows_signs(element, picture):
        return False
    return any_in(picture, element.signs.parts)


def telling(element: Element, lines: Sequence[str]) -> list[str]:
    """The lines that say more than the element's name once again."""
    names = element.names
    return [line for line in lines if not only_names(names, line) or shows_signs(element, line)]
