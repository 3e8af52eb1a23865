"""What a rule is: a finding's code, its words, its advice, and where it is asked.

A rule is one module of ``crawler.judge.rules``.  Its docstring says why it matters (the method page shows it), its
module-level :data:`RULE` holds the words, its ``check`` function the judgement::

    RULE = Rule(code="presence.not_declared", stage="item", …)

    def check(case: ItemCase) -> Iterator[Finding]:
        if not case.declarations:
            yield RULE.finding(item=case.item.title.th)

Stages, from the outside in:

``reach``    one address of the item that gave no good answer (:class:`crawler.judge.case.CaptureCase`)
``capture``  one address of the item and what it answered (:class:`crawler.judge.case.CaptureCase`)
``page``     one declared page that was read (:class:`crawler.judge.case.PageCase`)
``holding``  whatever is taken for an element: document, page, section (:class:`crawler.judge.case.HoldingCase`)
``document`` one document that is, and could be read (:class:`crawler.judge.case.HoldingCase`)
``unread``   one document that is, and could not (:class:`crawler.judge.case.HoldingCase`)
``element``  one element and everything that was found for it (:class:`crawler.judge.case.ElementCase`)
``verdict``  one element after it was judged (:class:`crawler.judge.case.VerdictCase`)
``item``     one item of one agency (:class:`crawler.judge.case.ItemCase`)
``agency``   all items of one agency (:class:`crawler.judge.case.AgencyCase`)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from crawler.model import Blame, Evidence, Finding, Severity

if TYPE_CHECKING:
    from checklists.model import Checklist, Element

Stage = Literal[
    "reach", "capture", "page", "holding", "document", "unread", "element", "verdict", "item", "agency"
]


@dataclass(frozen=True, slots=True)
class Rule:
    """The words of one finding code.  Texts are ``str.format`` templates; every rule names its placeholders.

    ``order`` puts the rules of a stage in sequence: the more specific code is asked first, because of the errors
    that explain one address only the first is reported.
    """

    code: str
    stage: Stage
    severity: Severity
    blame: Blame
    th: str
    en: str
    fix_th: str
    fix_en: str
    order: int = 50

    def finding(
        self, *, element: str | None = None, url: str | None = None, evidence: tuple[Evidence, ...] = (),
        severity: Severity | None = None, blame: Blame | None = None, **words: object,
    ) -> Finding:  # fmt: skip
        """The finding of this rule with its words filled in.

        Raises:
            KeyError: a template names a word that was not given.

        """
        return Finding(
            code=self.code,
            severity=severity or self.severity,
            blame=blame or self.blame,
            message_th=self.th.format_map(words),
            message_en=self.en.format_map(words),
            fix_th=self.fix_th.format_map(words),
            fix_en=self.fix_en.format_map(words),
            element=element,
            url=url,
            evidence=evidence,
        )


def overruled(finding: Finding, rule: Rule, checklist: Checklist, element: Element | None = None) -> Finding:
    """The finding with the severity that the checklist gives its code, if it gives one.

    Where that is the rule's own, a finding that was said more mildly stays so.
    """
    severity = checklist.severity(finding.code, finding.severity, element)
    if severity in {finding.severity, rule.severity}:
        return finding
    return replace(finding, severity=severity)


def for_element(finding: Finding, element: str) -> Finding:
    """The same finding, said of ``element``."""
    return finding if finding.element == element else replace(finding, element=element)
