"""What a written year means, and the year that a miswritten one must have meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crawler.calendar import ERA, month_end, to_ce

#: Four digits in this range are a Buddhist year unless the text says otherwise, in the next a common-era one.
BUDDHIST = range(2300, 2611)
COMMON = range(1850, 2111)
#: Two digits from 30 on are the end of a Buddhist year 25yy; below, of a common-era year 20yy (spreadsheets).
FIRST_SHORT_BUDDHIST = 30
#: Years that a document of a Thai office is likely to name: where a typo is mended, it is mended to one of these.
LIKELY = range(2500, 2590)


@dataclass(frozen=True, slots=True)
class Year:
    """A year in the Buddhist era, as read.  ``typo``: as it must have been meant; ``short``: two digits."""

    be: int
    common: bool = False
    short: bool = False
    typo: bool = False

    def ce(self, month: int = 12) -> int:
        """The common-era year in which a month of this year lies."""
        return self.be - ERA if self.common else to_ce(self.be, month)

    @property
    def flags(self) -> tuple[str, ...]:
        """What a careful reader would remark about the year."""
        names = (("ce-year", self.common), ("two-digit-year", self.short), ("year-typo", self.typo))
        return tuple(name for name, holds in names if holds)


def read_year(value: int, digits: int, era: int | None = None) -> Year | None:
    """The year that a number of so many digits names, after ``era`` (1 Buddhist, 0 common, ``None`` unsaid).

    A stated era that cannot be (``ค.ศ. 2568``) is overruled by the number.
    """
    if digits == 2:
        if value >= FIRST_SHORT_BUDDHIST and era != 0:
            return Year(2500 + value, short=True)
        return None
    if digits == 4:
        if era == 0 and value < BUDDHIST.start:
            return Year(value + ERA, common=True) if value >= 1000 else None
        if value in BUDDHIST:
            return Year(value)
        if value in COMMON:
            return Year(value + ERA, common=True)
    return _mended(value, digits)


def short_common_year(value: int) -> Year:
    """Two digits as spreadsheets write them: ``Oct-24``."""
    return Year(2000 + value + ERA, common=True, short=True)


def _mended(value: int, digits: int) -> Year | None:
    """``2666`` → 2566 (one digit wrong) and ``25555`` → 2555 (one digit too many); ``None`` where nothing is evident."""
    text = str(value)
    if len(text) != digits:  # 0025
        return None
    if digits == 4 and text[0] == "2" and text[1] != "5":
        mended = int("25" + text[2:])
        return Year(mended, typo=True) if value > BUDDHIST.stop and mended in LIKELY else None
    if digits == 5 and text.startswith(("25", "225")):
        shorter = {int(text[:i] + text[i + 1 :]) for i in range(1, 5) if text[i] == text[i - 1]}
        likely = [candidate for candidate in shorter if candidate in LIKELY]
        return Year(likely[0], typo=True) if len(likely) == 1 else None
    return None


def day_of(year: Year, month: int, day: int) -> tuple[date, bool]:
    """The day, and whether it exists; one past the month's end gives the month's last day and False."""
    last = month_end(year.ce(month), month)
    if day <= last.day:
        return last.replace(day=day), True
    return last, False
