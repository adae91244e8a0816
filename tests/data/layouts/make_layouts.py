"""Makes the sample trackers of this folder and what each of them says: NAME.xlsx and NAME.truth.json.

Eleven layouts unlike one another, of the kinds that small NPMs keep; institutions and people are invented. The truth
holds, for each row that is a recommendation, what a careful person would copy from it: dates in ISO 8601, words of
closed sets as the domain spells them, everything else to the letter. A field in `ask` is one that such a person would
ask about first. Run: python tests/data/layouts/make_layouts.py
"""

from __future__ import annotations

from layout import Layout
from layouts_in_groups import ar_jihat, en_addressees, fr_registre, pt_visitas, ru_po_godam
from layouts_of_columns import ar_fr_bilingue, en_cards, es_marcas, fr_base, pt_percentagens, six_dates

LAYOUTS = (
    pt_visitas, ru_po_godam, ar_jihat, fr_base, es_marcas, en_cards, en_addressees, six_dates, fr_registre,
    pt_percentagens, ar_fr_bilingue,
)  # fmt: skip


def main() -> None:
    for make in LAYOUTS:
        layout = Layout(make.__name__)
        make(layout)
        layout.close()


if __name__ == "__main__":
    main()
