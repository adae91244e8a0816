"""Layouts whose rows stand in groups: visits, years, authorities, addressees, records apart."""

from __future__ import annotations

from datetime import date

from layout import Layout, Record, texts

PT_VISITS = [
    ("Visitas de 2023", "15 de março de 2023", "2023-03-15", "Estabelecimento Prisional do Vale", 3),
    (None, "2 de maio de 2023", "2023-05-02", "Centro Educativo da Serra", 1),
    ("Visitas de 2024", "1.º de fevereiro de 2024", "2024-02-01", "Esquadra da Ribeira", 2),
    (None, "20/11/2024", "2024-11-20", "Hospital Psiquiátrico do Norte", 2),
]
PT_ANSWERS = [
    ("Direção-Geral dos Serviços Prisionais", "30/04/2023", "2023-04-30", "28/04/2023", "2023-04-28", "Aceite",
     "accepted", "A obra está adjudicada.", "Em curso", "in_progress", None, 12000),
    ("Ministério da Saúde", "30/04/2023", "2023-04-30", None, None, None, None, None, None, None, "Insistir", None),
    ("Ministério da Justiça", "fim de 2023", "2023-12-31", "10/01/2024", "2024-01-10", "Rejeitada", "rejected",
     "Não se confirma a prática.", "Não cumprida", "not_implemented", None, None),
    ("Ministério da Justiça", "30/06/2023", "2023-06-30", "12/06/2023", "2023-06-12", "Aceite", "accepted",
     "Telefones instalados.", "Cumprida", "implemented", "Verificado na visita", 800),
    ("Polícia Nacional", "15/03/2024", "2024-03-15", None, None, None, None, None, None, None, None, None),
    ("Polícia Nacional", "15/03/2024", "2024-03-15", "01/03/2024", "2024-03-01", "Parcialmente aceite",
     "partially_accepted", "Folheto em preparação.", "parcialmente cumprida ", "partially_implemented", None, 150),
    ("Ministério da Saúde", "31/12/2024", "2024-12-31", None, None, None, None, None, None, None, None, None),
    ("Ministério da Saúde", "31/12/2024", "2024-12-31", None, None, None, None, None, None, None, None, None),
]  # fmt: skip
RU_YEARS = [
    ("2022", [
        ("12.03.2022 г.", "2022-03-12", "СИЗО-1", "ФСИН", "17/1", "1 апреля 2022 года", "2022-04-01",
         "01.05.2022", "2022-05-01", "29.04.2022", "2022-04-29", "Работы выполнены.", "Выполнена", "implemented"),
        ("12.03.2022 г.", "2022-03-12", "СИЗО-1", "Минздрав", "17/2", "1 апреля 2022 года", "2022-04-01",
         "01.05.2022", "2022-05-01", None, None, None, "не выполнена", "not_implemented")]),
    ("2023", [
        ("5 июня 2023", "2023-06-05", "ИВС г. Заречье", "МВД", "31/5", "20.06.2023", "2023-06-20",
         "20.07.2023", "2023-07-20", "15 июля 2023 г.", "2023-07-15", "Дети размещены отдельно.",
         "ВЫПОЛНЕНА ЧАСТИЧНО", "partially_implemented"),
        ("6 июня 2023", "2023-06-06", "ИК-2", "ФСИН", "31/6", "20.06.2023", "2023-06-20",
         "II квартал 2024 г.", "2024-06-30", None, None, None, "В процессе", "in_progress")]),
    ("2024", [
        ("01.02.2024", "2024-02-01", "ИК-2", "ФСИН", "3/1", "10 февраля 2024 г.", "2024-02-10",
         "в течение 30 дней", "2024-03-11", None, None, None, None, None),
        ("01.02.2024", "2024-02-01", "ИК-2", "ФСИН", "3/2", "10 февраля 2024 г.", "2024-02-10",
         "10.03.2024", "2024-03-10", "11.03.2024", "2024-03-11", "Отказано.", "На контроле", None),
        ("1-2 февраля 2024", "2024-02-01", "СИЗО-1", "Минюст", "3/3", "10 февраля 2024 г.", "2024-02-10",
         "10.03.2024", "2024-03-10", None, None, None, None, None)]),
]  # fmt: skip


def pt_visitas(out: Layout) -> None:
    """Groups over two header rows, visits merged down, bands a year, totals and a legend below, own columns."""
    sheet, text = out.sheet("Recomendações"), texts("pt")
    sheet.merge_range(0, 0, 0, 12, "Mecanismo Nacional de Prevenção - acompanhamento das recomendações", out.bold)
    for first, last, word in ((0, 2, "Visita"), (3, 6, "Recomendação"), (7, 9, "Resposta da entidade")):
        sheet.merge_range(2, first, 2, last, word, out.bold)
    sheet.merge_range(2, 10, 2, 11, "Acompanhamento do MNP", out.bold)
    sheet.merge_range(2, 12, 3, 12, "Verba estimada (€)", out.bold)
    second = ["Data", "Local", "Tipo de visita", "N.º", "Texto", "Entidade", "Prazo de resposta"]
    out.head(sheet, 3, [*second, "Data", "Posição", "Teor da resposta", "Estado", "Observações"])
    row, number = 4, 0
    for band, typed, visited, place, count in PT_VISITS:
        if band:
            sheet.merge_range(row, 0, row, 12, band, out.bold)
            row += 1
        for column, words in enumerate((typed, place, "Não anunciada")):
            if count > 1:
                sheet.merge_range(row, column, row + count - 1, column, words, out.wrap)
            else:
                sheet.write_string(row, column, words, out.wrap)
        for _ in range(count):
            whom, due, due_on, back, back_on, said, position, answer, state, status, note, money = PT_ANSWERS[number]
            out.line(
                sheet, row, [f"{number + 1}/MNP", text[number], whom, due, back, said, answer, state, note, money], 3
            )
            out.says(
                ref=f"{number + 1}/MNP", text=text[number], addressees=[whom], place=place, visit_date=visited,
                visit_type="Não anunciada", response_due=due_on, responded_on=back_on, position=position,
                response_text=answer, status=status,
                notes=note,
            )  # fmt: skip
            row, number = row + 1, number + 1
        row += 1
    out.line(sheet, row, ["Total", None, None, None, 8])
    sheet.write_formula(row, 12, "=SUM(M6:M17)", None, 12950)
    out.line(sheet, row + 2, ["Legenda:"])
    out.line(sheet, row + 3, ["Cumprida", "o MNP verificou na visita seguinte"])
    out.line(sheet, row + 4, ["Em curso", "a entidade iniciou medidas"])


def ru_po_godam(out: Layout) -> None:
    """A year a sheet, a row of column numbers, dates as letters have them, drop-down words on a hidden sheet."""
    text, number = texts("ru"), 0
    heads = ["№ п/п", "Дата посещения", "Учреждение", "Рекомендация", "Орган", "Исх. №", "Дата направления",
             "Срок ответа", "Ответ получен", "Ответ ведомства", "Статус исполнения", "Примечание"]  # fmt: skip
    for year, rows in RU_YEARS:
        sheet = out.sheet(year)
        sheet.merge_range(0, 0, 0, 11, f"Реестр рекомендаций НПМ за {year} год", out.bold)
        out.head(sheet, 1, heads)
        out.line(sheet, 2, list(range(1, 13)))
        for at, cells in enumerate(rows, 3):
            seen, visited, place, whom, sent_no, sent, issued, term, due, came, back, answer, state, status = cells
            out.line(sheet, at, [at - 2, seen, place, text[number], whom, sent_no, sent, term, came, answer, state])
            record: Record = {
                "ref": str(at - 2), "text": text[number], "addressees": [whom], "place": place, "visit_date": visited,
                "issued_on": issued, "response_due": due, "responded_on": back, "response_text": answer,
                "status": status, "notes": None,
            }  # fmt: skip
            out.says(**record, ask=["status"] if state == "На контроле" else [])
            number += 1
        out.line(sheet, len(rows) + 3, ["Итого", None, None, len(rows)])
        sheet.data_validation(3, 10, 60, 10, {"validate": "list", "source": "=Списки!$A$1:$A$4"})
    lists = out.sheet("Списки")
    for at, word in enumerate(["Выполнена", "Выполнена частично", "В процессе", "Не выполнена"]):
        lists.write_string(at, 0, word)
    lists.hide()


def ar_jihat(out: Layout) -> None:
    """An authority a sheet, its name in the title alone; right to left, Arabic digits, the contact above the table."""
    text, number = texts("ar"), 0
    whole = [
        ("ورقة1", "الجهة: وزارة العدل", "وزارة العدل", [
            ("٢٠٢٤/٠٣/١٥", "2024-03-15", "السجن المركزي", "منفذة", "implemented", "تم تعيين طبيب", "٢٠٢٤/٠٥/٠١",
             "2024-05-01"),
            ("٢٠ أفريل ٢٠٢٤", "2024-04-20", "سجن النساء", "قيد التنفيذ", "in_progress", None, None, None)]),
        ("ورقة2", "الجهة: وزارة الداخلية", "وزارة الداخلية", [
            ("١٠ جانفي ٢٠٢٤", "2024-01-10", "مركز الشرطة بالميناء", None, None, "أعطيت التعليمات", "٢٠٢٤/٠٢/٢٨",
             "2024-02-28"),
            ("2024/6/5", "2024-06-05", "مركز الشرطة بالميناء", "غير منفذة", "not_implemented", None, None, None)]),
        ("ورقة3", "الجهة: وزارة الصحة", "وزارة الصحة", [
            ("3 مارس 2024", "2024-03-03", "مستشفى الأمراض النفسية", "منفذة جزئيا", "partially_implemented", None,
             None, None)]),
    ]  # fmt: skip
    for name, title, whom, rows in whole:
        sheet = out.sheet(name)
        sheet.right_to_left()
        sheet.merge_range(0, 0, 0, 7, "متابعة توصيات الآلية الوطنية للوقاية من التعذيب", out.bold)
        sheet.merge_range(1, 0, 1, 7, title, out.bold)
        heads = ["ع/ر", "تاريخ الزيارة", "مكان الزيارة", "نص التوصية", "رد الجهة", "تاريخ الرد", "حالة التنفيذ"]
        out.head(sheet, 3, [*heads, "ملاحظات الآلية"])
        for at, (seen, visited, place, state, status, answer, came, back) in enumerate(rows, 4):
            out.line(sheet, at, [at - 3, seen, place, text[number], answer, came, state, None])
            out.says(
                text=text[number], addressees=[whom], place=place, visit_date=visited, response_text=answer,
                responded_on=back, status=status, notes=None,
            )  # fmt: skip
            number += 1
        out.line(sheet, len(rows) + 5, ["المجموع", None, None, len(rows)])


def en_addressees(out: Layout) -> None:
    """A row for each recommendation and addressee; number, text and status merged down; contacts below the table."""
    sheet, text = out.sheet("Follow-up"), texts("en")
    heads = ["Rec. No.", "Recommendation", "Thème", "Addressee", "Date sent", "Reply due", "Réponse reçue", "Statut"]
    out.head(sheet, 1, [*heads, "Minister's initials"])
    groups = [
        ("1(a)", 0, ["Ministry of Justice", "Prison Service"]), ("1(b)", 1, ["Prison Service"]),
        ("2", 2, ["National Police", "Ministry of Interior", "Bar Association"]), ("3", 3, ["Ministry of Interior"]),
    ]  # fmt: skip
    words = [
        (" IMPLEMENTED", "implemented"),
        ("in progress ", "in_progress"),
        ("Partially  implemented", "partially_implemented"),
        ("", None),
    ]
    row, at = 2, 0
    for ref, which, whom in groups:
        state, status = words[which]
        for column, cell in ((0, ref), (1, text[which]), (2, "Safeguards"), (7, state)):
            if len(whom) > 1:
                sheet.merge_range(row, column, row + len(whom) - 1, column, cell, out.wrap)
            else:
                sheet.write_string(row, column, cell, out.wrap)
        for name in whom:
            answer = f"Answer of {name}." if at % 2 else None
            out.line(sheet, row, [name, "March 3, 2024", "3rd of April 2024", answer], 3)
            out.line(sheet, row, ["AB"], 8)
            out.says(
                ref=ref, text=text[which], topics=["Safeguards"], addressees=[name], issued_on="2024-03-03",
                response_due="2024-04-03", response_text=answer, status=status,
            )  # fmt: skip
            row, at = row + 1, at + 1
    sheet.write_string(row + 1, 0, "Focal points", out.bold)
    out.head(sheet, row + 2, ["Institution", "Name", "Function", "E-mail", "Phone"])
    people = [
        ("Ministry of Justice", "A. Diallo", "Head of unit", "diallo@justice.example", "+000 55 123"),
        ("National Police", "S. Petrova", "Legal adviser", "petrova@police.example", "+000 55 456"),
    ]
    for shift, person in enumerate(people, 3):
        out.line(sheet, row + shift, person)
        out.contact(**dict(zip(("authority", "name", "title", "email", "phone"), person, strict=True)))


def fr_registre(out: Layout) -> None:
    """A letterhead, a header far down, a blank row after each record, a formula, a hidden column, a named table."""
    sheet, text = out.sheet("Registre"), texts("fr")
    for at, line in enumerate(["Commission nationale", "Mécanisme de prévention", "Mise à jour : 3 juin 2024"]):
        sheet.write_string(at, 0, line)
    heads = ["Rec. n°", "Libellé", "Adressée à", "Envoyé le", "Réponse attendue le", "Reçu le",
    "Contenu de la réponse",
             "Accord", "Appréciation du MNP", "Jours de retard", "Notes internes", "Cote"]  # fmt: skip
    out.head(sheet, 8, heads)
    said = [
        ("Acceptée", "accepted"),
        ("Acceptée en partie", "partially_accepted"),
        ("À l'étude", "under_consideration"),
        (None, None),
    ]
    states = [
        ("Mise en œuvre", "implemented"),
        ("En cours", "in_progress"),
        ("Non mise en œuvre", "not_implemented"),
        ("N/A", None),
    ]
    for at in range(6):
        row = 9 + 2 * at
        sent, due, back = date(2024, 1, 10 + at), date(2024, 2, 10 + at), date(2024, 2, 1 + at)
        (word, position), (state, status) = said[at % 4], states[at % 4]
        answer = f"Courrier du {at + 1} février." if at % 2 else None
        came = back if answer else None
        out.line(sheet, row, [f"{at + 1}-a", text[at], "Ministère de la Justice", sent, due, came, answer, word, state])
        sheet.write_formula(row, 9, f'=IF(F{row + 1}="",TODAY()-E{row + 1},0)', None, 3)
        out.line(sheet, row, [f"note {at}" if at == 2 else None, f"c{at}"], 10)
        out.says(
            ref=f"{at + 1}-a", text=text[at], addressees=["Ministère de la Justice"], issued_on=sent.isoformat(),
            response_due=due.isoformat(), responded_on=came.isoformat() if came else None, response_text=answer,
            position=position, status=status if state != "N/A" else "no_longer_relevant",
            notes=f"note {at}" if at == 2 else None,
        )  # fmt: skip
    sheet.set_column(11, 11, 8, None, {"hidden": True})
    sheet.freeze_panes(9, 2)
    out.line(sheet, 24, ["Établi par le secrétariat", None, "Signature"])
