"""How small NPMs lay their trackers out, each layout as a small text, and what is read from it."""

from typing import Any

from npmsync.ports import Area, Sheet, Visibility
from npmsync.tables.mapping import SheetMapping, locate
from npmsync.tables.model import Reading, Table
from npmsync.tables.recognise import Recognition, recognise
from npmsync.tables.rows import read_table
from npmsync.testing.text_tables import sheet_of, workbook_of
from npmsync.vocabulary import builtin_vocabulary


def recognised(*sheets: Sheet | str) -> Recognition:
    return recognise(workbook_of(*sheets), builtin_vocabulary())


def fields(table: Table) -> dict[str, int]:
    return {field: column.index for field, column in table.columns.items()}


def read(*sheets: Sheet | str, **more: Any) -> list[Reading]:
    workbook, vocabulary = workbook_of(*sheets), builtin_vocabulary()
    return [read_table(workbook, table, vocabulary, **more) for table in recognise(workbook, vocabulary).tables]


def values(reading: Reading, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values[name] for name in names) for row in reading.rows]


def test_two_header_rows_with_merged_groups() -> None:
    (reading,) = read("""
        Register of recommendations

        No. | Recommendation | Authority | Visit | < | Response of the authority | < | NPM follow-up | <
        ^ | ^ | ^ | Date | Place | Date | Response | Status | Comments
        1 | Repair roofs | Justice | 2024-03-01 | Wadi | 2024-05-02 | Done. | In progress | ask again
        2   | Train nurses   | Health    | 2024-03-01 | Wadi   |                           |          |               |
    """)
    assert reading.table.header_rows == (3, 4)
    assert values(reading, "ref", "visit_date", "place", "responded_on", "response_text", "status", "notes") == [
        ("1", "2024-03-01", "Wadi", "2024-05-02", "Done.", "in_progress", "ask again"),
        ("2", "2024-03-01", "Wadi", None, None, None, None),
    ]
    assert reading.table.columns["visit_date"].header == "Visit / Date"


def test_comments_and_status_in_the_authoritys_group_are_the_authoritys_words() -> None:
    (table,) = recognised("""
        Recommendation | <            | Response of the authority | <         | NPM follow-up | <
        No.            | Text         | Status                    | Comments  | Status        | Comments
        1              | Repair roofs | nearly done               | No money. | In progress   | ask
    """).tables
    assert fields(table) == {"ref": 1, "text": 2, "progress": 3, "response_text": 4, "status": 5, "notes": 6}


def test_one_row_per_recommendation_and_addressee_keeps_every_row() -> None:
    (reading,) = read("""
        Ref.  | Recommendation | Addressee | Response
        12(a) | Repair roofs   | Justice   | Done.
        12(a) | Repair roofs   | Health    |
        12(b) | Train nurses   | Health    | Planned.
    """)
    assert values(reading, "ref", "text", "addressees") == [
        ("12(a)", "Repair roofs", ("Justice",)),
        ("12(a)", "Repair roofs", ("Health",)),
        ("12(b)", "Train nurses", ("Health",)),
    ]


def test_visits_merged_down_with_bands_between() -> None:
    (reading,) = read("""
        Suivi des recommandations
        Date de visite   | Lieu visité | N° | Recommandation     | Destinataire | Statut
        Visites de 2023  | <           | <  | <                  | <            | <
        2023-03-15       | Prison Nord | 1  | Réparer le toit    | Justice      | En cours
        ^                | ^           | 2  | Former le personnel| Santé        | Réalisée
        ^                | ^           | 3  | Ouvrir la cour     | Justice      |

        Visites de 2024
        2024-01-20       | Prison Sud  | 4  | Installer un téléphone | Justice  |
        Total            |             |    | #4                 |              |
    """)
    assert values(reading, "visit_date", "place", "ref") == [
        ("2023-03-15", "Prison Nord", "1"),
        ("2023-03-15", "Prison Nord", "2"),
        ("2023-03-15", "Prison Nord", "3"),
        ("2024-01-20", "Prison Sud", "4"),
    ]
    assert [row.number for row in reading.rows] == [4, 5, 6, 9]


def test_one_text_merged_over_the_rows_of_its_addressees() -> None:
    (reading,) = read("""
        No. | Recommendation | Addressee | Status
        7   | Repair roofs   | Justice   | Implemented
        ^   | ^              | Health    | In progress
    """)
    assert values(reading, "ref", "text", "addressees", "status") == [
        ("7", "Repair roofs", ("Justice",), "implemented"),
        ("7", "Repair roofs", ("Health",), "in_progress"),
    ]


def test_contacts_below_the_recommendations_on_the_same_sheet() -> None:
    recommendations, contacts = read("""
        No. | Recommendation | Authority                          | Status
        1   | Repair roofs   | Ministry of Justice                | Done
        2   | Train nurses   | Parliament, Human Rights Committee |

        Contacts
        Institution                        | Name      | E-mail
        Ministry of Justice                | A. Diallo | diallo@gov.example
        Parliament, Human Rights Committee | O. Hryt   | hryt@gov.example
    """)
    assert values(recommendations, "ref", "addressees") == [
        ("1", ("Ministry of Justice",)),
        ("2", ("Parliament, Human Rights Committee",)),
    ]
    assert contacts.table.header_rows == (6,)
    assert values(contacts, "name", "email") == [("A. Diallo", "diallo@gov.example"), ("O. Hryt", "hryt@gov.example")]


def test_contacts_beside_the_recommendations_on_the_same_sheet() -> None:
    recommendations, contacts = read("""
        No. | Recommendation | Status    | | Institution | Focal point | Phone
        1   | Repair roofs   | Done      | | Justice     | A. Diallo   | +000 55 123
        2   | Train nurses   |           | | Health      | Y. Salah    | +000 55 456
        3   | Open the yard  | Completed | |             |             |
    """)
    assert values(recommendations, "ref", "status") == [("1", "implemented"), ("2", None), ("3", "implemented")]
    assert values(contacts, "authority", "name") == [("Justice", "A. Diallo"), ("Health", "Y. Salah")]


def test_an_empty_column_inside_a_table_does_not_end_it() -> None:
    (reading,) = read("""
        No. | Recommendation | | Status | Notes
        1   | Repair roofs   | | Done   | ask
    """)
    assert values(reading, "ref", "status", "notes") == [("1", "implemented", "ask")]


def test_list_cells_with_bullets_and_every_separator() -> None:
    (reading,) = read("""
        No. | Recommendation | Addressed to                     | Topics
        1   | Repair roofs   | • Ministry of Justice\\n• Police | - Health\\n- Children
        2   | Train nurses   | Ministry of Health / Police      | Health; Use of force
        3   | Open the yard  | Ministry of Justice, Police      | Health, Children
        4   | Hire a lawyer  | Parliament, Rights Committee     | Food, Water
        5   | Heat the cells | Ministry of Justice              | Children
        6   | Feed people    | Police                           | Health
    """)
    assert values(reading, "addressees", "topics") == [
        (("Ministry of Justice", "Police"), ("Health", "Children")),
        (("Ministry of Health", "Police"), ("Health", "Use of force")),
        (("Ministry of Justice", "Police"), ("Health", "Children")),
        (("Parliament, Rights Committee",), ("Food, Water",)),
        (("Ministry of Justice",), ("Children",)),
        (("Police",), ("Health",)),
    ]


def test_a_name_known_as_a_whole_is_never_split_at_its_comma() -> None:
    sheet = """
        No. | Recommendation | Addressed to
        1   | Repair roofs   | Parliament, Police
        2   | Train nurses   | Parliament
        3   | Open the yard  | Police
    """
    assert values(read(sheet)[0], "addressees")[0] == (("Parliament", "Police"),)
    assert values(read(sheet, known_names={"Parliament, Police"})[0], "addressees")[0] == (("Parliament, Police",),)


def test_portuguese_headers() -> None:
    (reading,) = read("""
        Acompanhamento das recomendações de 2024
        N.º | Data da visita | Local | Tema  | Recomendação      | Entidade | Prazo de resposta | Ponto de situação
        1   | 15/03/2024     | EP 1  | Saúde | Reparar o telhado | DGRSP    | fim de 2024       | Cumprida
        2   | 02/04/2024     | EP 1  | Saúde | Contratar médicos | SNS      | prazo de 90 dias  | em curso
    """)
    assert reading.table.language == "pt"
    assert values(reading, "visit_date", "response_due", "status") == [
        ("2024-03-15", "2024-12-31", "implemented"),
        ("2024-04-02", None, "in_progress"),
    ]
    (problem,) = reading.problems
    assert (problem.name, problem.cell, problem.found) == ("unclear-date", "G4", "prazo de 90 dias")


def test_russian_headers_with_a_row_of_column_numbers() -> None:
    (reading,) = read("""
        № п/п | Дата посещения | Место  | Рекомендация | Орган  | Дата направления | Срок исполнения | Статус
        1     | 2              | 3      | 4            | 5      | 6                | 7               | 8
        1     | 15.03.2024 г.  | СИЗО-1 | Починить     | Минюст | 1 апреля 2024    | в течение 3 месяцев | Выполнена
        2     | 16 марта 2024  | ИК-2   | Обучить      | МВД    | 02.04.2024       | 2 кв. 2024      | не выполнена
    """)
    assert reading.table.language == "ru"
    assert values(reading, "visit_date", "implementation_due", "status") == [
        ("2024-03-15", "2024-07-01", "implemented"),
        ("2024-03-16", "2024-06-30", "not_implemented"),
    ]


def test_stray_spaces_and_case_in_words_and_headers() -> None:
    (reading,) = read("""
        NO | recommendation :  | ADDRESSED  TO | status*
        1  | Repair roofs      | Justice       | iMPLEMENTED .
    """)
    assert values(reading, "status") == [("implemented",)]


def test_a_word_nobody_knows_reads_as_none_and_is_said() -> None:
    (reading,) = read("""
        No. | Recommendation | Status
        1   | Repair roofs   | Pending
        2   | Train nurses   | -
    """)
    assert values(reading, "status") == [(None,), (None,)]
    assert reading.unknown_words == {"status": ("Pending",)}
    (problem,) = reading.problems
    assert (problem.name, problem.sheet, problem.cell) == ("unknown-word", "Sheet1", "C2")
    assert reading.rows[0].raw["status"] == "Pending"


def test_a_word_the_user_has_explained_is_known() -> None:
    (reading,) = read(
        """
        No. | Recommendation | Status
        1   | Repair roofs   | Pending
        """,
        words_known={"status": {"pending": "in_progress"}},
    )
    assert values(reading, "status") == [("in_progress",)]
    assert reading.words["status"] == {"in_progress": "Pending"}


def test_a_date_that_may_be_read_two_ways_is_asked_about() -> None:
    (reading,) = read("""
        No. | Recommendation | Date sent  | Reply due
        1   | Repair roofs   | 03/04/2024 | 03/04/2024
        2   | Train nurses   | 05/04/2024 | 25/04/2024
    """)
    assert values(reading, "issued_on", "response_due") == [(None, "2024-04-03"), (None, "2024-04-25")]
    assert [problem.cell for problem in reading.problems] == ["C2", "C3"]


def test_terms_count_from_the_day_of_sending_in_the_same_row() -> None:
    (reading,) = read("""
        No. | Recommendation | Reply due       | Date sent
        1   | Repair roofs   | within 30 days  | 2024-03-01
        2   | Train nurses   | within 30 days  |
    """)
    assert values(reading, "response_due") == [("2024-03-31",), (None,)]


def test_a_legend_and_signatures_below_are_not_read() -> None:
    (reading,) = read("""
        No. | Theme  | Recommendation | Status
        1   | Health | Repair roofs   | Done
        2   | Health | Train nurses   | Done

        Legend
        Green |    | Implemented: seen by the NPM | Done
              |    | Prepared by the secretariat  |
    """)
    assert values(reading, "ref") == [("1",), ("2",)]
    assert reading.problems == ()


def test_a_header_printed_again_is_not_read() -> None:
    (reading,) = read("""
        No. | Recommendation | Status
        1   | Repair roofs   | Done

        No. | Recommendation | Status
        2   | Train nurses   | Done
    """)
    assert values(reading, "ref") == [("1",), ("2",)]


def test_a_row_with_values_and_no_text_is_said() -> None:
    (reading,) = read("""
        No. | Recommendation | Status
        1   | Repair roofs   | Done
        2   |                | Done
        3   | Train nurses   | Done
    """)
    assert values(reading, "ref") == [("1",), ("3",)]
    assert [(problem.name, problem.cell) for problem in reading.problems] == [("row-without-text", "B3")]


def test_counts_and_visits_are_no_tables() -> None:
    found = recognised(
        """
        Status          | Recommendations
        Implemented     | #12
        Not implemented | #4
        """,
        """
        Date de visite | Lieu visité | Type de visite | Description
        2024-03-01     | Prison Nord | Inopinée       | Entretiens avec le personnel et visite de la cour
        """,
    )
    assert found.tables == ()
    assert "Sheet1" in found.notes[-1] and "Sheet2" in found.notes[-1]


def test_hidden_sheets_are_left_alone_and_said() -> None:
    shown, hidden = "No. | Recommendation\n1 | Repair roofs", "No. | Recommendation\n1 | Train nurses"
    found = recognised(shown, sheet_of(hidden, "Old", visibility=Visibility.HIDDEN))
    assert [table.sheet for table in found.tables] == ["Sheet1"]
    assert 'The sheet "Old" is hidden and was not read.' in found.notes


def test_a_hidden_sheet_is_read_where_no_other_holds_a_table() -> None:
    hidden = sheet_of("No. | Recommendation\n1 | Repair roofs", "Old", visibility=Visibility.VERY_HIDDEN)
    found = recognised("Cover page", hidden)
    assert [table.sheet for table in found.tables] == ["Old"]
    assert 'The sheet "Old" is hidden and was read all the same.' in found.notes


def test_the_order_of_days_and_months_is_kept_with_the_table() -> None:
    (table,) = recognised("""
        No. | Recommendation | Date sent  | Reply due
        1   | Repair roofs   | 13/04/2024 | 2024-05-01
        2   | Train nurses   | 05/04/2024 | 2024-05-01
    """).tables
    assert table.day_first is True


def test_a_named_table_ends_where_the_file_says() -> None:
    text = """
        No. | Recommendation | Status
        1   | Repair roofs   | Done
        2   | Train nurses   | Done
    """
    assert len(read(sheet_of(text))[0].rows) == 2
    assert len(read(sheet_of(text, tables=(Area(1, 1, 2, 3),)))[0].rows) == 1


def test_the_same_words_over_two_columns_leave_both_alone() -> None:
    found = recognised("""
        No. | Recommendation | Status | Status
        1   | Repair roofs   | Done   | Done
    """)
    assert "status" not in fields(found.tables[0])
    assert found.tables[0].unknown_headers == ("Status [C]", "Status [D]")
    assert any("more than one column" in note for note in found.notes)


def test_unknown_headers_are_listed_and_never_guessed() -> None:
    (table,) = recognised("""
        No. | Recommendation | Budget line | Status
        1   | Repair roofs   | 2024-03-01  | Done
    """).tables
    assert table.unknown_headers == ("Budget line",)


def test_days_overdue_is_recognised_and_never_read() -> None:
    (reading,) = read("""
        No. | Recommendation | Days overdue
        1   | Repair roofs   | #12
    """)
    assert reading.table.columns["days_overdue"].index == 3
    assert "days_overdue" not in reading.rows[0].values and "days_overdue" not in reading.rows[0].raw


def test_numbers_as_references_have_no_decimal_part() -> None:
    (reading,) = read("""
        No.  | Recommendation
        #1.0 | Repair roofs
        #2   | Train nurses
    """)
    assert values(reading, "ref") == [("1",), ("2",)]


def test_texts_are_kept_to_the_letter_but_for_the_spaces_around_them() -> None:
    (reading,) = read(Sheet("S", [["No.", "Recommendation"], ["1", "  1. Repair\n  the  roof. "]]))
    assert values(reading, "text") == [("1. Repair\n  the  roof.",)]


def test_an_error_in_a_cell_is_empty_and_said() -> None:
    sheet = sheet_of("No. | Recommendation | Status\n1 | Repair roofs |", errors={(2, 3): "#REF!"})
    (reading,) = read(sheet)
    assert [(problem.name, problem.cell, problem.found) for problem in reading.problems] == [
        ("error-in-cell", "C2", "#REF!")
    ]


def test_a_mapping_kept_by_labels_finds_its_columns_again() -> None:
    workbook = workbook_of("""
        No. | Recommendation | Visit      | <     | Response of the authority | <
        ^   | ^              | Date       | Place | Date                      | Response
        1   | Repair roofs   | 2024-03-01 | Wadi  | 2024-05-02                | Done.
    """)
    (table,) = recognise(workbook, builtin_vocabulary()).tables
    kept = {field: column.header for field, column in table.columns.items()}
    mapping = SheetMapping(table.sheet, table.entity, table.header_rows, kept, table.language, table.fixed)
    found = locate(workbook, mapping)
    assert found.lost == () and found.table is not None and fields(found.table) == fields(table)


def test_one_group_alone_above_the_header() -> None:
    (reading,) = read("""
        Register of recommendations
             |                |      | Response of the authority | <
        No.  | Recommendation | Sent | Date       | Comments
        1    | Repair roofs   | 2024-03-01 | 2024-05-02 | No money.
    """)
    assert reading.table.header_rows == (2, 3)
    assert values(reading, "responded_on", "response_text") == [("2024-05-02", "No money.")]


def test_a_long_text_below_a_gap_is_said_and_not_read() -> None:
    (reading,) = read("""
        No. | Recommendation | Status
        1   | Repair roofs   | Done

            | Open a second yard for the women's wing before winter |
    """)
    assert values(reading, "ref") == [("1",)]
    assert [(problem.name, problem.cell) for problem in reading.problems] == [("text-apart", "B4")]


def test_rows_between_blank_rows_are_read() -> None:
    (reading,) = read("""
        Recommendation | Addressed to | Status
        Repair roofs   | Justice      |

        Train nurses   | Health       |

        Open the yard  |              | Done
    """)
    assert [row.number for row in reading.rows] == [2, 4, 6]


def test_a_contacts_language_and_years_of_service() -> None:
    (reading,) = read("""
        Institution | Name      | E-mail             | Language | Since      | Until
        Justice     | A. Diallo | diallo@gov.example | French   | 2022-01-01 | 2024-06-30
    """)
    assert values(reading, "language", "since", "until") == [("French", "2022-01-01", "2024-06-30")]


def test_a_visit_of_several_days_counts_from_its_first() -> None:
    (reading,) = read("""
        N° | Date de visite   | Recommandation
        1  | 15-17/03/2024    | Réparer le toit
        2  | 20–22 avril 2024 | Former le personnel
    """)
    assert values(reading, "visit_date") == [("2024-03-15",), ("2024-04-20",)]
