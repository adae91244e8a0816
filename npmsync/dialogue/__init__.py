"""The dialogue between meetings: what is due (due.py) and what a meeting speaks about (agenda.py). Pure functions."""
