"""The last line against damaged files: what cannot be made sense of is refused by the file's name, without a traceback.

Numbers, references and names inside a package are read where they are needed; a nonsense one (a row "abc", a character
reference beyond Unicode, a missing attribute) ends here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from npmsync.errors import Refused

_NONSENSE = (ValueError, LookupError, OverflowError, StopIteration)


@contextmanager
def refusing_nonsense(path: Path) -> Iterator[None]:
    """Raises Refused for what Python says of values that no sound workbook has."""
    try:
        yield
    except _NONSENSE as error:
        raise Refused(
            "damaged-file",
            f"{path.name} is damaged: something in it cannot be made sense of ({error}).",
            "Open it in Excel and let it repair the file, or take the last one in backups/.",
        ) from error
