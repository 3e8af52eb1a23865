"""From a file to its values: events of YAML on a stack of our own, every surprise noted.

Nothing here recurses, so nesting cannot exhaust the stack.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from crawler.errors import InputError, Problem, unopened
from crawler.strict_yaml.scalars import surprise, value_of
from crawler.strict_yaml.source import Node, Source, dotted, tidy

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 32
#: Values a file may hold once its aliases are unfolded: 50 agencies of 1,000 URLs are 50,000.
MAX_VALUES = 1_000_000

Path_ = tuple[str | int, ...]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: What ends a line for YAML.
_LINE_BREAKS = re.compile("[\r\n\x85\u2028\u2029]")
#: Stands on the path while the value of a repeated key is read; no YAML text can spell it.
_REPEATED = "\x00repeated"
_BOMB = (
    f"เมื่อคลี่ค่าที่อ้างถึง (*) แล้วเกิน {MAX_VALUES:,} ค่า หรือลึกเกิน {MAX_DEPTH} ชั้น ให้เขียนค่าเต็มแทนการอ้าง",
    f"unfolding its aliases (*) gives more than {MAX_VALUES:,} values or {MAX_DEPTH} levels: write them out",
)


def read(path: str | Path) -> Source:
    """Read the YAML file at ``path``.  Raises :class:`InputError` if it is not YAML at all."""
    name = str(path)
    try:
        size = Path(path).stat().st_size
        raw = Path(path).read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise InputError([unopened(name, error)]) from None
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise _whole(name, f"ไฟล์ใหญ่เกิน {limit} MB", f"the file is larger than {limit} MB")
    return parse(raw, name)


def parse(raw: bytes | str, file: str = "<text>") -> Source:
    """Read YAML text; ``file`` is the name that problems carry."""
    text = raw if isinstance(raw, str) else _decode(raw, file)
    return _Builder(file).build(text)


#: How xlsx and ods (ZIP) and xls (OLE) begin.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def _decode(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if raw.startswith(_WORKBOOKS):
            raise InputError([Problem(
                file, 0, 0, "",
                "เป็นไฟล์ Excel หรือไฟล์บีบอัด ไม่ใช่ YAML: นำเข้าตารางด้วย oit targets import FILE -o targets.yaml",
                "a workbook or an archive, no YAML: make a targets file of it by oit targets import FILE -o targets.yaml",
            )]) from error  # fmt: skip
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(
            [
                Problem(
                    file, line, 1, "",
                    "ไฟล์ไม่ใช่ UTF-8 (อาจบันทึกเป็น TIS-620/Windows-874 หรือ UTF-16) ให้บันทึกใหม่เป็น UTF-8",
                    "the file is not UTF-8 (perhaps TIS-620/Windows-874 or UTF-16): save it again as UTF-8",
                )
            ]
        ) from None  # fmt: skip


def _whole(file: str, th: str, en: str) -> InputError:
    return InputError([Problem(file, 0, 0, "", th, en)])


class _Builder:
    """Turns YAML events into nodes, with a stack of its own, noting every surprise."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.anchors: dict[str, Node] = {}
        #: What is being read: the node, the key that awaits its value, its anchor, its place in its parent.
        self.open: list[tuple[Node, list[str | int], str | None, Path_]] = []
        self.root: Node | None = None

    def build(self, text: str) -> Source:
        documents = 0
        try:
            for event in yaml.parse(text, Loader=_Loader):
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._say(event, "", "ไฟล์มีหลายเอกสาร (---) ให้เหลือเพียงหนึ่งเอกสาร",
                                  "the file holds several documents (---): keep one")  # fmt: skip
                        break
                elif isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                    self._take(event)
        except yaml.MarkedYAMLError as error:
            self._say_syntax(text, error)
            raise InputError(tidy(self.problems)) from None
        except yaml.YAMLError as error:  # characters that YAML forbids
            self.problems.append(self._unreadable(text, error))
            raise InputError(tidy(self.problems)) from None
        if self.root is None or (self.root.kind == "scalar" and self.root.value is None):
            self.problems.append(Problem(self.file, 1, 1, "", "ไฟล์ว่างเปล่า", "the file is empty"))
            raise InputError(self.problems)
        return Source(self.file, self.root, self.problems)

    # ---- events

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.CollectionEndEvent):
            node, _, anchor, _ = self.open.pop()
            node.size += sum(child.size for child in node.children.values())
            node.depth += max((child.depth for child in node.children.values()), default=0)
            if node.size > MAX_VALUES or node.depth > MAX_DEPTH:
                self._say(event, "", *_BOMB)
                raise InputError(tidy(self.problems))
            if anchor:
                self.anchors[anchor] = node
            return
        node = self._node(event)
        if self._awaits_key():
            self._key(event, node)
            return
        step = self._attach(node)
        if node.kind != "scalar" and not isinstance(event, yaml.AliasEvent):
            if len(self.open) >= MAX_DEPTH:
                self._say(event, "", f"ซ้อนกันลึกเกิน {MAX_DEPTH} ชั้น", f"nested deeper than {MAX_DEPTH} levels")
                raise InputError(tidy(self.problems))
            self.open.append((node, [], event.anchor, step))
        elif isinstance(event, yaml.ScalarEvent) and event.anchor:
            self.anchors[event.anchor] = node

    def _node(self, event: Any) -> Node:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.AliasEvent):
            target = self.anchors.get(str(event.anchor))
            if target is not None:
                return target
            # Unknown, or an anchor that is still open: a value that would hold itself.
            self._say(
                event,
                "",
                f"*{event.anchor} อ้างถึงค่าที่ไม่มีหรือค่าที่มีตัวเองอยู่ข้างใน ให้เขียนค่าเต็มแทน",
                f"*{event.anchor} refers to nothing, or to a value that would hold itself: write it out",
            )
            return Node(self.file, line, column, "scalar", "")
        if event.tag is not None and event.tag != "!":
            self._say(
                event,
                "",
                f"ไม่รับป้ายชนิดข้อมูล {event.tag} ให้ลบออก",
                f"type tag {event.tag} is not allowed: remove it",
            )
        if isinstance(event, yaml.MappingStartEvent):
            return Node(self.file, line, column, "mapping")
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(self.file, line, column, "list")
        return Node(self.file, line, column, "scalar", self._value(event))

    def _awaits_key(self) -> bool:
        if not self.open:
            return False
        node, path, *_ = self.open[-1]
        return node.kind == "mapping" and not path

    def _key(self, event: Any, node: Node) -> None:
        parent, path, *_ = self.open[-1]
        key = event.value if isinstance(event, yaml.ScalarEvent) else None
        if key is None or isinstance(event, yaml.AliasEvent):
            self._say(event, "", "ชื่อฟิลด์ต้องเป็นข้อความธรรมดา", "a field name must be plain text")
            raise InputError(tidy(self.problems))
        if key == "<<":
            self._say(
                event,
                "<<",
                "ไม่รับการรวมค่าแบบ << ให้เขียนค่าเต็ม",
                "merge keys (<<) are not allowed: write the values out",
            )
        if key in parent.children:
            first = parent.keys[key][0]
            self._say(event, key, f"ฟิลด์นี้ซ้ำกับบรรทัด {first} ให้เหลือเพียงแห่งเดียว",
                      f"this field repeats line {first}: keep one of the two")  # fmt: skip
            # Both stay checkable: the second goes under a name that no form knows but none will see.
            path.append(_REPEATED)
            return
        parent.keys[key] = (node.line, node.column)
        path.append(key)

    def _attach(self, node: Node) -> Path_:
        """Hang ``node`` where it belongs; where that is."""
        if not self.open:
            self.root = node
            return ()
        parent, path, *_ = self.open[-1]
        if parent.kind == "list":
            parent.children[len(parent.children)] = node
            return (len(parent.children) - 1,)
        key = path.pop()
        if key == _REPEATED:
            return ()
        parent.children[key] = node
        return (key,)

    # ---- scalars

    def _value(self, event: yaml.ScalarEvent) -> Any:
        if not event.implicit[0]:  # in quotes
            return event.value
        if odd := surprise(event.value):
            self._say(event, "", *odd)
        return event.value if odd or self._awaits_key() else value_of(event.value)

    # ---- problems

    def _here(self) -> Path_:
        steps: list[str | int] = []
        for _, _, _, step in self.open:
            steps += step
        node, path, *_ = self.open[-1] if self.open else (None, [])
        if node is not None and node.kind == "list":
            steps.append(len(node.children))
        elif path and path[-1] != _REPEATED:
            steps.append(path[-1])
        return tuple(steps)

    def _say(self, event: Any, field_: str, th: str, en: str) -> None:
        mark = event.start_mark
        path = dotted((*self._here(), field_) if field_ else self._here())
        self.problems.append(Problem(self.file, mark.line + 1, mark.column + 1, path, th, en))

    def _say_syntax(self, text: str, error: yaml.MarkedYAMLError) -> None:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(part for part in (error.context, error.problem) if part)
        if "\t" in _LINE_BREAKS.split(text[: mark.index + 1] if mark else "")[-1]:
            thai = "อ่าน YAML ไม่ได้ตรงนี้: บรรทัดนี้ย่อหน้าด้วยแท็บ ให้ใช้ช่องว่างแทน"
            english = "YAML cannot be read here: this line is indented by a tab; no tabs, use blanks"
        else:
            thai = "อ่าน YAML ไม่ได้ตรงนี้: ตรวจการย่อหน้า (ใช้ช่องว่าง ไม่ใช้แท็บ) เครื่องหมาย : และเครื่องหมายคำพูด"
            english = (
                f"YAML cannot be read here: check indentation (blanks, no tabs), colons and quotes ({what})"
            )
        self.problems.append(Problem(self.file, line, column, dotted(self._here()), thai, english))

    def _unreadable(self, text: str, error: yaml.YAMLError) -> Problem:
        position = getattr(error, "position", 0) or 0
        line = text.count("\n", 0, position) + 1
        return Problem(
            self.file, line, 1, "",
            "มีอักขระควบคุมที่ YAML ไม่รับ ให้ลบออก", "a control character that YAML forbids: remove it",
        )  # fmt: skip
