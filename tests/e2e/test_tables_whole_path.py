"""Every sample layout through the installed command: taken in as it is, and written back into the right cells."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

LAYOUTS = Path(__file__).parents[1] / "data" / "layouts"
NAMES = sorted(path.stem for path in LAYOUTS.glob("*.xlsx"))
PLAIN = ("ref", "topics", "place", "visit_date", "issued_on", "response_due", "priority", "notes")
ANSWER = {"responded_on": "responded_on", "position": "position", "response_text": "text", "reasons": "reasons"}


def truth(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((LAYOUTS / f"{name}.truth.json").read_text("utf-8"))["recommendations"]
    return found


def merged(rows: list[dict[str, Any]]) -> dict[tuple[Any, str], dict[str, Any]]:
    """(ref, text) -> the recommendation that its rows make: one row for each addressee is one recommendation."""
    records: dict[tuple[Any, str], dict[str, Any]] = {}
    for row in rows:
        record = records.setdefault((row.get("ref"), row["text"]), {**row, "addressees": [], "answers": {}})
        record["addressees"] = [*record["addressees"], *row["addressees"]]
        said = {field: row[column] for column, field in ANSWER.items() if row.get(column) is not None}
        record["answers"] |= {name: said for name in row["addressees"] if said}
    return records


def answers(listed: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        answer["authority"]: {field: answer[field] for field in ANSWER.values() if answer[field] is not None}
        for answer in listed["responses"]
    }


@pytest.fixture
def started(workspace: Any, name: str) -> Any:
    workspace.started(Path(shutil.copyfile(LAYOUTS / f"{name}.xlsx", workspace.root / f"{name}.xlsx")))
    return workspace


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_is_listed_as_its_truth_says(started: Any, name: str) -> None:
    listed = started.json("list", "recommendations")
    expected = merged(truth(name))
    assert len(listed) == len(expected)
    for record in listed:
        true = expected[record["ref"] if "ref" in next(iter(expected.values())) else None, record["text"]]
        assert record["addressees"] == true["addressees"]
        assert {field: record[field] for field in PLAIN if field in true} == {
            field: true[field] or ([] if field == "topics" else None) for field in PLAIN if field in true
        }
        assert record["status"] == true["status"]
        assert answers(record) == true["answers"]
