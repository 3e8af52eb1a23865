"""Exit codes of the contract."""

from __future__ import annotations

PASSED, FAILED, WRONG_INPUT, INCOMPLETE, UNVERIFIED = 0, 1, 2, 3, 4
#: What a shell makes of SIGPIPE: whoever read our output left before its end.  No code of the contract, so that it is
#: never taken for a verdict.
READER_LEFT = 141
