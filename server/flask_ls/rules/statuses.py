"""The statuses that Werkzeug has exceptions of. No rule itself."""

from __future__ import annotations

import re

EXCEPTIONS = frozenset(
    {
        400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 428, 429,
        431, 451, 500, 501, 502, 503, 504, 505,
    }
)  # fmt: skip
# A project that has exceptions of its own for other statuses.
OWN_EXCEPTIONS = re.compile(r"\bdefault_exceptions\b|\b_?aborter\b|\bAborter\b|\baborter_class\b|\bmake_aborter\b")
