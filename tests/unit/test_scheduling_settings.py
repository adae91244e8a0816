"""What npmsync.toml may say about planning and deadlines."""

from __future__ import annotations

from datetime import date, time

import pytest
from pydantic import ValidationError

from npmsync.dialogue.settings import Deadlines
from npmsync.scheduling.constraints import Closure, Limits, Office
from npmsync.scheduling.settings import Planning, Rules


def test_reviews_and_roundtables_are_on_by_default_and_nothing_else() -> None:
    on = {name for name in Rules.model_fields if getattr(Rules(), name).enabled}
    assert on == {"annual_review", "roundtable"}


def test_an_unknown_key_is_an_error_that_names_it() -> None:
    with pytest.raises(ValidationError, match=r"every_month\b"):
        Planning.model_validate({"rules": {"annual_review": {"every_month": 6}}})
    with pytest.raises(ValidationError, match="late_days"):
        Deadlines.model_validate({"late_days": 3})


@pytest.mark.parametrize(
    "limits", [{"meetings_a_day": 0}, {"meetings_a_week": -1}, {"meetings_a_month": 0}, {"lead_days": -1}]
)
def test_a_limit_that_allows_nothing_is_an_error(limits: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Limits.model_validate(limits)


def test_office_hours_and_closures_must_be_in_order() -> None:
    with pytest.raises(ValidationError, match="open before it closes"):
        Office(opens=time(17), closes=time(9))
    with pytest.raises(ValidationError, match="both a beginning and an end"):
        Office(lunch_from=None)
    with pytest.raises(ValidationError, match="begin before it ends"):
        Office(lunch_from=time(13), lunch_to=time(12))
    with pytest.raises(ValidationError, match="begin before it ends"):
        Closure(first=date(2027, 8, 31), last=date(2027, 8, 1))
