"""CSV files are read whatever program saved them, and written back to the letter but for what was changed."""

import re
from datetime import date

import pytest

from npmsync.errors import Refused
from npmsync.ports import TableChanges
from npmsync_csv.adapter import CsvFormat

ENGLISH = "No.,Recommendation,Sent\r\n1,Keep a register.,2026-01-05\r\n2,Install bells.,\r\n"
FRENCH = "N°;Recommandation\r\n1;Garantir l'accès à un médecin dès l'arrivée.\r\n2;Réduire\r\n"
ARABIC = "الرقم;التوصية\r\n1;توفير فحص طبي خلال أربع وعشرين ساعة\r\n2;مسك سجل\r\n"
RUSSIAN = "Номер;Рекомендация\r\n1;Обеспечить медицинский осмотр\r\n2;Вести журнал\r\n"
POLISH = "Nr;Zalecenie\r\n1;Zapewnić każdemu dostęp do lekarza i łóżek\r\n2;Prowadzić\r\n"
WINDOWS = "No.;Text\r\n1;Pay €5 a day – “without delay” – the guard’s log…\r\n2;Café\r\n"


def read(path, data):
    path.write_bytes(data)
    return CsvFormat().read(path)


def rows(path, data):
    return [list(row) for row in read(path, data).sheets[0].rows]


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        (ENGLISH, "utf-8", None),
        (FRENCH, "utf-8-sig", None),
        (FRENCH, "utf-16", None),
        (ENGLISH, "utf-16-be", "UTF-16"),
        (ENGLISH, "utf-16-le", "UTF-16"),
        (FRENCH, "latin-1", "Windows-1252"),
        (WINDOWS, "cp1252", "Windows-1252"),
        (POLISH, "cp1250", "Windows-1250"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (ARABIC, "cp1256", "Windows-1256"),
    ],
)
def test_the_encoding_is_found_and_a_guess_is_called_one(tmp_path, text, encoding, named):
    book = read(tmp_path / "a.csv", text.encode(encoding))
    found = {cell for row in book.sheets[0].rows for cell in row if cell}
    assert found == {cell for line in text.splitlines() for cell in re.split("[;,]", line) if cell}
    assert bool(named) == any("Read as" in note and str(named) in note for note in book.notes)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_among_texts_that_hold_others(tmp_path, delimiter):
    lines = [["No.", "Addressed to", "Text"], ["1", '"A; B, C"', "x; y"], ["2", '"D | E"', '"one\ttwo"']]
    data = "\n".join(delimiter.join(line) for line in lines).encode()
    if delimiter == ";":
        data = data.replace(b"x; y", b"x y")
    assert [len(row) for row in rows(tmp_path / "a.csv", data)] == [3, 3, 3]


def test_excel_s_own_first_line_is_heeded_and_kept(tmp_path):
    path = tmp_path / "a.csv"
    assert rows(path, b"sep=;\r\na;b\r\n1;2\r\n") == [["a", "b"], ["1", "2"]]
    CsvFormat().write(path, tmp_path / "b.csv", TableChanges(cells={"a": {"B2": "3"}}))
    assert (tmp_path / "b.csv").read_bytes() == b"sep=;\r\na;b\r\n1;3\r\n"


def test_quoted_cells_hold_delimiters_quotes_and_line_ends(tmp_path):
    data = b'a,b\n"x, ""y""\r\nz",1\n'
    assert rows(tmp_path / "a.csv", data) == [["a", "b"], ['x, "y"\nz', "1"]]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_kind_of_line_end_is_read(tmp_path, end):
    assert rows(tmp_path / "a.csv", f"a,b{end}1,2{end}3,4".encode()) == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_rows_of_another_width_are_named(tmp_path):
    notes = read(tmp_path / "a.csv", b"a,b,c\n1,2,3\n1\n1,2,3,4,5\n1,2,3\n").notes
    assert any("line 3 has 1" in note and "line 4 has 5" in note for note in notes)


def test_what_was_not_changed_keeps_its_bytes(tmp_path):
    data = '\ufeffNo.;"Text";Status\n"1";one ;"Open"\r\n2;"say ""x""";\n3;é'.encode()
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    CsvFormat().write(path, tmp_path / "b.csv", TableChanges(cells={"a": {"C2": "Closed; done"}}))
    assert (tmp_path / "b.csv").read_bytes() == data.replace(b'"Open"', b'"Closed; done"')


def test_rows_are_appended_in_the_file_s_own_manner(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'"No.";Sent\r\n"1";2026-01-05')
    CsvFormat().write(path, tmp_path / "b.csv", TableChanges(rows={"a": [{"A": "2", "B": date(2026, 2, 3)}]}))
    assert (tmp_path / "b.csv").read_bytes() == b'"No.";Sent\r\n"1";2026-01-05\r\n"2";2026-02-03'


def test_rows_are_put_above_what_stands_below_the_data(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"No.,Text\n1,one\n\nTotal,1\n")
    CsvFormat().write(path, tmp_path / "b.csv", TableChanges(rows={"a": [{"A": "2"}]}, after={"a": 2}))
    assert (tmp_path / "b.csv").read_bytes() == b"No.,Text\n1,one\n2,\n\nTotal,1\n"


def test_texts_that_look_like_formulas_are_data_to_the_letter(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"No.,Text\n1,=1+1\n")
    assert CsvFormat().read(path).sheets[0].rows[1][1] == "=1+1"
    CsvFormat().write(path, tmp_path / "b.csv", TableChanges(cells={"a": {"B2": "@night"}}))
    assert (tmp_path / "b.csv").read_bytes() == b"No.,Text\n1,@night\n"


def test_a_letter_that_the_encoding_has_not_is_refused_with_the_way_out(tmp_path):
    path, target = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_bytes(FRENCH.encode("cp1252"))
    with pytest.raises(Refused, match="cp1252, which has no 'ع'") as caught:
        CsvFormat().write(path, target, TableChanges(cells={"a": {"B2": "ع"}}))
    assert "CSV UTF-8" in caught.value.hint and not target.exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b'a,b\n1,"one\n2,two\n', "line 2 a quote opens"),
        (b'a,b\n1,"one" two\n2,"x"\n', "line 2 a quote opens"),
        (b"a,b\n1,one\n2,tw\0o\n", "line 3 holds a NUL"),
        (b"a,b\n1,one\n2,tw\x01o\n", "line 3 holds control"),
        (b"PK\x03\x04rest", "zip file"),
        (b"a,b\n1," + b"x" * 1_100_000 + b"\n", "line 2 is too long"),
        (b"a,b\n" + b"," * 20_000 + b"\n", "line 2 has 20001 columns"),
    ],
)
def test_damage_is_refused_naming_the_line(tmp_path, data, words):
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(Refused, match=words) as caught:
        CsvFormat().read(path)
    assert caught.value.message.startswith("a.csv") and caught.value.hint
