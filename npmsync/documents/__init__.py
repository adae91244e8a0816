"""What leaves for the authorities, and how what comes back is read. Pure; renderers are plugins.

gate         the only maker of Outgoing: records and a viewer in, plain content for those eyes out
form         the response form; `issued` is what is remembered of it, `receive` reads it when it comes back
invitation   texts, calendar events and messages for a meeting; `replies` judges the answers
"""
