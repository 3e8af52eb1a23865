"""All rules, found by looking into this folder: a new rule is one new file and its cases, nothing else."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from crawler.judge.rule import Stage


@cache
def rule_modules() -> tuple[ModuleType, ...]:
    """Every rule module, by stage order and code."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(sorted(modules, key=lambda module: (module.RULE.order, module.RULE.code)))


@cache
def rules_of(*stages: Stage) -> tuple[ModuleType, ...]:
    """The rule modules of these stages, in the order in which they are asked."""
    return tuple(module for module in rule_modules() if module.RULE.stage in stages)
