"""The JSON Schema of checklist files, for editors: completion, hints and red lines while typing.

Generated from :mod:`checklists.form`, so the two cannot drift apart; ``python -m checklists.schema`` writes it.
The loader alone decides (it also knows duplicate keys, misread values and what files inherit): the schema never
refuses a file that loads.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from checklists.form import ChecklistForm

FILE = Path(__file__).parent / "schema" / "checklist.schema.json"
_REF = "#/$defs/"
#: Definitions for files that extend another carry this behind their name.
_PARTIAL = "Partial"


class _Strict(GenerateJsonSchema):
    """Without a ``title`` that only repeats the name of the field; only names of the pattern."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        del schema
        return False

    def dict_schema(self, schema: Any) -> dict[str, Any]:
        """Names of another pattern are wrong."""
        closed = super().dict_schema(schema)
        if "patternProperties" in closed:
            closed["additionalProperties"] = False
        return closed


def schema() -> dict[str, Any]:
    """A whole file needs every required field; one that ``extends`` another only says what differs."""
    whole = ChecklistForm.model_json_schema(by_alias=True, schema_generator=_Strict)
    definitions = whole.pop("$defs")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Checklist of oit",
        "description": "What must stand on an agency's website in one fiscal year (see docs/checklists.md).",
        "if": {"type": "object", "required": ["extends"]},
        "then": {"$ref": f"{_REF}ChecklistForm{_PARTIAL}"},
        "else": {"$ref": f"{_REF}ChecklistForm"},
        "$defs": {
            name: definition
            for base, full in sorted({**definitions, "ChecklistForm": whole}.items())
            for name, definition in ((base, full), (base + _PARTIAL, _partial(full)))
        },
    }


def _partial(node: dict[str, Any]) -> dict[str, Any]:
    """The same with nothing required, and ``null`` for what is to be taken away.

    Entries of a list stay whole: a list replaces the inherited one.
    """
    if "$ref" in node:
        return {**node, "$ref": node["$ref"] + _PARTIAL}
    result = {key: value for key, value in node.items() if key not in {"required", "minProperties"}}
    for key in node.keys() & {"properties", "patternProperties"}:
        result[key] = {name: _or_null(_partial(value)) for name, value in node[key].items()}
    if isinstance(node.get("additionalProperties"), dict):
        result["additionalProperties"] = _or_null(_partial(node["additionalProperties"]))
    if "anyOf" in node:
        result["anyOf"] = [_partial(branch) for branch in node["anyOf"]]
    return result


def _or_null(node: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [node, {"type": "null"}]}


def text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the schema beside this module."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text(), encoding="utf-8")
    print(FILE)


if __name__ == "__main__":
    main()
