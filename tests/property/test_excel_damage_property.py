"""However a workbook's parts are damaged, it is read or refused by name: nothing else happens."""

import re
import zipfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from npmsync.errors import Refused
from npmsync_excel import patch
from npmsync_excel.adapter import ExcelFormat

TRACKER = Path(__file__).parents[1] / "data" / "trackers" / "es_por_autoridad.xlsx"
NONSENSE = [
    "",
    "-1",
    "999999999999",
    "abc",
    "A0",
    "ZZZZ1",
    "A1:",
    "&#0;",
    "&#x110000;",
    "1e400",
    "$",
    "nan",
    "#REF!",
    "'",
]


def parts():
    with zipfile.ZipFile(TRACKER) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@given(st.sampled_from(sorted(parts())), st.integers(0, 10_000), st.sampled_from(NONSENSE), st.sampled_from('">'))
@settings(deadline=None, max_examples=80)
def test_a_nonsense_value_anywhere_is_read_over_or_refused(tmp_path_factory, name, which, nonsense, where):
    members = parts()
    text = members[name].decode()
    spots = list(re.finditer(r'"[^"]*"' if where == '"' else r">[^<]+<", text))
    if spots:
        spot = spots[which % len(spots)]
        members[name] = (text[: spot.start() + 1] + nonsense + text[spot.end() - 1 :]).encode()
    folder = tmp_path_factory.mktemp("damaged")
    source, target = folder / "source.xlsx", folder / "target.xlsx"
    with zipfile.ZipFile(source, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    try:
        sheet = ExcelFormat().read(source).sheets[0]
        patch(source, target, cells={sheet.name: {"K7": "x"}}, rows={sheet.name: [{"A": "n"}]})
        ExcelFormat().read(target)
    except Refused as refused:
        assert "source.xlsx" in refused.message and refused.hint
