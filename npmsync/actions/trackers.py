"""Reading the endpoints' tables: from files to records, with everything that was odd on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from npmsync.actions.opened import Opened
from npmsync.actions.tables import EndpointTables, tables_of
from npmsync.errors import Refused
from npmsync.ports import Workbook
from npmsync.tables.id_column import with_id_column
from npmsync.tables.mapping import Located, SheetMapping, locate
from npmsync.tables.mending import mends, unmapped_tables
from npmsync.tables.model import Problem, Reading
from npmsync.tables.place import sheet_of
from npmsync.tables.rows import read_table
from npmsync.tables.sources import Source, gather, repeated_refs
from npmsync.vocabulary import Vocabulary, builtin_vocabulary
from npmsync.workspace.settings import EndpointSettings, TableSettings


@dataclass(frozen=True, slots=True)
class TrackerRead:
    """One endpoint as it was read. `notes` are sentences for a person; `mends`, among them, say what in npmsync.toml no
    longer fits the file and how to put it right."""

    settings: EndpointSettings
    tables: EndpointTables
    workbook: Workbook
    readings: tuple[Reading, ...]
    sources: tuple[Source, ...]
    notes: tuple[str, ...]
    mends: tuple[str, ...] = ()
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """sheet -> cell -> the header of a column that is to be added there."""

    @property
    def numbered(self) -> frozenset[int]:
        """The tables, by their place in `readings`, whose rows get references of npmsync's own."""
        return frozenset(index for index, reading in enumerate(self.readings) if reading.table.add_ids)

    @property
    def problems(self) -> Iterable[Problem]:
        return (problem for reading in self.readings for problem in reading.problems)


def read_tracker(
    opened: Opened, endpoint: EndpointSettings, names: Iterable[str], tables: EndpointTables | None = None
) -> TrackerRead:
    """Reads an endpoint whole. `names` are authorities known already; `tables` are the endpoint's where they are at
    hand. Raises `Refused` where nothing can be trusted, `Unreachable` where a server does not answer."""
    tables = tables or tables_of(opened, endpoint)
    workbook = tables.read()
    vocabulary = builtin_vocabulary()
    notes = list(workbook.notes)
    to_mend: list[str] = []
    mapped = []
    headers: dict[str, Mapping[str, str]] = {}
    # Contacts first: their authorities' names are known as a whole when the addressees are read.
    for table in sorted(endpoint.table, key=lambda table: table.entity != "contact"):
        found, new = _with_new_column(workbook, locate(workbook, mapping_of(table)))
        headers |= {found.table.sheet: new} if found.table and new else {}
        notes += found.notes
        to_mend += mends(workbook, mapping_of(table), found)
        needed = "text" if table.entity == "recommendation" else "name"
        if found.table is None or needed not in found.table.columns:
            raise Refused(
                "mapping-does-not-fit",
                f"{tables.label}: sheet {table.sheet!r} is not as npmsync.toml describes it: "
                + "; ".join([*found.notes, *to_mend]),
                "Put the sheet or the header back, or correct the headers in npmsync.toml.",
            )
        mapped.append((table, found.table))
    readings = _readings(opened, workbook, vocabulary, mapped, set(names))
    formulas = {sheet.name: sheet.formulas for sheet in workbook.sheets}
    sources = gather(readings, formulas)
    for ref, count in sorted(repeated_refs(sources).items()):
        notes.append(f"reference {ref!r} stands on {count} different recommendations; each is kept as its own")
    notes += _copied(sources)
    to_mend += unmapped_tables(workbook, [table for _, table in mapped], vocabulary)
    return TrackerRead(
        endpoint, tables, workbook, readings, tuple(sources), (*notes, *to_mend), tuple(to_mend), headers
    )


def _with_new_column(workbook: Workbook, found: Located) -> tuple[Located, Mapping[str, str]]:
    """A table whose column of references is asked for and not there yet, with that column; what it is to be headed."""
    table = found.table
    if table is None or not table.add_ids or not any(name == "ref" for name, _ in found.lost):
        return found, {}
    sheet = sheet_of(workbook, table)
    made = with_id_column(sheet, table, dict(found.lost)["ref"]) if sheet is not None else None
    if made is None:
        return found, {}
    return replace(found, table=made[0], lost=tuple(each for each in found.lost if each[0] != "ref")), made[1]


def _copied(sources: Sequence[Source]) -> Iterable[str]:
    """Rows that say the same of the same addressees are one record: a row that was copied, most likely by mistake."""
    for source in sources:
        rows: dict[str, list[int]] = {}
        for place in source.places:
            rows.setdefault(repr(place.row.values.get("addressees")), []).append(place.row.number)
        for numbers in rows.values():
            if len(numbers) > 1:
                listed = ", ".join(map(str, numbers[:5]))
                yield f"reference {source.distinct('ref')[0]!r} stands twice with the same text, in rows {listed}"


def _readings(
    opened: Opened, workbook: Workbook, vocabulary: Vocabulary, mapped: Sequence[tuple], names: set[str]
) -> tuple[Reading, ...]:
    readings = []
    for settings, table in mapped:
        reading = read_table(
            workbook,
            table,
            vocabulary,
            words_known=settings.words,
            known_names=frozenset(names),
            add_working_days=lambda day, number: opened.settings.working_days.add_working_days(day, number),
        )
        readings.append(reading)
        if table.entity == "contact":
            names |= {str(row.values["authority"]) for row in reading.rows if row.values.get("authority")}
    return tuple(readings)


def mapping_of(table: TableSettings) -> SheetMapping:
    """The mapping as the file gives it, with lists as tuples."""
    return SheetMapping(
        table.sheet,
        table.entity,
        table.header_rows,
        table.columns,
        table.language,
        table.fixed,
        table.day_first,
        table.transposed,
        table.ticked,
        table.add_ids,
    )
