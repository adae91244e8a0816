"""The table format of CSV files: one sheet, texts alone. What is not changed keeps its bytes: encoding, delimiter, line
ends, quotes."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

from npmsync.errors import Refused
from npmsync.ports import Capability, Sheet, TableChanges, Workbook
from npmsync_csv.changes import changed
from npmsync_csv.encodings import Text, read_text
from npmsync_csv.records import Csv, read_records, value

FILE_LIMIT = 100 * 2**20
_DELIMITER_NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


class CsvFormat:
    """Text with a delimiter. Formula-like texts are data, to the letter."""

    capabilities = frozenset({Capability.WRITE_CELLS, Capability.APPEND_ROWS, Capability.ADD_COLUMNS})

    def read(self, source: Path) -> Workbook:
        """One sheet named after the file. Raises Refused for what is no text or no table, naming the line."""
        data = _bytes(source)
        text, csv = _parsed(source, data)
        rows = []
        for record in csv.records:
            row = [value(cell) for cell in record.cells]
            while row and row[-1] is None:
                row.pop()
            rows.append(tuple(row))
        while rows and not rows[-1]:
            rows.pop()
        return Workbook((Sheet(sheet_name(source), rows),), hashlib.sha256(data).hexdigest(), _notes(text, csv))

    def write(self, source: Path, target: Path, changes: TableChanges) -> tuple[str, ...]:
        """Returns no notes: in a text file nothing follows from a change. Raises Refused, with `target` not written,
        for a sheet or cell there is not, or a character that the file's encoding has not."""
        text, csv = _parsed(source, _bytes(source))
        new = changed(csv, changes, sheet_name(source), source.name).text()
        try:
            data = text.mark + new.encode(text.encoding)
        except UnicodeEncodeError as error:
            raise Refused(
                "encoding-too-narrow",
                f"{source.name} is in the encoding {text.encoding}, which has no {new[error.start]!r}.",
                'Open it in Excel and save it as "CSV UTF-8"; then run this again.',
            ) from error
        try:
            target.write_bytes(data)
        except OSError as error:
            target.unlink(missing_ok=True)
            raise Refused(
                "cannot-write", f"{target} cannot be written: {error.strerror}.", "Is the disk full?"
            ) from error
        return ()


def sheet_name(source: Path) -> str:
    return source.stem or "CSV"


def _bytes(source: Path) -> bytes:
    if source.is_dir():
        raise Refused("not-a-file", f"{source} is a folder, not a file.", "Name the file inside it.")
    try:
        size = source.stat().st_size
        if size > FILE_LIMIT:
            raise Refused(
                "too-large",
                f"{source.name} is too large: {size // 2**20} MB, and the limit is {FILE_LIMIT // 2**20} MB.",
                "Is it a tracker?",
            )
        data = source.read_bytes()
    except FileNotFoundError:
        raise Refused("no-such-file", f"{source} does not exist.", "Check the name and the folder.") from None
    except OSError as error:
        raise Refused(
            "unreadable-file", f"{source} cannot be read: {error.strerror}.", "Check who may open the file."
        ) from error
    if not data:
        raise Refused(
            "empty-file", f"{source.name} is empty (0 bytes).", "Take it again, or take the last one in backups/."
        )
    return data


def _parsed(source: Path, data: bytes) -> tuple[Text, Csv]:
    text = read_text(data, source.name)
    return text, read_records(text.text, source.name, source.suffix.lower() == ".tsv")


def _notes(text: Text, csv: Csv) -> tuple[str, ...]:
    notes = [text.note] if text.note else []
    name = _DELIMITER_NAMES.get(csv.delimiter, repr(csv.delimiter))
    if csv.delimiter != "," and not csv.head:
        notes.append(f"Read as columns separated by {name}.")
    filled = [record for record in csv.records if any(record.cells)]
    if filled:
        width = Counter(len(record.cells) for record in filled).most_common(1)[0][0]
        odd = [record for record in filled if len(record.cells) != width]
        if odd:
            shown = ", ".join(f"line {record.line} has {len(record.cells)}" for record in odd[:3])
            notes.append(f"{len(odd)} rows have more or fewer cells than the others ({width} columns): {shown}.")
    return tuple(notes)
