"""A person of the NPM, as npmsync.toml names them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class MemberRole(StrEnum):
    HEAD = "head"
    MEMBER = "member"
    STAFF = "staff"


class Absence(BaseModel):
    """Away from `first` to `last`, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: date = Field(description="First day away.")
    last: date = Field(description="Last day away.")


class Member(BaseModel):
    """A person of the NPM; until some are named, the organiser is the whole team."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="As invitations give it.")
    email: str = Field(description="The address from which, or at which, this person meets.")
    role: MemberRole = Field(MemberRole.MEMBER, description="head, member or staff.")
    absences: tuple[Absence, ...] = ()
