"""The catalogue of a package: what code and templates say, merged into the translations, compiled.

Ids are English, so English needs no catalogue.  Merging never guesses a translation, and a catalogue carries no
date: the same messages give the same bytes.
"""

from __future__ import annotations

import gettext
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from reports.files import write_atomic

_METHODS = [("**/templates/**.html", "jinja2"), ("**/templates/**.xml", "jinja2"), ("**.py", "python")]
_TRIMMED = {"trim_blocks": "true", "lstrip_blocks": "true"}
_OPTIONS = {pattern: _TRIMMED for pattern, method in _METHODS if method == "jinja2"}
_KEYWORDS = {"_": None, "N_": None, "say": None, "ngettext": (1, 2)}
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_DATED = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By')


@dataclass(frozen=True, slots=True)
class PackageCatalogue:
    """The messages of one package in one language.

    ``domain`` names the files (``reports.po``), ``about`` stands at their head.  What ``inherited`` translates
    already is not asked for again; it may be translated otherwise all the same.
    """

    package: Path
    domain: str
    about: str
    lang: str = "th"
    inherited: gettext.NullTranslations | None = None

    @property
    def po(self) -> Path:
        """The translations, as a person edits them."""
        return self.package / "locale" / self.lang / "LC_MESSAGES" / f"{self.domain}.po"

    @property
    def mo(self) -> Path:
        """The translations, compiled."""
        return self.po.with_suffix(".mo")

    def said(self) -> dict[str, list[str]]:
        """Every message of code and templates today, with the comments for its translator."""
        found = extract_from_dir(self.package, _METHODS, _OPTIONS, keywords=_KEYWORDS)
        return {str(message): comments for _name, _line, message, comments, _context in found if message}

    def messages(self) -> Catalog:
        """What has to be translated, as a template without translations."""
        template = Catalog(project="oit", charset="utf-8")
        for message, comments in sorted(self.said().items()):
            if self.inherited is None or self.inherited.gettext(message) == message:
                template.add(message, auto_comments=comments)
        return template

    def load(self) -> Catalog:
        """The catalogue as it stands in the checkout; empty where there is none."""
        text = self.po.read_bytes() if self.po.exists() else b""
        catalogue = read_po(io.BytesIO(text), locale=self.lang)
        catalogue.fuzzy = False
        catalogue.header_comment = f"# {self.about}: {self.lang}."
        catalogue.creation_date = catalogue.revision_date = _NO_DATE
        catalogue.project, catalogue.version = "oit", self.domain
        catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
        return catalogue

    def update(self) -> None:
        """Merge today's messages into the catalogue and compile it."""
        catalogue = self.load()
        catalogue.update(self.messages(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        stream = io.BytesIO()
        write_po(stream, catalogue, width=100, sort_output=True, no_location=True)
        kept = [line for line in stream.getvalue().decode().splitlines() if not line.startswith(_DATED)]
        write_atomic(self.po, "\n".join(kept).rstrip() + "\n")
        write_atomic(self.mo, _compiled(self.load()))

    def problems(self) -> Iterator[str]:
        """What is wrong with the catalogue, one line each."""
        catalogue = self.load()
        have = {message.id: message for message in catalogue if message.id}
        wanted = {message.id for message in self.messages() if message.id}
        yield from (
            f"{self.lang}: not in the catalogue: {key!r}" for key in sorted(wanted - have.keys(), key=str)
        )
        unused = have.keys() - self.said().keys()
        yield from (f"{self.lang}: no longer used: {key!r}" for key in sorted(unused, key=str))
        for message in have.values():
            if not message.string or message.fuzzy:
                yield f"{self.lang}: not translated: {message.id!r}"
            else:
                yield from (f"{self.lang}: {message.id!r}: {error}" for error in message.check(catalogue))
        if not self.mo.exists() or self.mo.read_bytes() != _compiled(catalogue):
            yield f"{self.lang}: {self.mo.name} is stale"


def run(*catalogues: PackageCatalogue) -> int:
    """Update and compile; with ``--check`` change nothing.  1 when something is stale or not translated."""
    if "--check" not in sys.argv[1:]:
        for catalogue in catalogues:
            catalogue.update()
    wrong = [problem for catalogue in catalogues for problem in catalogue.problems()]
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong else 0


def _compiled(catalogue: Catalog) -> bytes:
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()
