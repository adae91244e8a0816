"""Layouts whose columns or cells are out of the ordinary: lists, ticks, labels beneath each other, percentages."""

from __future__ import annotations

from datetime import date

from layout import Layout, texts

FR_ROWS = [
    ("R-2023-01", "• Santé\n• Hygiène", ["Santé", "Hygiène"],
     "• Ministère de la Santé\n• Administration pénitentiaire",
     ["Ministère de la Santé", "Administration pénitentiaire"], "Maison d'arrêt de Valmont", "Élevée", "high",
      "100 %", "implemented"),
    ("R-2023-02", "- Mineurs", ["Mineurs"], "Ministère de la Justice; Administration pénitentiaire",
     ["Ministère de la Justice", "Administration pénitentiaire"], "Centre éducatif des Pins", "Urgente", "urgent",
      "0 %", "not_implemented"),
    ("R-2023-03", "• Santé\n• Personnel", ["Santé", "Personnel"], "Ministère de la Santé / Ministère des Finances",
     ["Ministère de la Santé", "Ministère des Finances"], "Maison d'arrêt de Valmont", "Normale", "normal", "50 %",
      None),
    ("R-2024-01", "• Fouilles", ["Fouilles"], "Administration pénitentiaire", ["Administration pénitentiaire"],
     "Maison d'arrêt de Valmont", "Basse", "low", None, None),
    ("R-2024-02", "• Garde à vue\n• Accès au droit", ["Garde à vue", "Accès au droit"],
     "Ministère de la Justice, Ministère de la Santé", ["Ministère de la Justice", "Ministère de la Santé"],
     "Commissariat du Port", "Élevée", "high", "100%", "implemented"),
    ("R-2024-03", None, None, "Ministère de la Justice", ["Ministère de la Justice"], "Maison d'arrêt de Valmont",
     None,
     None, None, None),
]  # fmt: skip


def fr_base(out: Layout) -> None:
    """An export of a recommendations database: lists with bullets, times of midnight, percentages, its own columns."""
    sheet, text = out.sheet("Export"), texts("fr")
    heads = ["Identifiant interne", "Référence", "Intitulé de la recommandation", "Thématiques",
    "Autorités concernées",
             "Établissement", "Date de la visite", "Date de transmission", "Date limite de réponse", "Priorité",
             "Mise en œuvre", "Auteur de la fiche", "Créé le"]  # fmt: skip
    out.head(sheet, 0, heads)
    for at, (ref, themes, topics, whom, addressees, place, urgency, priority, share, status) in enumerate(FR_ROWS, 1):
        cells = [f"7f3a-{at:04}", ref, text[at - 1], themes, whom, place, f"2023-0{at}-15 00:00", date(2023, at, 28)]
        out.line(sheet, at, [*cells, f"{at:02}.09.2023", urgency, share, "J. Moreau", f"2023-0{at}-20T08:30:00Z"])
        out.says(
            ref=ref, text=text[at - 1], topics=topics, addressees=addressees, place=place,
            visit_date=f"2023-0{at}-15", issued_on=f"2023-0{at}-28", response_due=f"2023-09-{at:02}",
            priority=priority, status=status, ask=["status"] if share == "50 %" else [],
        )  # fmt: skip
    sheet.autofilter(0, 0, len(FR_ROWS), len(heads) - 1)
    sheet.freeze_panes(1, 0)


def es_marcas(out: Layout) -> None:
    """A column for each status, ticked with an x, below one group heading; visits merged down; counts below."""
    sheet, text = out.sheet("Matriz"), texts("es")
    sheet.write_string(0, 0, "Matriz de seguimiento de recomendaciones", out.bold)
    for column, word in enumerate(["N.º", "Fecha de visita", "Lugar visitado", "Recomendación", "Institución"]):
        sheet.merge_range(2, column, 3, column, word, out.bold)
    sheet.merge_range(2, 5, 2, 8, "Estado de cumplimiento", out.bold)
    out.head(sheet, 3, ["Cumplida", "Parcialmente cumplida", "En proceso", "No cumplida"], 5)
    sheet.merge_range(2, 9, 3, 9, "Respuesta de la autoridad", out.bold)
    states = ["implemented", "partially_implemented", "in_progress", "not_implemented"]
    whom = ["Ministerio de Gobierno", "Fiscalía General", "Órgano Judicial", "Ministerio de Salud",
            "Dirección General de Régimen Penitenciario", "Policía Nacional"]  # fmt: skip
    ticks: list[int | None] = [0, 3, None, 1, 2, 0]
    visits = [(4, 6, date(2024, 3, 7), "Penal de San Marcos"), (7, 9, date(2024, 5, 21), "Carceleta del Palacio")]
    for first, last, seen, place in visits:
        sheet.merge_range(first, 1, last, 1, seen, out.day)
        sheet.merge_range(first, 2, last, 2, place, out.wrap)
        for row in range(first, last + 1):
            at = row - 4
            answer = "Se emitió una circular." if at % 2 else None
            out.line(sheet, row, [at + 1])
            out.line(sheet, row, [text[at], whom[at]], 3)
            tick = ticks[at]
            if tick is not None:
                sheet.write_string(row, 5 + tick, "X")
            out.line(sheet, row, [answer], 9)
            out.says(
                ref=str(at + 1), text=text[at], addressees=[whom[at]], place=place, visit_date=seen.isoformat(),
                status=states[tick] if tick is not None else None, response_text=answer,
            )  # fmt: skip
    out.line(sheet, 11, ["Total", None, None, None, None, 2, 1, 1, 1])


def en_cards(out: Layout) -> None:
    """A sheet for each recommendation, labels in a column and values beside them."""
    text = texts("en")
    cover = out.sheet("Read me")
    cover.write_string(0, 0, "One sheet a recommendation. Copy the last one for a new recommendation.")
    rows = [
        ("NPM 12/2024", "Ministry of Justice", "Valley Prison", "12 March 2024", "2024-03-12", "Accepted", "accepted",
         "Works are under way.", "2024-06-03", "In progress", "in_progress", "See the photographs."),
        ("NPM 13/2024", "Ministry of Health; Prison Service", "Valley Prison", "12 March 2024", "2024-03-12", None,
         None,
         None, None, None, None, None),
        ("NPM 14/2024", "National Police", "Harbour Police Station", "2 April 2024", "2024-04-02", "Rejected",
         "rejected",
         "A lawyer is called on request.", "2024-05-30", "Not implemented", "not_implemented", None),
    ]  # fmt: skip
    for at, cells in enumerate(rows):
        ref, whom, place, seen, visited, said, position, answer, back, state, status, note = cells
        sheet = out.sheet(f"Rec {12 + at}")
        sheet.merge_range(0, 1, 0, 2, "Recommendation sheet", out.bold)
        pairs = [
            ("Reference", ref), ("Recommendation", text[at]), ("Addressed to", whom), ("Place visited", place),
            ("Date of visit", seen), ("Response of the authority", None), ("Position", said), ("Response", answer),
            ("Date of response", date.fromisoformat(back) if back else None), ("NPM follow-up", None),
            ("Status", state), ("NPM comments", note), ("File box", f"B-{at + 7}"),
        ]  # fmt: skip
        for row, (label, value) in enumerate(pairs, 2):
            out.head(sheet, row, [label], 1)
            out.line(sheet, row, [value], 2)
        out.says(
            ref=ref, text=text[at], addressees=whom.split("; "), place=place, visit_date=visited, position=position,
            response_text=answer, responded_on=back, status=status, notes=note,
        )  # fmt: skip


def six_dates(out: Layout) -> None:
    """Dates as text in six languages and three kinds of digits; contacts beside the recommendations."""
    sheet, text = out.sheet("Register"), texts("en")
    out.head(sheet, 2, ["No.", "Date of visit", "Recommendation", "Authority", "Date of letter", "Reply due", "Status"])
    out.head(sheet, 2, ["Institution", "Focal point", "Tel."], 9)
    rows = [
        ("15 March 2024", "2024-03-15", "5 Apr 2024", "2024-04-05", "end of 2024", "2024-12-31", "Done",
         "implemented"),
        ("1er août 2023", "2023-08-01", "15 sept. 2023", "2023-09-15", "2e trimestre 2024", "2024-06-30", "En cours",
         "in_progress"),
        ("7 de enero de 2024", "2024-01-07", "20/01/2024", "2024-01-20", "fin de 2024", "2024-12-31", "Cumplida",
         "implemented"),
        ("3 de dezembro de 2023", "2023-12-03", "10-dez-2023", "2023-12-10", "prazo de 90 dias", "2024-03-09",
         "Não cumprida", "not_implemented"),
        ("21 мая 2024 г.", "2024-05-21", "03.06.2024", "2024-06-03", "до 1 июля 2024 года", None, None, None),
        ("١٢ فيفري ٢٠٢٤", "2024-02-12", "٢٠٢٤/٠٢/٢٠", "2024-02-20", "نهاية 2024", "2024-12-31", "قيد التنفيذ",
         "in_progress"),
        ("۱۵/۰۳/۲۰۲۴", "2024-03-15", "2024-03-20", "2024-03-20", "asap", None, None, None),
    ]  # fmt: skip
    whom = ["Ministry of Justice", "Ministry of Health", "National Police"]
    for at, (seen, visited, sent, issued, term, due, state, status) in enumerate(rows):
        out.line(sheet, at + 3, [f"{at + 1}/24", seen, text[at], whom[at % 3], sent, term, state])
        out.says(
            ref=f"{at + 1}/24", text=text[at], addressees=[whom[at % 3]], visit_date=visited, issued_on=issued,
            response_due=due, status=status, ask=["response_due"] if due is None else [],
        )  # fmt: skip
    for at, person in enumerate([(whom[0], "N. Okoye", "+000 11 22 33"), (whom[1], "L. Haddad", "+000 44 55 66")], 3):
        out.line(sheet, at, person, 9)
        out.contact(**dict(zip(("authority", "name", "phone"), person, strict=True)))


def pt_percentagens(out: Layout) -> None:
    """Percentages as numbers below the status, an officer's initials, a hidden row, a stray cell in the last row."""
    sheet, text = out.sheet("Monitoramento"), texts("pt")
    heads = ["ID", "Recomendação emitida", "Unidade prisional", "Órgão responsável", "Data do ofício", "Prazo",
             "Grau de cumprimento", "Técnico", "Justificativa"]  # fmt: skip
    out.head(sheet, 0, heads)
    for at in range(8):
        share = [1, 0, 0.5, None, 1, 0.25, 0, None][at]
        sent, due = date(2024, 1 + at, 5), date(2024, 2 + at, 5)
        out.line(
            sheet,
            at + 1,
            [
                f"BR-{at + 1:03}",
                text[at],
                "Penitenciária Central",
                "Secretaria de Administração Penitenciária",
                sent,
                due,
            ],
        )
        if share is not None:
            sheet.write_number(at + 1, 6, share, out.percent)
        reason = "Falta de orçamento." if share == 0 else None
        out.line(sheet, at + 1, ["MS", reason], 7)
        known = {1: "implemented", 0: "not_implemented"}
        out.says(
            ref=f"BR-{at + 1:03}", text=text[at], place="Penitenciária Central",
            addressees=["Secretaria de Administração Penitenciária"], issued_on=sent.isoformat(),
            response_due=due.isoformat(), status=known.get(share) if share is not None else None, reasons=reason,
            ask=["status"] if share in (0.5, 0.25) else [],
        )  # fmt: skip
    sheet.set_row(4, None, None, {"hidden": True})
    sheet.write_string(1_048_575, 3, " ")


def ar_fr_bilingue(out: Layout) -> None:
    """Headers in two languages, one above the other in each cell; no contacts; no numbers."""
    sheet, text = out.sheet("متابعة - Suivi"), texts("ar")
    sheet.right_to_left()
    heads = ["التوصية\nRecommandation", "الجهة المعنية\nAutorité concernée", "تاريخ الإرسال\nDate d'envoi",
             "أجل الرد\nDélai de réponse", "رد الجهة\nRéponse de l'autorité",
             "حالة التنفيذ\nÉtat de mise en œuvre"]  # fmt: skip
    out.head(sheet, 1, heads)
    states = [("منفذة", "implemented"), ("En cours", "in_progress"), (None, None)]
    for at, whom in enumerate(["وزارة العدل", "وزارة الداخلية، وزارة العدل", "وزارة الداخلية"] * 2):
        state, status = states[at % 3]
        answer = "En préparation." if at == 1 else None
        out.line(sheet, at + 2, [text[at], whom, f"{at + 13}/04/2024", f"{at + 13}/05/2024", answer, state])
        out.says(
            text=text[at], addressees=whom.split("، "), issued_on=f"2024-04-{at + 13}",
            response_due=f"2024-05-{at + 13}", response_text=answer, status=status,
        )  # fmt: skip
