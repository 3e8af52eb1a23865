"""One annotation of GitHub Actions: ``::error file=…,line=…,title=…::message``.

Source: GitHub Actions, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from reports.inert import legible, shown_line

#: The longest message: what follows is of no use beside a line of code.
_MOST = 4_000


def annotation(kind: str, message: str, **properties: object) -> str:
    """The line that the runner reads; addresses in ``message`` stand as a person reads them, empty properties not at all."""
    head = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{kind} {head}::{_data(legible(message))}"


def _data(value: object) -> str:
    return shown_line(value, _MOST).replace("%", "%25")


def _property(value: object) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
