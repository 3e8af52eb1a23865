"""The form of a targets file: what may be written where (pydantic models)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictStr

from crawler.calendar import to_ce
from crawler.evidence.address import InvalidUrlError, ascii_host
from crawler.forms import wrong
from crawler.targets.item_id import ITEM_ID, read_item_id


def _item_id(text: str) -> str:
    if ITEM_ID.fullmatch(text):
        return text
    meant = read_item_id(text)
    th, en = (
        f"ไม่ใช่รหัสข้อ: {text} (ต้องเป็น O ตามด้วยเลขข้อ เช่น O15)",
        f"no item id: {text} (O and its number, such as O15)",
    )
    if meant:
        th, en = f"{th} น่าจะหมายถึง {meant}", f"{en}; did you mean {meant}?"
    raise wrong(th, en)


def _agency_id(text: str) -> str:
    if text and not text.strip("abcdefghijklmnopqrstuvwxyz0123456789-"):
        return text
    raise wrong(
        f"รหัสหน่วยงาน {text} ใช้ได้เฉพาะ a-z ตัวพิมพ์เล็ก ตัวเลข และ - เช่น prawet",
        f"the agency id {text} may hold a-z in lower case, digits and - only, such as prawet",
    )


def _urls(value: Any) -> list[Any]:
    """One address or many; a blank is kept as an empty string, so that it can be warned about."""
    if value is None or isinstance(value, str):
        return [] if value is None else [value]
    if isinstance(value, list):
        return ["" if one is None else one for one in value]
    raise wrong(
        f"ต้องเป็น URL หรือรายการ URL แต่พบ {value!r:.60}",
        f"must be an address or a list of addresses, found {value!r:.60}",
    )


def site_host(site: str) -> str:
    """The host of an agency's site, as it goes over the wire.  Raises InvalidUrlError."""
    try:
        return ascii_host(urlsplit(site.strip()).hostname or "")
    except ValueError as error:
        raise InvalidUrlError(str(error)) from error


def _site(text: str) -> str:
    """What the site of the file should be: a web address with a host."""
    try:
        if text.strip().lower().startswith(("http://", "https://")) and site_host(text):
            return text.strip()
    except InvalidUrlError:
        pass
    raise wrong(
        f"ที่อยู่เว็บไซต์ต้องขึ้นต้นด้วย https:// หรือ http:// ตามด้วยชื่อเครื่อง แต่พบ {text:.80}",
        f"the site must be https:// or http:// and a host name, found {text:.80}",
    )


def _host(text: str) -> str:
    """A host name alone; a port is dropped, because a host is one whatever its port."""
    name, colon, port = text.strip().rpartition(":")
    bare = name if colon and port.isdigit() and ":" not in name else text.strip()
    try:
        return ascii_host(bare)
    except InvalidUrlError:
        raise wrong(
            f"ต้องเป็นชื่อเครื่องอย่างเดียว เช่น webportal.bangkok.go.th (ไม่มี https:// และไม่มี /) แต่พบ {text:.80}",
            f"must be a host name alone, such as webportal.bangkok.go.th (no https://, no /): {text:.80}",
        ) from None


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise wrong(
            f'พบ {text} แต่ต้องเป็นวันที่แบบ "2025-04-30" (ปี ค.ศ.) ในเครื่องหมายคำพูด',
            f'found {text}, must be a day such as "2025-04-30", in quotes',
        ) from None
    if day.year >= 2400:
        raise wrong(
            f"ปี {day.year} เป็น พ.ศ. ให้ใช้ปี ค.ศ. ({to_ce(day.year)})",
            f"{day.year} is a Buddhist year: write {to_ce(day.year)}",
        )
    return day.isoformat()


def _empty(value: Any) -> Any:
    """``declared:`` with nothing behind it is an empty list of fields."""
    return {} if value is None else value


def _reason(value: Any) -> Any:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise wrong("ต้องบอกเหตุผลของการยกเว้น", "a waiver needs its reason")
    return value


Text = Annotated[StrictStr, Field(min_length=1)]
Reason = Annotated[StrictStr, BeforeValidator(_reason)]
ItemId = Annotated[StrictStr, AfterValidator(_item_id)]
Urls = Annotated[list[StrictStr], BeforeValidator(_urls)]


class Form(BaseModel):
    """Unknown fields are errors; numbers are not text and text is not numbers."""

    model_config = ConfigDict(extra="forbid", strict=True)


class WaiverForm(Form):
    """An item, or one finding of it, that the central office excuses."""

    item: ItemId
    reason: Reason
    author: Text | None = None
    expires: Annotated[StrictStr, AfterValidator(_day)] | None = None
    finding: Text | None = None


class AgencyForm(Form):
    """One public body."""

    id: Annotated[StrictStr, AfterValidator(_agency_id)]
    code: Text
    name_th: Text
    name_en: Text
    group: Text | None = None
    site: Annotated[StrictStr, AfterValidator(_site)]
    allowed_hosts: list[Annotated[StrictStr, AfterValidator(_host)]] | None = None
    declared: Annotated[dict[ItemId, Urls], BeforeValidator(_empty)] = {}
    not_applicable: Annotated[dict[ItemId, Reason], BeforeValidator(_empty)] = {}
    waivers: list[WaiverForm] = []
    doubtful: Text | None = None


class TargetsForm(Form):
    """A whole targets file."""

    version: Literal[1]
    agencies: Annotated[list[AgencyForm], Field(min_length=1)]
