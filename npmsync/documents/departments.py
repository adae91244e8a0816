"""Several departments of one authority that answer beside each other: "Prison Service: text", one below the other."""

from __future__ import annotations


def beside(held: str | None, department: str, said: str) -> str:
    """The words held with those of a department; what the same department said before gives way.

    >>> beside("Budget: none.", "Prison Service", "In May.")
    'Budget: none.\\nPrison Service: In May.'
    """
    kept: list[str] = []
    mine = False
    for line in (held or "").split("\n"):
        # A line goes on until another department's begins.
        mine = line.startswith(f"{department}: ") or (mine and ": " not in line)
        if line and not mine:
            kept.append(line)
    return "\n".join([*kept, f"{department}: {said}"])
