"""Calendar dates as they are written in requests and manifests: 2026-06-30, and nothing else."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import BeforeValidator

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def written_date(value: object) -> object:
    """The value, if it is a date or written like one; pydantic reads it on.

    Raises:
        ValueError: it is something else: pydantic would take 0 for 1 January 1970.
    """
    is_date = isinstance(value, date) and not isinstance(value, datetime)
    if is_date or (isinstance(value, str) and _WRITTEN.fullmatch(value)):
        return value
    raise ValueError("write a date as 2026-06-30")


WrittenDate = Annotated[date, BeforeValidator(written_date)]
