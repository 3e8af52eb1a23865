"""Exit codes of the contract."""

from __future__ import annotations

PASSED, FAILED, WRONG_INPUT, INCOMPLETE, UNVERIFIED = 0, 1, 2, 3, 4
