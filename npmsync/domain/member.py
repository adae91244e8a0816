"""A person of the NPM, as npmsync.toml names them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class MemberRole(StrEnum):
    HEAD = "head"
    MEMBER = "member"
    STAFF = "staff"


class Absence(BaseModel):
    """Away from `first` to `last`, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: date
    last: date


class Member(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    email: str
    role: MemberRole = MemberRole.MEMBER
    absences: tuple[Absence, ...] = ()
