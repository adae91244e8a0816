"""Which meetings are needed, who comes, and when: pure functions over the domain's records.

rules    needs.py asks reviews, roundtables, series, introductions, follow_ups, keep_alive, draft_discussions, budget;
         notes.py has what people say of single needs
people   participants.py chooses who is asked, responsible.py who leads; refresh.py keeps a proposal up to date
time     working_time.py knows the country's days and the office's hours; diary.py checks every hard limit
plan     objective.py is what a plan costs; problem.py makes needs ready; bound.py and flow.py say how good a plan can
         be, branch.py repairs and proves, search.py improves, packing.py finds the hours; exact.py is HiGHS
run      planning.py: what stands stays (standing.py says what cannot); meetings.py makes, moves and cancels
words    explain.py: what blocks; relaxations.py: what would have to give; alternatives.py: other times; clashes.py
picture  year.py has the rows and months, picture.py the page
"""
