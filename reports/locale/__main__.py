"""Extract every message of code and templates, merge it into the catalogues, compile them.

    python -m reports.locale          update and compile
    python -m reports.locale --check  change nothing; end with 1 when a catalogue is stale or incomplete

The ids are English, so English needs no catalogue.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from reports.files import write_atomic

PACKAGE = Path(__file__).resolve().parent.parent
CATALOGUES = ("th",)
_METHODS = [("**/templates/**.html", "jinja2"), ("**/templates/**.xml", "jinja2"), ("**.py", "python")]
_TRIMMED = {"trim_blocks": "true", "lstrip_blocks": "true"}
_OPTIONS = {pattern: _TRIMMED for pattern, method in _METHODS if method == "jinja2"}
#: Catalogues carry no date: the same messages give the same bytes.
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_KEYWORDS = {"_": None, "N_": None, "say": None, "ngettext": (1, 2)}


def messages() -> Catalog:
    """What code and templates say today, as a template without translations."""
    template = Catalog(project="oit", charset="utf-8")
    found = extract_from_dir(PACKAGE, _METHODS, _OPTIONS, keywords=_KEYWORDS)
    for _name, _line, message, comments, _context in sorted(found, key=lambda entry: (entry[0], entry[1])):
        template.add(message, auto_comments=comments)
    return template


def paths(lang: str) -> tuple[Path, Path]:
    """The catalogue of a language, and its compiled form."""
    folder = PACKAGE / "locale" / lang / "LC_MESSAGES"
    return folder / "reports.po", folder / "reports.mo"


def load(lang: str) -> Catalog:
    """The catalogue as it stands in the checkout; empty where there is none."""
    po, _ = paths(lang)
    catalogue = read_po(io.BytesIO(po.read_bytes()), locale=lang) if po.exists() else Catalog(locale=lang)
    catalogue.fuzzy = False
    catalogue.header_comment = f"# Messages of the reports: {lang}."
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    catalogue.project, catalogue.version = "oit", "reports"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = ""
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of the ``.mo`` file."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def problems(lang: str) -> Iterator[str]:
    """What is wrong with a language's catalogue, one line each."""
    catalogue, wanted = load(lang), {message.id for message in messages() if message.id}
    have = {message.id: message for message in catalogue if message.id}
    yield from (f"{lang}: not in the catalogue: {key!r}" for key in sorted(wanted - have.keys(), key=str))
    yield from (f"{lang}: no longer used: {key!r}" for key in sorted(have.keys() - wanted, key=str))
    for message in have.values():
        if not message.string or message.fuzzy:
            yield f"{lang}: not translated: {message.id!r}"
        else:
            yield from (f"{lang}: {message.id!r}: {error}" for error in message.check(catalogue))
    _, mo = paths(lang)
    if not mo.exists() or mo.read_bytes() != compiled(catalogue):
        yield f"{lang}: {mo.name} is stale"


def update(lang: str) -> None:
    """Merge today's messages into the catalogue, without guessing translations, and compile it."""
    catalogue = load(lang)
    catalogue.update(messages(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    po, mo = paths(lang)
    stream = io.BytesIO()
    write_po(stream, catalogue, width=100, omit_header=False, sort_output=True, no_location=True)
    kept = [line for line in stream.getvalue().decode().splitlines() if not _dated(line)]
    write_atomic(po, "\n".join(kept).rstrip() + "\n")
    write_atomic(mo, compiled(load(lang)))


def _dated(line: str) -> bool:
    return line.startswith(('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By'))


def main() -> int:
    """Run as the module's docstring says."""
    if "--check" not in sys.argv[1:]:
        for lang in CATALOGUES:
            update(lang)
    wrong = [problem for lang in CATALOGUES for problem in problems(lang)]
    for problem in wrong:
        print(problem, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
