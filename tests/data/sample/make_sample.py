"""Makes npmsync/sample/tracker.xlsx from the two lists beside this file. Run: python tests/data/sample/make_sample.py

A register as a small team keeps one: a title, a drop-down, colours, a formula that counts days, a sheet of contacts, a
chart. Days count from REFERENCE; the demo shifts them so that the newest letter is a few weeks old.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
TARGET = HERE.parents[2] / "npmsync" / "sample" / "tracker.xlsx"
REFERENCE = date(2026, 1, 1)
HEADERS = (
    "No.", "Date of visit", "Place visited", "Topic", "Recommendation", "Addressed to", "Priority", "Date sent",
    "Reply due", "Reply received", "Reply of the authority", "Authority's position", "Status (NPM assessment)",
    "Days late", "Internal notes",
)  # fmt: skip
WIDTHS = (7, 12, 24, 22, 60, 30, 10, 12, 12, 13, 44, 18, 22, 9, 40)
STATUSES = ["Implemented", "Partially implemented", "In progress", "Not implemented", "No longer relevant"]
FIRST = 5
REPLY_DAYS = 30


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    TARGET.parent.mkdir(exist_ok=True)
    book = xlsxwriter.Workbook(TARGET)
    book.set_properties({"title": "Register of recommendations", "author": ""})
    register = book.add_worksheet("Register")
    last = write_register(book, register)
    write_contacts(book)
    write_summary(book, last)
    book.close()


def write_register(book: xlsxwriter.Workbook, sheet) -> int:
    head = book.add_format({"bold": True, "bg_color": "#1F3B57", "font_color": "white", "text_wrap": True, "border": 1})
    text = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8CED6"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "border": 1, "border_color": "#C8CED6"})
    sheet.write(
        0, 0, "National Preventive Mechanism: register of recommendations", book.add_format({"bold": True, "size": 14})
    )
    sheet.write(1, 0, "Confidential. One row for each recommendation; several addressees are separated by a semicolon.")
    for column, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write(FIRST - 2, column, header, head)
    data = rows("recommendations.csv")
    for number, item in enumerate(data):
        write_row(sheet, FIRST - 1 + number, item, text, day)
    last = FIRST - 1 + len(data)
    sheet.freeze_panes(FIRST - 1, 1)
    sheet.autofilter(FIRST - 2, 0, last - 1, len(HEADERS) - 1)
    sheet.data_validation(FIRST - 1, 12, last - 1, 12, {"validate": "list", "source": STATUSES})
    late = book.add_format({"bg_color": "#F9D5D3"})
    sheet.conditional_format(FIRST - 1, 13, last - 1, 13, {"type": "cell", "criteria": ">", "value": 0, "format": late})
    sheet.write(last + 1, 4, "Total", book.add_format({"bold": True}))
    sheet.write_formula(last + 1, 5, f"=COUNTA(A{FIRST}:A{last})", None, len(data))
    return last


def write_row(sheet, row: int, item: dict[str, str], text, day) -> None:
    def on(name: str) -> date | None:
        return REFERENCE + timedelta(days=int(item[name])) if item[name] else None

    sent = on("sent")
    dates = {1: on("visit"), 7: sent, 8: sent + timedelta(days=REPLY_DAYS) if sent else None, 9: on("replied")}
    words = {0: "ref", 2: "place", 3: "topic", 4: "text", 5: "addressees", 6: "priority"}
    words |= {10: "reply", 11: "position", 12: "status", 14: "notes"}
    for column, name in words.items():
        sheet.write(row, column, item[name] or None, text)
    for column, value in dates.items():
        sheet.write(row, column, value, day)
    late = f'=IF(J{row + 1}="",MAX(0,TODAY()-I{row + 1}),0)'
    sheet.write_formula(row, 13, late, text, 0)


def write_contacts(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Contacts")
    bold = book.add_format({"bold": True})
    for column, header in enumerate(("Institution", "Focal point", "Position", "E-mail", "Phone")):
        sheet.set_column(column, column, 34 if column in (0, 2, 3) else 20)
        sheet.write(0, column, header, bold)
    for number, contact in enumerate(rows("contacts.csv"), start=1):
        for column, value in enumerate(contact.values()):
            sheet.write_string(number, column, value)


def write_summary(book: xlsxwriter.Workbook, last: int) -> None:
    sheet = book.add_worksheet("Summary")
    sheet.set_column(0, 0, 24)
    counted = [item["status"] for item in rows("recommendations.csv")]
    for number, status in enumerate(STATUSES):
        sheet.write(number, 0, status)
        formula = f"=COUNTIF(Register!$M${FIRST}:$M${last},A{number + 1})"
        sheet.write_formula(number, 1, formula, None, counted.count(status))
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"categories": "=Summary!$A$1:$A$5", "values": "=Summary!$B$1:$B$5", "name": "Recommendations"})
    chart.set_title({"name": "Where we stand"})
    sheet.insert_chart("D2", chart)


if __name__ == "__main__":
    main()
