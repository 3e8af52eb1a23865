"""What the portal says: ids are English, Thai stands in ``locale/th``; words of the report are the report's."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

from reports import words as report_words

LOCALE = Path(__file__).parent / "locale"


@cache
def translations(lang: str) -> gettext.NullTranslations:
    """Our messages, then the report's."""
    ours = gettext.translation("portal", LOCALE, [lang], fallback=True)
    ours.add_fallback(report_words.catalogue(lang))
    return ours


def say(lang: str) -> Callable[[str], str]:
    """``gettext`` of a language."""
    return translations(lang).gettext
