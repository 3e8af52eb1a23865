"""Fill in a form (a pydantic model) from a file, and say everything that is wrong with it, in place.

Why: pydantic's complaints are for programmers, English, and do not know lines.  Here each becomes a
:class:`~crawler.errors.Problem` in words that an officer understands.  A form may add complaints of its own::

    raise wrong("รหัสซ้ำ", "this id repeats")
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from crawler.errors import Problem
from crawler.strict_yaml import Source, dotted, nearest

Form = TypeVar("Form", bound=BaseModel)

_OWN = "said_by_the_form"


def fill(source: Source, form: type[Form]) -> Form:
    """The values of ``source`` as a filled-in ``form``.

    Raises :class:`~crawler.errors.InputError` with every problem at once: YAML's and the form's.
    """
    try:
        filled = form.model_validate(source.data())
    except ValidationError as error:
        # A value that YAML itself would misread is reported as that, not again as "not a string".
        known = {(p.file, p.line, p.column) for p in source.problems}
        source.problems += [
            p for p in explain(error, source, form) if (p.file, p.line, p.column) not in known
        ]
        source.finish()
        raise
    source.finish()
    return filled


def wrong(th: str, en: str) -> PydanticCustomError:
    """An error to raise inside a validator, in both languages."""
    return PydanticCustomError(_OWN, "{en}", {"th": th, "en": en})


def explain(error: ValidationError, source: Source, form: type[BaseModel]) -> Iterator[Problem]:
    """Every complaint of ``error`` as a :class:`Problem`."""
    details = error.errors(include_url=False)
    bad_names = [detail["loc"][:-1] for detail in details if _of_name(detail["loc"])]
    for detail in details:
        loc = detail["loc"]
        if not _of_name(loc) and any(loc[: len(name)] == name for name in bad_names):
            continue  # what lies under a name that cannot stand there is mended with the name
        path = _path(loc, source)
        th, en = _words(detail, form)
        # An unknown field is marked at its name; a missing one at the value that should hold it.
        node = source.locate(path, key=detail["type"] == "extra_forbidden")
        yield Problem(node.file, node.line, node.column, dotted(path), th, en)


def _of_name(loc: Sequence[str | int]) -> bool:
    """Whether a complaint is about the name of a field, not its value."""
    return bool(loc) and loc[-1] == "[key]"


def _path(loc: Sequence[str | int], source: Source) -> tuple[str | int, ...]:
    """``loc`` without the names that pydantic adds for the branches of a union or for ``[key]``."""
    path: list[str | int] = []
    node = source.root
    for i, step in enumerate(loc):
        if step in node.children:
            node = node.children[step]
            path.append(step)
        elif i == len(loc) - 1 and isinstance(step, str) and step != "[key]" and node.kind == "mapping":
            path.append(step)
    return tuple(path)


def _words(detail: Mapping[str, Any], form: type[BaseModel]) -> tuple[str, str]:
    context: Mapping[str, Any] = detail.get("ctx", {})
    kind: str = detail["type"]
    if kind == _OWN:
        return str(context["th"]), str(context["en"])
    if kind == "extra_forbidden":
        return _unknown_field(detail["loc"], form)
    maker = _MESSAGES.get(kind)
    if maker is None:
        return f"ค่าไม่ถูกต้อง ({detail['msg']})", str(detail["msg"])
    return maker(context, _shown(detail.get("input")))


def _shown(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list):
        return "[…]"
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


_Maker = Callable[[Mapping[str, Any], str], tuple[str, str]]

_MESSAGES: dict[str, _Maker] = {
    "missing": lambda _, __: (
        "ขาดฟิลด์นี้ซึ่งจำเป็นต้องมี ให้เติม", "this field is required and missing: add it",
    ),
    "string_type": lambda _, value: (
        f'ต้องเป็นข้อความ แต่พบ {value} ให้ใส่เครื่องหมายคำพูด: "{value}"',
        f'must be text, found {value}: put it in quotes: "{value}"',
    ),
    "int_type": lambda _, value: (f"ต้องเป็นจำนวนเต็ม แต่พบ {value}", f"must be a whole number, found {value}"),
    "float_type": lambda _, value: (f"ต้องเป็นตัวเลข แต่พบ {value}", f"must be a number, found {value}"),
    "bool_type": lambda _, value: (
        f"ต้องเป็น true หรือ false แต่พบ {value}", f"must be true or false, found {value}",
    ),
    "list_type": lambda _, value: (
        f"ต้องเป็นรายการ (ขึ้นต้นด้วย - หรืออยู่ใน [ ]) แต่พบ {value}",
        f"must be a list (lines that begin with -, or [ ]), found {value}",
    ),
    "dict_type": lambda _, value: (
        f"ต้องเป็นชุดฟิลด์ (ชื่อ: ค่า) แต่พบ {value}", f"must be fields (name: value), found {value}",
    ),
    "model_type": lambda _, value: (
        f"ต้องเป็นชุดฟิลด์ (ชื่อ: ค่า) แต่พบ {value}", f"must be fields (name: value), found {value}",
    ),
    "literal_error": lambda context, value: (
        f"พบ {value} แต่ค่าที่ใช้ได้คือ {context.get('expected')}",
        f"found {value}, allowed: {context.get('expected')}",
    ),
    "string_pattern_mismatch": lambda context, value: (
        f"พบ {value} แต่ต้องอยู่ในรูป {context.get('pattern')}",
        f"found {value}, must match {context.get('pattern')}",
    ),
    "string_too_short": lambda _, __: ("ต้องไม่เป็นข้อความว่าง", "must not be empty"),
    "too_short": lambda context, __: (
        f"ต้องมีอย่างน้อย {context.get('min_length')} รายการ",
        f"needs at least {context.get('min_length')} entries",
    ),
    "greater_than_equal": lambda context, value: (
        f"พบ {value} แต่ต้องไม่น้อยกว่า {context.get('ge')}",
        f"found {value}, must be at least {context.get('ge')}",
    ),
    "greater_than": lambda context, value: (
        f"พบ {value} แต่ต้องมากกว่า {context.get('gt')}",
        f"found {value}, must be more than {context.get('gt')}",
    ),
    "less_than_equal": lambda context, value: (
        f"พบ {value} แต่ต้องไม่เกิน {context.get('le')}", f"found {value}, must be at most {context.get('le')}",
    ),
}  # fmt: skip


def _unknown_field(loc: Sequence[str | int], form: type[BaseModel]) -> tuple[str, str]:
    name = str(loc[-1])
    allowed = _fields_at(form, loc[:-1])
    listed = ", ".join(allowed)
    close = nearest(name, allowed)
    th, en = f"ไม่รู้จักฟิลด์ {name}", f"unknown field {name}"
    if close:
        th, en = f"{th} น่าจะหมายถึง {close}", f"{en}: did you mean {close}?"
    if listed:
        th, en = f"{th} (ฟิลด์ที่ใช้ได้: {listed})", f"{en} (allowed: {listed})"
    return th, en


def _fields_at(form: type[BaseModel], loc: Sequence[str | int]) -> list[str]:
    """The field names that are allowed at ``loc``, found by walking the form's annotations."""
    models = [form]
    for step in loc:
        annotations: list[Any] = []
        for model in models:
            if model.__name__ == step:  # the name of a union's branch
                annotations.append(model)
            for name, info in model.model_fields.items():
                if step in (name, info.alias):
                    annotations.append(info.annotation)
        if annotations:
            models = [model for annotation in annotations for model in _models_in(annotation)]
    return list(
        dict.fromkeys(info.alias or name for model in models for name, info in model.model_fields.items())
    )


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
