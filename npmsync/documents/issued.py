"""What is remembered of a form that was made, so that it is known again when it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from npmsync.documents.form_model import Form, Shown


@dataclass(frozen=True, slots=True)
class IssuedItem:
    """One row as it went out: `shown` maps each locked column to the text it showed, `prefilled` each open column that
    held an earlier answer; dates in both are ISO 8601."""

    recommendation: str
    shown: Mapping[str, str]
    prefilled: Mapping[str, str]

    @property
    def text(self) -> str:
        """The recommendation's words as shown."""
        return self.shown.get("text", "")


@dataclass(frozen=True, slots=True)
class IssuedForm:
    """A form by its code: for which authority (id), at which stage, when (aware), in which languages; its rows by their
    visible reference; until when it was to come back."""

    code: str
    authority: str
    stage: str
    made_at: datetime
    languages: tuple[str, ...]
    items: Mapping[str, IssuedItem]
    reply_by: date | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values for the store; `from_json` gives the same form back."""
        return {
            "code": self.code,
            "authority": self.authority,
            "stage": self.stage,
            "made_at": self.made_at.isoformat(),
            "languages": list(self.languages),
            "reply_by": self.reply_by.isoformat() if self.reply_by else None,
            "items": {
                reference: {
                    "recommendation": item.recommendation,
                    "shown": dict(item.shown),
                    "prefilled": dict(item.prefilled),
                }
                for reference, item in self.items.items()
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> IssuedForm:
        """The form that `to_json` wrote down."""
        items = {
            reference: IssuedItem(item["recommendation"], dict(item["shown"]), dict(item["prefilled"]))
            for reference, item in data["items"].items()
        }
        made_at = datetime.fromisoformat(data["made_at"])
        by = data.get("reply_by")
        reply_by = date.fromisoformat(by) if by else None
        return cls(data["code"], data["authority"], data["stage"], made_at, tuple(data["languages"]), items, reply_by)


def issued(form: Form) -> IssuedForm:
    """What to remember of a form that is being written out."""
    return IssuedForm(
        form.code,
        form.authority,
        form.stage,
        form.made_at,
        form.languages,
        {row.reference: _item(form, row.recommendation, row.cells) for row in form.rows},
        form.reply_by,
    )


def _item(form: Form, recommendation: str, cells: tuple[Shown, ...]) -> IssuedItem:
    shown: dict[str, str] = {}
    prefilled: dict[str, str] = {}
    for column, value in zip(form.columns, cells, strict=True):
        if value is not None:
            (prefilled if column.open else shown)[column.field] = plain(value)
    return IssuedItem(recommendation, shown, prefilled)


def plain(value: str | date) -> str:
    """A shown value as text: dates in ISO 8601."""
    return value.isoformat() if isinstance(value, date) else value
