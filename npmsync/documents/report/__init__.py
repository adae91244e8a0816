"""The report: figures as a paper. `edition.py` makes the internal and the public edition, `statement.py` one
authority's own account."""
