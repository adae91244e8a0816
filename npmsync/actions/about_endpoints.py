"""What a sync says of an endpoint: what has become of it, and of its rows what a person should know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from npmsync.actions.conflict_copies import about_copy
from npmsync.actions.endpoints import EndpointState, lacking
from npmsync.domain import Key


def about(state: EndpointState) -> list[str]:
    """Sentences about an endpoint as it was read."""
    return [*_its_past(state), *_incomplete_rows(state), *_rows_apart(state)]


def _its_past(state: EndpointState) -> Iterator[str]:
    """What has become of it since it was last read."""
    name = state.tracker.tables.label
    yield from about_copy(state.tracker.settings)
    if state.former_name is not None:
        yield f"{state.name!r} goes on where {state.former_name!r} left off: it holds the same rows"
    if state.restored:
        yield (
            f"{name} is as it was at an earlier sync: it seems that an old copy was put back. What differs is not "
            "taken for edits and waits: npmsync conflicts resolve --all --take ours brings the file up to date"
        )
    buried = sum(1 for key in state.matching.known.values() if key not in state.composed)
    if buried:
        yield f"{buried} rows of {name} are of records that were deleted; they stay there and are not read"


def _incomplete_rows(state: EndpointState) -> Iterator[str]:
    """Each new row that is not taken in because it lacks what no record can be without."""
    for index in state.matching.new:
        source = state.tracker.sources[index]
        if missing := lacking(source):
            row = source.places[0].row
            what = f"a {source.entity} without {' and '.join(missing)} is not taken in"
            yield f"sheet {row.sheet!r}, row {row.number}: {what}"


def _rows_apart(state: EndpointState) -> Iterator[str]:
    """Each column in which the rows of one record do not say the same."""
    records: dict[str, list[Key]] = {}
    for key, record in state.composed.items():
        for column in record.split:
            records.setdefault(column, []).append(key)
    for column, keys in sorted(records.items()):
        yield _of_two_minds(state, column, keys)


def _of_two_minds(state: EndpointState, column: str, keys: Sequence[Key]) -> str:
    first = state.sources[keys[0]].places
    columns = state.tracker.readings[first[0].table].table.columns
    header = columns[column].header if column in columns else column
    rows = " and ".join(str(place.row.number) for place in first)
    return (
        f"column {header!r}: the rows of {len(keys)} recommendations do not say the same (sheet "
        f"{first[0].row.sheet!r}, rows {rows}). What was typed last counts, nothing where they were changed apart, "
        "and nothing is written over them until all say what counts"
    )
