"""The dialogue workbook: its sheets, and the way between a record and its row. Pure."""
