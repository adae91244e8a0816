"""Which meetings are needed, who comes, and when: pure functions over the domain's records.

rules   needs.py asks reviews, roundtables, series, introductions, follow_ups, keep_alive, draft_discussions
people  participants.py chooses who is asked; refresh.py keeps a proposal up to date
time    working_time.py knows the country's days and the office's hours; diary.py checks every hard limit
plan    solver.py places (search.py, order.py), proves how well (bound.py, flow.py), names what blocks (explain.py)
run     planning.py: what stands stays; meetings.py makes, moves and cancels; clashes.py says what speaks against
"""
