"""What is wrong with an input file, said so that its owner can mend it.

Raised before anything is crawled; the command line prints every problem and leaves with exit code 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with an input: where it stands, what is wrong, what is allowed, how to mend it.

    ``line`` and ``column`` count from 1; 0 means that the problem belongs to the file as a whole.  For a
    spreadsheet ``line`` is the row as Excel numbers it.  ``field`` is the path of the value, such as
    ``agencies[2].declared.O15[0]``, or the sheet and column.
    """

    file: str
    line: int
    column: int
    field: str
    message_th: str
    message_en: str

    @property
    def where(self) -> str:
        """``file:line:column``, as editors and terminals understand it."""
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])

    def text(self, lang: str = "th") -> str:
        """One line for people, in Thai or (``lang="en"``) English."""
        message = self.message_th if lang == "th" else self.message_en
        return f"{self.where}: {self.field}: {message}" if self.field else f"{self.where}: {message}"


class InputError(Exception):
    """An input file cannot be used; ``problems`` names everything wrong with it at once, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(problem.text("en") for problem in self.problems))


#: Why the system opens no file, where its own words are no help.
_UNOPENED: tuple[tuple[type[OSError], str, str], ...] = (
    (FileNotFoundError, "ไม่พบไฟล์นี้", "there is no such file"),
    (IsADirectoryError, "เป็นโฟลเดอร์ ต้องเป็นไฟล์", "a folder, not a file"),
    (PermissionError, "ไม่มีสิทธิ์อ่านไฟล์นี้ ตรวจสิทธิ์ของไฟล์", "no right to read it: check its permissions"),
)


def unopened(name: str, error: OSError) -> Problem:
    """Why the file called ``name`` could not be opened."""
    thai, english = next(
        (words for kind, *words in _UNOPENED if isinstance(error, kind)),
        (f"เปิดไฟล์ไม่ได้: {error.strerror}", str(error.strerror)),
    )
    if name == "-":
        thai, english = (
            f"{thai} (ไม่อ่านจาก stdin ให้ระบุชื่อไฟล์)",
            f"{english} (standard input is not read: name a file)",
        )
    return Problem(name, 0, 0, "", thai, f"cannot be opened: {english}")
