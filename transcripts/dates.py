"""Parse broadcast dates, which may be known only to the month or year, or approximately.

Dates are in EDTF, the extension of ISO 8601 that archives use: 2010-09-15, 2010-09, 2010, and 1987~
for "about 1987".
"""

from __future__ import annotations

import re
from calendar import monthrange

from transcripts.errors import UserError

FORMS = "2010-09-15, 2010-09, 2010 or c. 2010"

_ABOUT = re.compile(r"(?:c\.?|ca\.?|circa|about|um)\s*(?=\d)", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)


def parse_date(text: str, option_name: str = "date") -> str:
    """Return a date in EDTF; raises UserError if it is invalid.

    The error message uses `option_name` as the name of the date.
    """
    given = text.strip()
    bare = _ABOUT.sub("", given, count=1) if _ABOUT.match(given) else given
    is_about = bare != given or given.endswith("~")
    match = _DAY.fullmatch(bare.removesuffix("~").strip())
    try:
        if match is None or not int(match[1]):
            raise ValueError
        _, days = monthrange(int(match[1]), int(match[2] or 1))
        if not 1 <= int(match[3] or 1) <= days:
            raise ValueError
    except ValueError:  # Raised also for a month that does not exist.
        raise UserError(f"{option_name} {text!r} is not a date: write it as {FORMS}") from None
    return match[0] + ("~" if is_about else "")
