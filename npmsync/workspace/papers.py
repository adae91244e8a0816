"""What `npmsync.toml` may say about letters and forms: `[papers]`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_GAP = re.compile(r"\{(\w+)(?::0?(\d)d?)?\}")
_GAPS = frozenset({"number", "year", "month"})


def _pattern(text: str) -> str:
    names = {name for name, _ in _GAP.findall(text)}
    if "number" not in names or names - _GAPS or _GAP.sub("", text).count("{"):
        raise ValueError('write it with {number} and, if you like, {year} and {month}: "NPM/{year}/{number:03}"')
    return text


class Papers(BaseModel):
    """`[papers]`: the NPM's letterhead, and how its letters are numbered and signed."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    number: Annotated[str, AfterValidator(_pattern)] = Field(
        "{year}/{number:03}", description="Our number of a letter; {number} counts the year's letters, {year}, {month}."
    )
    letterhead: tuple[str, ...] = Field((), description="The lines at the head of a letter (none: the NPM's name).")
    logo: str | None = Field(None, description="A PNG or JPEG file for the head; a relative path counts from here.")
    signatories: tuple[str, ...] = Field((), description="Who may sign letters; none: whoever the command names.")
    contact: str | None = Field(None, description='Who answers questions: "NAME <ADDRESS>" (none: the organiser).')

    def numbered(self, count: int, year: int, month: int) -> str:
        """The pattern with its gaps filled."""
        values = {"number": count, "year": year, "month": month}
        return _GAP.sub(lambda m: str(values[m[1]]).zfill(int(m[2] or 0)), self.number)
