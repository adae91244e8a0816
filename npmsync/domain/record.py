"""What every record has, and how a field says whose it is and who may see it.

    status: npm_field(Audience.AUTHORITY)        the NPM's word, seen by the addressee concerned
    text: authority_field(Audience.AUTHORITY)    the authority's word

A field that declares nothing is the NPM's and internal: confidential by default.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from npmsync.domain.words import Audience, Owner


class Key(NamedTuple):
    """A record: its entity's name and its id."""

    entity: str
    id: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Whose word counts for a field and who may see it; `needed`: a record is none without it."""

    owner: Owner = Owner.NPM
    audience: Audience = Audience.INTERNAL
    needed: bool = False


def npm_field(audience: Audience, default: Any = None, **more: Any) -> Any:
    """A field that only the NPM may change."""
    return _declared(Rule(Owner.NPM, audience), default, more)


def authority_field(audience: Audience, default: Any = None, **more: Any) -> Any:
    """A field that holds what the authority says."""
    return _declared(Rule(Owner.AUTHORITY, audience), default, more)


def _declared(rule: Rule, default: Any, more: dict[str, Any]) -> Any:
    if "default_factory" not in more:
        more["default"] = default
    return Field(json_schema_extra={"owner": rule.owner.value, "audience": rule.audience.value}, **more)


class Record(BaseModel):
    """A typed record with a stable id (UUIDv7, lower-case text)."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, str_strip_whitespace=False)

    id: str


@cache
def rules(entity: type[Record]) -> dict[str, Rule]:
    """Field name -> its rule, for every field of an entity."""
    found = {}
    for name, info in entity.model_fields.items():
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        found[name] = Rule(
            Owner(str(extra.get("owner", Owner.NPM))),
            Audience(str(extra.get("audience", Audience.INTERNAL))),
            info.is_required(),
        )
    return found
