"""What the oldest supported Python does not have: the suite imports these names from here."""

from __future__ import annotations

import sys
from datetime import timezone

if sys.version_info >= (3, 11):
    from enum import StrEnum

    import tomllib
else:
    from enum import Enum

    import tomli as tomllib

    class StrEnum(str, Enum):
        """An enumeration of strings, which print as their values."""

        __str__ = str.__str__


UTC = timezone.utc

__all__ = ["UTC", "StrEnum", "tomllib"]
