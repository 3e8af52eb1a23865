"""The form of a checklist file: what may be written where (pydantic models).

The JSON Schema for editors is generated from these (:mod:`checklists.schema`).  A file that ``extends``
another need only say what differs; the form is filled in from the files laid over each other.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    Tag,
    model_validator,
)

from checklists.model import Confirmation, Holding, Part
from crawler.forms import wrong
from crawler.model import Grade, Severity
from crawler.thai.text import fold

Text = Annotated[StrictStr, Field(min_length=1)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[Number, Field(ge=0, le=1)]
Percent = Annotated[Number, Field(ge=0, le=100)]

#: The finding codes of the contract by family; a severity can be overridden for these only.
CODE = r"(presence|access|fetch|recency|machine_readable|links|content)\.[a-z0-9_]+"
CodeText = Annotated[StrictStr, Field(pattern=f"^{CODE}$")]


#: Two Thai letters stand in hundreds of other words (รร in 1,488 of a dictionary's 62,872, อบ in 532); three in some dozens,
#: most of which are made of the word itself.
_SHORTEST = 3
_STEM = re.compile(r"^[^*]*[A-Za-z]\*$")


def _matchable(word: str) -> str:
    """Refuse what is nothing once folded: an empty key stands in every text."""
    if not fold(word):
        raise wrong("ต้องมีตัวอักษรหรือตัวเลข", "must hold a letter or a digit")
    return word


def _findable(word: str) -> str:
    """Refuse what stands inside other words everywhere, and a stem's asterisk where no stem is."""
    if not word.isascii() and len(fold(word)) < _SHORTEST:
        raise wrong(
            f"“{word}” สั้นเกินไป ไปพ้องกับส่วนหนึ่งของคำอื่น (รร. อยู่ใน ธรรม) ให้เขียนคำเต็มหรือเติมคำที่อยู่ติดกัน เช่น โรงเรียน, รร.วัด",
            f"“{word}” is too short: its letters stand inside other words (รร. in ธรรม); "
            "write it in full, or with what stands beside it: โรงเรียน, รร.วัด",
        )
    if "*" in word and not _STEM.search(word):
        raise wrong(
            f"“{word}”: เครื่องหมาย * ใช้ได้เฉพาะท้ายคำภาษาอังกฤษ เช่น brib*",
            f"“{word}”: an asterisk goes behind Latin letters at the very end only, as in brib*",
        )
    return word


#: A wording to look for.
Word = Annotated[Text, AfterValidator(_matchable)]
#: A word of the content, found by :mod:`crawler.judge.content_words`.
ContentWord = Annotated[Word, AfterValidator(_findable)]


class Form(BaseModel):
    """Unknown fields are errors; numbers are not text and text is not numbers."""

    model_config = ConfigDict(extra="forbid", strict=True)


class BilingualForm(Form):
    """Thai and English."""

    th: Text = Field(description="ข้อความภาษาไทย")
    en: Text = Field(description="English text")


class SynonymsForm(Form):
    """Other titles of the element, by how much they prove."""

    strong: list[Word] = Field(default=[], description="names the element wherever it stands")
    fair: list[Word] = Field(default=[], description="names it at or below a URL declared for its item")
    alone: list[Word] = Field(default=[], description="as fair, where nothing else is said")
    weak: list[Word] = Field(default=[], description="supports other signs; proves nothing alone")


class HeadsForm(Form):
    """The words that govern a title of the element, and those that turn it into something else."""

    accept: list[Word] = []
    reject: list[Word] = []
    objects: list[Word] = Field(
        default=[], description="right behind a title they make it one of something else"
    )


_YEAR = re.compile(r"FY(-[1-9])?")
YearText = Annotated[StrictStr, Field(pattern=f"^{_YEAR.pattern}$")]


class SeriesForm(Form):
    """A month-by-month duty; months of the fiscal year, 1 = October."""

    step: Literal["month"] = "month"
    year: YearText = "FY"
    first: Annotated[StrictInt, Field(ge=1, le=12, alias="from")]
    last: Annotated[StrictInt, Field(ge=1, le=12, alias="to")]
    grace_days: Annotated[StrictInt, Field(ge=0, le=366)] = 15

    @model_validator(mode="after")
    def _ordered(self) -> SeriesForm:
        if self.last < self.first:
            raise wrong("from ต้องไม่อยู่หลัง to", "from must not be after to")
        return self


class DemandForm(Form):
    """One period that is enough; exactly one of covers, touches, inside, includes, series."""

    covers: YearText | None = Field(None, description="is of this year: FY, FY-1")
    touches: list[YearText] | None = Field(None, description="holds something of one of these years")
    inside: YearText | None = Field(None, description="has an entry dated inside this year")
    includes: YearText | None = Field(None, description="is a longer plan that holds this year")
    series: SeriesForm | None = Field(None, description="stands for every due month")
    part: Part | None = Field(None, description="with covers: a half of the year is enough")

    @model_validator(mode="after")
    def _one_relation(self) -> DemandForm:
        said = [name for name in ("covers", "touches", "inside", "includes", "series") if getattr(self, name)]
        if len(said) != 1:
            raise wrong(
                "ต้องระบุหนึ่งอย่างพอดีจาก covers, touches, inside, includes, series",
                "say exactly one of covers, touches, inside, includes, series",
            )
        if self.part and said != ["covers"]:
            raise wrong("part ใช้ได้กับ covers เท่านั้น", "part goes with covers only")
        return self


def _period_list(value: Any) -> Any:
    """``none``, ``now``, one demand or a list of demands: always a list inside."""
    if value in ("none", "now"):
        return value
    return [value] if isinstance(value, dict) else value


def _alone(period: Literal["none", "now"] | list[DemandForm]) -> Literal["none", "now"] | list[DemandForm]:
    """Refuse what would be a demand for nothing, or a series that another demand makes void."""
    if not period:
        raise wrong(
            "ต้องมีอย่างน้อยหนึ่งช่วงเวลา หรือเขียน none", "needs at least one period; say none where none is demanded"
        )
    if isinstance(period, list) and len(period) > 1 and any(demand.series for demand in period):
        raise wrong("series ต้องอยู่ลำพัง", "series must stand alone")
    return period


def _kind_of_period(value: Any) -> str:
    return "demands" if isinstance(value, list) else "word"


PeriodForm = Annotated[
    Annotated[Literal["none", "now"], Tag("word")] | Annotated[list[DemandForm], Tag("demands")],
    Discriminator(_kind_of_period),
    AfterValidator(_alone),
    BeforeValidator(
        _period_list, json_schema_input_type=Literal["none", "now"] | DemandForm | list[DemandForm]
    ),
]


class SignsForm(Form):
    """Words that the content of the real thing holds."""

    at_least: Annotated[StrictInt, Field(ge=1)]
    groups: Annotated[list[Annotated[list[ContentWord], Field(min_length=1)]], Field(min_length=1)]
    parts: list[ContentWord] = Field(
        [], description="a picture that calls itself so shows this part alone: a map"
    )
    proof: Annotated[StrictInt, Field(ge=0)] = Field(
        0, description="so many groups make a paper the thing, whatever its own title, if a label calls it so"
    )

    @model_validator(mode="after")
    def _enough_groups(self) -> SignsForm:
        for name in ("at_least", "proof"):
            if getattr(self, name) > len(self.groups):
                raise wrong(
                    f"{name} มากกว่าจำนวนกลุ่ม ({len(self.groups)})",
                    f"{name} is more than there are groups ({len(self.groups)})",
                )
        return self


class ContraryForm(Form):
    """Words in the content that say it is something else, unless it also says that it is the real thing."""

    words: Annotated[list[ContentWord], Field(min_length=1)]
    unless: list[ContentWord] = []


class LayoutForm(Form):
    """An accepted layout of a demanded table: column names with the headings officers use."""

    title: BilingualForm
    at_least: Annotated[StrictInt, Field(ge=1)]
    columns: dict[Word, Annotated[list[Word], Field(min_length=1)]]

    @model_validator(mode="after")
    def _enough_columns(self) -> LayoutForm:
        if self.at_least > len(self.columns):
            raise wrong(
                f"at_least มากกว่าจำนวนคอลัมน์ ({len(self.columns)})",
                f"at_least is more than there are columns ({len(self.columns)})",
            )
        return self


class ElementForm(Form):
    """One thing that must or should be found."""

    title: BilingualForm = Field(description="its name in reports; the Thai one is matched too")
    required: StrictBool = Field(True, description="true: it decides the item; false: it only warns")
    titles: Annotated[list[Word], Field(min_length=1, description="exact wordings, worth 1.0")]
    synonyms: SynonymsForm = SynonymsForm()
    heads: HeadsForm = HeadsForm()
    period: PeriodForm = Field(description="none, now, or demands, any of which is enough")
    holding: Annotated[
        list[Holding],
        Field(min_length=1, description="what it may be: a document, page content, a service, news"),
    ]
    mr: Grade | None = Field(None, description="the least machine-readability grade")
    mr_required: StrictBool = Field(False, description="true: fails below mr; false: is warned about")
    none_statements: list[Word] = Field([], description="said in its place, they pass: ไม่มีเรื่องร้องเรียน")
    signs: SignsForm | None = None
    subject: list[ContentWord] = Field(
        [], description="one of these stands in it, or it speaks of something else"
    )
    contrary: list[ContraryForm] = Field([], description="what makes it something else")
    hosts: list[Text] = Field([], description="hosts where such a service lives")
    layouts: dict[Text, LayoutForm] = Field({}, description="accepted layouts of the demanded table")
    severities: dict[CodeText, Severity] = Field({}, description="other severities for finding codes")
    fix: BilingualForm = Field(description="what an officer should do about it")
    source: BilingualForm = Field(description="where the demand is known from")
    confidence: Share = Field(description="how surely the handbook asks for it, 0–1")
    note: StrictStr = ""

    @model_validator(mode="after")
    def _mr_named(self) -> ElementForm:
        if self.mr_required and self.mr is None:
            raise wrong("mr_required ต้องมี mr กำกับ", "mr_required needs mr")
        return self


class ItemForm(Form):
    """One item, decided by its required elements."""

    title: BilingualForm
    titles: list[Word] = Field([], description="other wordings of its title on index pages")
    sub_indicator: Text = Field(description="a sub-indicator of scoring, in quotes: '9.1'")
    divisions: Annotated[list[Text], Field(min_length=1, description="ฝ่ายที่รับผิดชอบ")]
    city_wide: StrictBool = Field(False, description="the same documents in all districts are normal")
    off_site: StrictBool = Field(False, description="a target outside the agency's hosts is legitimate")
    note: StrictStr = ""
    elements: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], ElementForm], Field(min_length=1)
    ]

    @model_validator(mode="after")
    def _something_decides(self) -> ItemForm:
        if not any(element.required for element in self.elements.values()):
            raise wrong("ต้องมี element ที่ required: true อย่างน้อยหนึ่งรายการ",
                        "at least one element must be required: true")  # fmt: skip
        return self


class SubIndicatorForm(Form):
    """A sub-indicator and its weight inside its indicator."""

    title: BilingualForm
    titles: list[Text] = []
    weight: Share
    estimated: StrictBool


class IndicatorForm(Form):
    """An indicator and its weight inside OIT."""

    title: BilingualForm
    weight: Share
    estimated: StrictBool
    sub_indicators: Annotated[dict[Text, SubIndicatorForm], Field(min_length=1)]

    @model_validator(mode="after")
    def _sum(self) -> IndicatorForm:
        _adds_up(sum(sub.weight for sub in self.sub_indicators.values()))
        return self


class LevelForm(Form):
    """A level of the ITA result."""

    title: BilingualForm
    total: Percent
    each: Percent | None = None


class ScoringForm(Form):
    """Weights and levels."""

    tools: dict[Literal["IIT", "EIT", "OIT"], Share]
    indicators: Annotated[dict[Text, IndicatorForm], Field(min_length=1)]
    levels: Annotated[dict[Text, LevelForm], Field(min_length=1)]

    @model_validator(mode="after")
    def _sums(self) -> ScoringForm:
        _adds_up(sum(self.tools.values()))
        _adds_up(sum(indicator.weight for indicator in self.indicators.values()))
        return self


def _adds_up(total: float) -> None:
    if abs(total - 1) > 1e-9:
        raise wrong(f"น้ำหนักรวมกันต้องเท่ากับ 1 แต่ได้ {total:g}", f"the weights must add up to 1, not {total:g}")


DayText = Annotated[StrictStr, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class MilestoneForm(Form):
    """Days as MM-DD: of that month as it occurs in the fiscal year."""

    title: BilingualForm
    start: DayText = Field(alias="from")
    end: DayText = Field(alias="to")


class ChecklistForm(Form):
    """A whole checklist, its ancestors laid under it."""

    version: Literal[1]
    id: Annotated[StrictStr, Field(pattern=r"^[a-z0-9-]+$")]
    extends: StrictStr | None = Field(
        None, description="a bundled id or a file beside this one, laid under it"
    )
    agency_type: Text
    fiscal_year: Annotated[StrictInt, Field(ge=2500, le=2700)]
    confirmation: Confirmation
    title: BilingualForm
    note: StrictStr = ""
    tiers: dict[Literal["strong", "fair", "weak"], Share]
    items: Annotated[dict[Annotated[str, Field(pattern=r"^O[1-9][0-9]*$")], ItemForm], Field(min_length=1)]
    scoring: ScoringForm
    calendar: dict[Text, MilestoneForm] = {}
    severities: dict[CodeText, Severity] = {}
