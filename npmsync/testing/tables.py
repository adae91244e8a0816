"""What every table format must keep: run these checks on your adapter, and the core can rely on it.

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
    def test_contract(check, tmp_path):
        check(Subject(JsonFormat(), make_json, ".json"), tmp_path)

Each check makes a small file, changes a copy through the adapter's `write`, reads it back and asserts one promise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from npmsync.errors import Refused
from npmsync.ports import Capability, CellValue, Sheet, TableChanges, TableFormat

Rows = Sequence[Sequence[CellValue]]
TEXTS = (
    'He said "no", twice; then, again',
    "First line\nsecond line\n\nfourth line",
    "توفير فحص طبي خلال أربع وعشرين ساعة",
    "=1+1 was written on the form",
    "+39 -2 @night",
    " blanks at both ends ",
    "_x0041_ typed literally, and 5 < 6 & 7 > 2",
    "emoji 😀 and e\u0301",
)
START: Rows = (
    ("No.", "Recommendation", "Date sent", "Status"),
    ("2026/001", "Keep a register.", "2026-01-05", "In progress"),
    ("2026/002", "Install call bells.", "2026-02-09", None),
    ("2026/003", "Train the staff.", None, "Implemented"),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """The adapter under test: `make(path, rows)` writes a first file without it; `typed` says whether its cells hold
    numbers and dates or texts alone."""

    format: TableFormat
    make: Callable[[Path, Rows], None]
    suffix: str
    typed: bool = True


def reading_gives_every_cell(subject: Subject, folder: Path) -> None:
    sheet = _sheet(subject, _made(subject, folder))
    assert _same(sheet.rows, START), f"read {sheet.rows}"


def reading_never_writes(subject: Subject, folder: Path) -> None:
    source = _made(subject, folder)
    before = source.read_bytes()
    subject.format.read(source)
    assert source.read_bytes() == before and list(folder.iterdir()) == [source]


def texts_come_back_to_the_letter(subject: Subject, folder: Path) -> None:
    for number, text in enumerate(TEXTS):
        after = _written(subject, folder, cells={"B3": text}, name=f"text{number}")
        assert after.rows[2][1] == text, f"wrote {text!r}, read {after.rows[2][1]!r}"


def values_come_back_as_what_they_are(subject: Subject, folder: Path) -> None:
    values: tuple[CellValue, ...] = (12, -3, 2.5, True, date(2026, 3, 4), date(1999, 12, 31))
    for number, value in enumerate(values):
        found = _written(subject, folder, cells={"C3": value}, name=f"value{number}").rows[2][2]
        wanted = value if subject.typed else str(value).upper() if isinstance(value, bool) else str(value)
        assert found == wanted and type(found) is type(wanted), f"wrote {value!r}, read {found!r}"


def none_empties_a_cell(subject: Subject, folder: Path) -> None:
    assert _cell(_written(subject, folder, cells={"D2": None}), 2, 4) is None


def other_cells_stay(subject: Subject, folder: Path) -> None:
    after = _written(subject, folder, cells={"D3": "Not implemented"})
    wanted = [list(row) for row in START]
    wanted[2][3] = "Not implemented"
    assert _same(after.rows, wanted), f"read {after.rows}"


def rows_are_appended_after_the_last(subject: Subject, folder: Path) -> None:
    new: list[Mapping[str, CellValue]] = [{"A": "2026/004", "B": TEXTS[1]}, {"B": TEXTS[2], "D": "In progress"}]
    after = _written(subject, folder, rows=new)
    wanted = [*START, ("2026/004", TEXTS[1]), (None, TEXTS[2], None, "In progress")]
    assert _same(after.rows, wanted), f"read {after.rows}"


def writing_leaves_the_source_alone(subject: Subject, folder: Path) -> None:
    source = _made(subject, folder)
    before = source.read_bytes()
    name = _sheet(subject, source).name
    subject.format.write(source, folder / f"target{subject.suffix}", TableChanges(cells={name: {"D3": "x"}}))
    assert source.read_bytes() == before


def writing_returns_notes_for_a_person(subject: Subject, folder: Path) -> None:
    source = _made(subject, folder)
    changes = TableChanges(cells={_sheet(subject, source).name: {"D3": "x"}})
    notes = subject.format.write(source, folder / f"target{subject.suffix}", changes)
    assert isinstance(notes, tuple) and all(isinstance(note, str) and note for note in notes), f"returned {notes!r}"


def the_same_change_gives_the_same_file(subject: Subject, folder: Path) -> None:
    source = _made(subject, folder)
    changes = TableChanges(cells={_sheet(subject, source).name: {"D3": "x"}})
    targets = [folder / f"{name}{subject.suffix}" for name in ("one", "two")]
    for target in targets:
        subject.format.write(source, target, changes)
    assert targets[0].read_bytes() == targets[1].read_bytes()


def a_refusal_leaves_source_and_target_alone(subject: Subject, folder: Path) -> None:
    source, target = _made(subject, folder), folder / f"target{subject.suffix}"
    before = source.read_bytes()
    for changes in (
        TableChanges(cells={"No such sheet": {"A1": "x"}}),
        TableChanges(rows={"No such sheet": [{"A": "x"}]}),
    ):
        try:
            subject.format.write(source, target, changes)
        except Refused as refused:
            assert "No such sheet" in refused.message and not target.exists()
        else:
            raise AssertionError("a sheet that is not there was written to")
    assert source.read_bytes() == before


def what_is_no_such_file_is_refused_by_name(subject: Subject, folder: Path) -> None:
    empty, directory, noise = (folder / f"{name}{subject.suffix}" for name in ("empty", "directory", "noise"))
    empty.touch()
    directory.mkdir()
    noise.write_bytes(bytes(range(256)) * 8)
    for path in (empty, directory, noise, folder / f"absent{subject.suffix}"):
        try:
            subject.format.read(path)
        except Refused as refused:
            assert path.name in refused.message, f"{path.name} is not named in {refused.message!r}"
        else:
            raise AssertionError(f"{path.name} was read")


def a_new_column_stands_beside_the_table(subject: Subject, folder: Path) -> None:
    if Capability.ADD_COLUMNS not in subject.format.capabilities:
        return
    source, target = _made(subject, folder), folder / f"target{subject.suffix}"
    name = _sheet(subject, source).name
    changes = TableChanges(headers={name: {"E1": "npmsync ID"}}, cells={name: {"E2": "R-001", "E4": "R-002"}})
    subject.format.write(source, target, changes)
    added = ("npmsync ID", "R-001", None, "R-002")
    wanted = [[*row, new] for row, new in zip(START, added, strict=True)]
    assert _same(_sheet(subject, target).rows, wanted), f"read {_sheet(subject, target).rows}"


CHECKS: tuple[Callable[[Subject, Path], None], ...] = (
    reading_gives_every_cell,
    reading_never_writes,
    texts_come_back_to_the_letter,
    values_come_back_as_what_they_are,
    none_empties_a_cell,
    other_cells_stay,
    rows_are_appended_after_the_last,
    a_new_column_stands_beside_the_table,
    writing_leaves_the_source_alone,
    writing_returns_notes_for_a_person,
    the_same_change_gives_the_same_file,
    a_refusal_leaves_source_and_target_alone,
    what_is_no_such_file_is_refused_by_name,
)


def writing_is_refused(subject: Subject, folder: Path) -> None:
    """Of a format that is only read."""
    source, target = _made(subject, folder), folder / f"target{subject.suffix}"
    before = source.read_bytes()
    changes = TableChanges(cells={_sheet(subject, source).name: {"D3": "x"}})
    try:
        subject.format.write(source, target, changes)
    except Refused as refused:
        assert source.name in refused.message and refused.hint
    else:
        raise AssertionError("it says that it cannot write, and has written")
    assert source.read_bytes() == before and not target.exists()


def checks(format: TableFormat) -> tuple[Callable[[Subject, Path], None], ...]:
    """The promises of a format: all of `CHECKS`, or those of reading where it cannot write cells."""
    if Capability.WRITE_CELLS in format.capabilities:
        return CHECKS
    return (
        reading_gives_every_cell,
        reading_never_writes,
        writing_is_refused,
        what_is_no_such_file_is_refused_by_name,
    )


def _made(subject: Subject, folder: Path) -> Path:
    source = folder / f"source{subject.suffix}"
    subject.make(source, START)
    return source


def _written(
    subject: Subject,
    folder: Path,
    cells: Mapping[str, CellValue] | None = None,
    rows: Sequence[Mapping[str, CellValue]] = (),
    name: str = "out",
) -> Sheet:
    """The sheet after a change to the first file."""
    source = _made(subject, folder)
    target = folder / name / source.name
    target.parent.mkdir()
    sheet = _sheet(subject, source).name
    subject.format.write(source, target, TableChanges(cells={sheet: cells or {}}, rows={sheet: rows} if rows else {}))
    return _sheet(subject, target)


def _sheet(subject: Subject, path: Path) -> Sheet:
    return subject.format.read(path).sheets[0]


def _cell(sheet: Sheet, row: int, column: int) -> CellValue:
    cells = sheet.rows[row - 1]
    return cells[column - 1] if column <= len(cells) else None


def _same(found: Rows, wanted: Rows) -> bool:
    return [_trimmed(row) for row in found] == [_trimmed(row) for row in wanted]


def _trimmed(row: Sequence[CellValue]) -> list[CellValue]:
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return cells
