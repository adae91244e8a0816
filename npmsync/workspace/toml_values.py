"""Values as npmsync.toml is written with them."""

from __future__ import annotations

import json


def toml_value(value: str | bool | int | tuple[str | int, ...] | None) -> str:
    """A TOML string, number, boolean or array; None is the empty string. JSON's escapes are TOML's, but for the
    surrogate pairs, which are not needed here.

    >>> toml_value(("Santé", 'with "marks"'))
    '["Santé", "with \\\\"marks\\\\""]'
    """
    given = list(value) if isinstance(value, tuple) else "" if value is None else value
    return json.dumps(given, ensure_ascii=False).replace("\x7f", "\\u007f")
