"""The four sample trackers read exactly as their truth says."""

import json
from pathlib import Path
from typing import Any

import pytest

from npmsync.tables.model import Reading
from npmsync.tables.recognise import recognise
from npmsync.tables.rows import read_table
from npmsync.vocabulary import builtin_vocabulary
from npmsync_excel.adapter import ExcelFormat

TRACKERS = Path(__file__).parents[1] / "data" / "trackers"
NAMES = ("ar_mutabaa", "en_register", "es_por_autoridad", "fr_suivi")
TOPICS = {
    "children": {"Children", "Enfants", "Mineurs", "Niñez", "الأطفال"},
    "detention_safeguards": {"Detention safeguards", "Garanties en détention", "Salvaguardias", "ضمانات الاحتجاز"},
    "health_care": {"Health care", "Santé", "Salud", "الرعاية الصحية"},
    "material_conditions": {
        "Material conditions",
        "Conditions matérielles",
        "Condiciones materiales",
        "الظروف المادية",
    },
    "use_of_force": {"Use of force", "Usage de la force", "Uso de la fuerza", "استخدام القوة"},
}
"""The truth names topics by a key; a tracker's own word is what npmsync keeps."""


def readings(name: str, entity: str) -> list[Reading]:
    vocabulary = builtin_vocabulary()
    workbook = ExcelFormat().read(TRACKERS / f"{name}.xlsx")
    tables = recognise(workbook, vocabulary).tables
    return [read_table(workbook, table, vocabulary) for table in tables if table.entity == entity]


def truth(name: str, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((TRACKERS / f"{name}.truth.json").read_text("utf-8"))[kind]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_recommendation_reads_as_the_truth_says(name: str) -> None:
    rows = [row.values for reading in readings(name, "recommendation") for row in reading.rows]
    expected = truth(name, "recommendations")
    assert len(rows) == len(expected)
    for row, true in zip(rows, expected, strict=True):
        topics, addressees = row["topics"], row["addressees"]
        assert isinstance(topics, tuple) and set(topics) <= TOPICS[true.pop("topic")]
        assert isinstance(addressees, tuple) and list(addressees) == true.pop("addressees")
        assert {field: row.get(field) for field in true} == true


@pytest.mark.parametrize("name", NAMES)
def test_every_focal_point_reads_as_the_truth_says(name: str) -> None:
    fields = ("authority", "name", "title", "email", "phone")
    rows = [row.values for reading in readings(name, "contact") for row in reading.rows]
    expected = [{field: true[field] for field in fields} for true in truth(name, "focal_points")]
    assert [{field: row[field] for field in fields} for row in rows] == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_clean_tracker_has_no_problems(name: str) -> None:
    for entity in ("recommendation", "contact"):
        assert [reading.problems for reading in readings(name, entity) if reading.problems] == []


def test_words_are_kept_as_the_tracker_writes_them() -> None:
    reading = readings("fr_suivi", "recommendation")[0]
    assert reading.words["status"]["implemented"] == "Mise en œuvre"
    assert reading.words["priority"]["high"] == "Élevée"
