"""The grammar: an ordered table of token patterns, the longest and surest first.

A pattern is a regular expression over the codes of :mod:`crawler.thai.dates.lexer`; its named groups are the
tokens that the meaning is made of.  A rule whose meaning refuses (``None``) leaves the place to the next.
No pattern repeats without a bound, so reading stays linear whatever the text holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crawler.late import late
from crawler.thai.dates import days, months, parts, titles, wholes
from crawler.thai.dates.draft import Draft, Found
from crawler.thai.dates.lexer import Tokens

Meaning = Callable[[Found], Draft | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One form of writing: its tokens, what it means, and the codes it may begin with."""

    pattern: re.Pattern[str]
    meaning: Meaning
    starts: str
    title_only: bool = False


def _year(tag: str = "1", digits: str = "[452]") -> str:
    """A year with whatever stands before it: ``ปี`` ``พ.ศ.`` ``:`` ``'``."""
    return rf",?P?:?(?P<e{tag}>E)?:?'?(?P<y{tag}>{digits})"


_MONTH = "[mwea]"
_TO = "[-t]{1,2}"
_DAY_WORDS = "[vW]{0,2}"
_TIME = "(?:,?(?P<time>T))?"


def _rule(pattern: str, meaning: Meaning, starts: str, *, title_only: bool = False) -> Rule:
    return Rule(late(pattern), meaning, starts, title_only)


#: What two ends of a range, and a year and its part, may have between them.
_PART_OF = r"[-,(:&|]{0,2}p?"
_OF = "[-k(),|]?p?"
_BOTH = r"(?:(?:,1){0,2}[-t&,]Q?(?P<q2>1|(?<=Q)[oc]))?"
#: ``2 ไตรมาสแรก``, ``สามไตรมาสหลัง``.
_SOME_QUARTERS = r"(?P<n>[1oc])Q(?P<o>o)"
#: The months, or quarters, of a part of a year in brackets before its year.
_MONTHS_OF_PART = r"(?:\(D?[mwa][-t]D?[mwa]\)|\(Q1[-t&]Q?1\))?"
_GLOSS = r"\(D?(?P<m1>[mwa])-D?(?P<m2>[mwa])\)"

RULES = (
    # --- ranges of days
    _rule(
        rf"(?P<d1>[12])(?:D?(?P<m1>{_MONTH})(?:{_year()})?)?(?:,?T)?{_TO}{_DAY_WORDS}"
        rf"(?P<d2>[12])D?(?P<m2>{_MONTH}){_year('2')}",
        days.day_range,
        "12",
    ),
    _rule(
        rf"(?P<m1>e)(?P<d1>[12])(?:{_year('1', '4')})?{_TO}(?P<m2>e)(?P<d2>[12]){_year('2', '4')}",
        days.day_range,
        "e",
    ),
    _rule(rf"(?P<d1>[12])(?:/(?P<m1>[12]))?{_TO}{_DAY_WORDS}(?P<x2>x)", days.numeric_range_end, "12"),
    _rule(rf"(?P<f>f){_TO}{_DAY_WORDS}(?P<x2>x)", days.numeric_range_end, "f"),
    _rule(rf"(?P<x1>x){_TO}{_DAY_WORDS}(?P<x2>x)", days.numeric_range, "x"),
    # --- single days
    _rule(rf"(?P<d1>[12])(?P<form>D)?(?P<m1>{_MONTH}){_year()}{_TIME}", days.single_day, "12"),
    _rule(rf"(?P<d1>[12])D(?P<m1>[12])(?=P|E){_year()}", days.form_day, "12"),
    _rule(rf"(?P<d1>[12])(?P<sign>[-/])(?P<m1>{_MONTH})(?P=sign)(?P<y1>[42]){_TIME}", days.single_day, "12"),
    _rule(rf"(?P<m1>m)(?P<d1>[12]),{_year('1', '4')}{_TIME}", days.month_first_day, "m"),
    _rule(rf"(?P<m1>e)(?P<d1>[12]),?(?P<y1>4){_TIME}", days.month_first_day, "e"),
    _rule(r"(?P<m1>e)(?P<d1>[12])(?P<time>T)(?P<y1>4)", days.month_first_day, "e"),
    _rule(rf"x{_TIME}", days.numeric_day, "x"),
    _rule(rf"zD?(?P<m1>[mwa]){_year()}", days.month_end_day, "z"),
    # --- parts of a year, the year first
    _rule(rf"(?P<head>[FBP]){_year()}{_PART_OF}Q(?P<q>[1oc]){_BOTH}", parts.one_quarter, "FBP"),
    _rule(rf"(?P<head>[FBP]){_year()}{_PART_OF}{_SOME_QUARTERS}", parts.some_quarters, "FBP"),
    _rule(rf"(?P<head>[FBP]){_year()}{_PART_OF}(?P<h>H)", parts.half_year, "FBP"),
    _rule(
        rf"(?P<head>[FBP]){_year()}{_PART_OF}(?P<round>R)?(?P<n>[12c])D(?P<o>o)?(?![mwa])",
        parts.some_months,
        "FBP",
    ),
    _rule(rf"(?P<head>[FBP]){_year()}{_PART_OF}R(?P<h>1)(?!D)", parts.half_year, "FBP"),
    _rule(rf"(?P<head>P){_year()}{_GLOSS}", months.months_of_year, "P"),
    # --- parts of a year, the part first
    _rule(rf"[12]Do?k?(?P<head>[FBP]){_year()}{_GLOSS}", months.months_of_year, "12"),
    _rule(
        rf"(?P<round>R)?(?P<n>[12c])D(?P<o>o)?{_MONTHS_OF_PART}{_OF}(?P<head>[FBP]){_year()}",
        parts.some_months,
        "R12c",
    ),
    _rule(rf"(?P<round>R)?(?P<n>[12c])D(?P<o>o){_year()}", parts.some_months, "R12c"),
    _rule(rf"z?Q(?P<q>[1oc]){_BOTH}{_MONTHS_OF_PART}{_OF}(?P<head>[FBP])?{_year()}", parts.one_quarter, "zQ"),
    _rule(rf"{_SOME_QUARTERS}{_MONTHS_OF_PART}{_OF}(?P<head>[FBP])?{_year()}", parts.some_quarters, "1oc"),
    _rule(r"Q(?P<f>f)[-t&]Q?(?P<f2>f)", parts.quarters, "Q"),
    _rule(r"Q(?P<q>1)[-t&](?P<f2>f)", parts.quarters, "Q"),
    _rule(r"Q(?P<f>f)", parts.one_quarter, "Q"),
    _rule(rf"(?P<h>H){_MONTHS_OF_PART}{_OF}(?P<head>[FBP])?{_year()}", parts.half_year, "H"),
    _rule(rf"R(?P<h>1){_MONTHS_OF_PART}{_OF}(?P<head>[FB]){_year()}", parts.half_year, "R"),
    _rule(r"R(?P<f>f)", parts.half_year, "R"),
    # --- school years
    _rule(rf"S(?P<term>[1o]){_OF}[AP]{_year()}", wholes.school_year, "S"),
    _rule(r"[SA]-?(?P<f>f)", wholes.school_year, "SA"),
    _rule(rf"(?P<head>A){_year('1', '4')}{_TO}{_year('2', '[42]')}", wholes.year_range, "A"),
    _rule(r"(?P<head>A)(?P<pair>Z)", wholes.year_range, "A"),
    _rule(rf"A-?{_year()}{_PART_OF}S(?P<term>[1o])", wholes.school_year, "A"),
    _rule(rf"A-?{_year()}", wholes.school_year, "A"),
    # --- ranges of months, months
    _rule(
        rf"D?(?P<m1>{_MONTH})(?:{_year()})?{_TO}D?(?P<m2>{_MONTH}){_year('2')}", months.month_range, "Dmwea"
    ),
    _rule(rf"D?:?(?P<m1>[ma]){_year()}", months.one_month, "Dma"),
    _rule(r"D?:?(?P<m1>[ma])[-/](?P<e1>E)?(?P<y1>4)", months.one_month, "Dma"),
    _rule(rf"D:?(?P<m1>w){_year()}", months.one_month, "D"),
    _rule(rf"(?P<m1>e)-?{_year('1', '4')}", months.one_month, "e"),
    _rule(r"(?P<m1>[mwe])(?P<dash>-)(?P<y1>[24])(?![-m12])", months.one_month, "mwe", title_only=True),
    _rule(r"(?P<m1>[we])(?P<y1>[42])", months.one_month, "we", title_only=True),
    _rule(
        rf"D?(?P<m1>m)(?=(?:[,&/]{{0,2}}D?m){{0,10}}[,&/]{{0,2}}D?(?P<ml>m){_year()})",
        months.listed_month,
        "Dm",
    ),
    _rule(r"D(?P<n>f)", months.numeric_month, "D"),
    _rule(r"D:?(?P<x1>x)", months.month_by_first_day, "D"),
    _rule(r"D(?P<m1>[12])/(?P<y1>2)(?!/)", months.figured_month, "D"),
    _rule(r"y", months.numeric_month, "y"),
    # --- ranges of years, years
    _rule(rf"(?P<head>[FB]){_year('1', '[42]')}{_TO}F?{_year('2', '[42]')}", wholes.year_range, "FB"),
    _rule(r"(?P<head>F)E?(?P<pair>Z)", wholes.year_range, "F"),
    _rule(rf"(?P<head>[FB]){_year()}(?!D(?!{_MONTH}))", wholes.one_fiscal_year, "FB"),
    _rule(rf"(?P<head>b){_year('1', '4')}", wholes.one_fiscal_year, "b"),
    _rule(rf"P?(?P<e1>E)?(?P<y1>4){_TO}{_year('2', '[42]')}", wholes.year_range, "PE4"),
    _rule(rf"P?(?P<e1>E)(?P<y1>4)\|{_TO}{_year('2', '4')}", wholes.year_range, "PE"),
    _rule(rf"P'?(?P<y1>2){_TO}{_year('2', '2')}", wholes.year_range, "P"),
    _rule(r"(?:PE?|E)(?P<pair>Z)", wholes.year_range, "PE"),
    _rule(rf"P{_year()}\(E4\)", wholes.one_year, "P"),
    _rule(rf"P{_year('1', '[45]')}", wholes.one_year, "P"),
    _rule(rf"P(?P<e1>E)?'?(?P<y1>2)(?!D(?!{_MONTH}))", wholes.one_year, "P"),
    _rule(r"IP?(?P<e1>E)?(?P<y1>4)", wholes.ita_year, "I"),
    _rule(r"(?P<e1>E)(?P<y1>4)", wholes.era_year, "E"),
    # --- what only titles write
    _rule(r"(?P<d>2)(?P<m>2)(?P<y1>4)", titles.separated_day, "2", title_only=True),
    _rule(r"(?P<y1>4)(?P<m>2)(?P<d>2)", titles.separated_day, "4", title_only=True),
    _rule(r"(?P<y1>4)/(?P<m>2)(?=/)", titles.folder_month, "4", title_only=True),
    _rule(r"(?P<y1>4)(?P<m>2)(?![12])", titles.separated_month, "4", title_only=True),
    _rule(r"(?P<m>[12])-?(?P<y1>4)", titles.separated_month, "12", title_only=True),
    _rule(r"(?P<a>2)-?(?P<b>2)(?![-12])", titles.separated_month, "2", title_only=True),
    _rule(r"(?P<a>2)-(?P<b>2)(?![-12])", titles.short_range, "2", title_only=True),
    _rule(rf"(?P<round>R)?(?P<n>[12])D{_year()}", parts.some_months, "R12", title_only=True),
    _rule(r"(?P<y1>4)", wholes.bare_year, "4"),
    _rule(r"(?P<n>[468])", titles.compact, "468", title_only=True),
    _rule(r"(?P<n>N)", titles.dotted_month, "N", title_only=True),
    # --- parts of a year that is not named
    _rule(
        rf"(?P<d1>[12])(?P<m1>[mw])?{_TO}{_DAY_WORDS}(?P<d2>[12])(?P<m2>[mw])",
        days.day_range_without_year,
        "12",
    ),
    _rule(r"(?P<d1>[12])(?P<m1>m)", days.day_without_year, "12"),
    _rule(r"zD?(?P<m1>[mw])", days.month_end_without_year, "z"),
    _rule(rf"D?(?P<m1>[mw]){_TO}D?(?P<m2>[mw])", months.month_range_without_year, "Dmw"),
    _rule(r"D(?P<m1>[mw])", months.month_without_year, "D"),
    _rule(r"(?P<m1>m)", months.month_without_year, "m"),
    _rule(_SOME_QUARTERS, parts.some_quarters_without_year, "1oc"),
    _rule(rf"z?Q(?P<q>[1oc]){_BOTH}", parts.quarter_without_year, "zQ"),
    _rule(r"(?P<h>H)", parts.half_without_year, "H"),
    _rule(r"(?P<round>R)?(?P<n>[12c])D(?P<o>o)?", parts.some_months_without_year, "R12c"),
    _rule(r"(?P<m1>[we])(?![12])", titles.month_alone, "we", title_only=True),
    _rule(r"(?P<y1>2)", titles.short_year, "2", title_only=True),
)

_BY_START = {
    code: tuple(rule for rule in RULES if code in rule.starts)
    for code in {code for rule in RULES for code in rule.starts}
}
_BY_START_IN_TEXT = {
    code: tuple(rule for rule in rules if not rule.title_only) for code, rules in _BY_START.items()
}
#: Where an expression may begin at all; a lone number is the commonest token and the least likely.
_CANDIDATE = re.compile(r"[12](?=[Dmwae\-t/])|f(?=[-t])|[1o](?=Q)|[xymweaDFBbPAIQRHSzE4c]")
_CANDIDATE_IN_TITLE = re.compile(r"[12468NxymweaDFBbPAIQRHSzEcf]|o(?=Q)")
#: A head rules a list: ``ปีงบประมาณ 2561 2562 และ 2563``.
_LISTED = re.compile(r"[,&|]{0,2}(?P<e1>E)?(?P<y1>4)(?![-/])")
_LIST_HEADS = {wholes.one_fiscal_year, wholes.one_year}


def parse(tokens: Tokens) -> Iterator[Draft]:
    """The drafts of a text from left to right, none overlapping another."""
    rules = _BY_START if tokens.title else _BY_START_IN_TEXT
    starts = _CANDIDATE_IN_TITLE if tokens.title else _CANDIDATE
    at = 0
    while (candidate := starts.search(tokens.codes, at)) is not None:
        at = candidate.start()
        draft = None
        for rule in rules.get(tokens.codes[at], ()):
            match = rule.pattern.match(tokens.codes, at)
            if match is None:
                continue
            draft = rule.meaning(Found(tokens, match))
            if draft is not None:
                break
        if draft is None:
            at += 1
            continue
        yield draft
        at = draft.last + 1
        while rule.meaning in _LIST_HEADS and (match := _LISTED.match(tokens.codes, at)):
            listed = wholes.listed_year(Found(tokens, match), draft)
            if listed is None:
                break
            yield listed
            draft, at = listed, listed.last + 1
