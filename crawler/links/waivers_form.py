"""The form of a waivers file (pydantic), apart from what uses it: most checks have none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr

from crawler import strict_yaml
from crawler.forms import fill, wrong


def read_waivers(path: Path) -> list[WaiverForm]:
    """The waivers of a YAML file.  Raises InputError with everything that is wrong with it."""
    return fill(strict_yaml.read(path), WaiversForm).waivers


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise wrong(
            f'พบ {text} แต่ต้องเป็นวันที่แบบ "2025-04-30" (ปี ค.ศ.) ในเครื่องหมายคำพูด',
            f'found {text}, must be a day such as "2025-04-30", in quotes',
        ) from None


Text = Annotated[StrictStr, Field(min_length=1)]


class WaiverForm(BaseModel):
    """One excused address."""

    model_config = ConfigDict(extra="forbid", strict=True)
    url: Text
    reason: Text
    author: Text | None = None
    expires: Annotated[StrictStr, AfterValidator(_day)] | None = None


class WaiversForm(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", strict=True)
    waivers: list[WaiverForm]
