"""What the NPM's own mail server found out about a sender (RFC 8601, DMARC).

Of lines below the topmost one any sender may have written any, so they say nothing. Where nobody has told us the name
of our server, the topmost line is believed in one thing only: nobody writes against himself that he is forged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message as Mail

_BY = re.compile(r"\b(?:header\.(?:d|i|from)|smtp\.mailfrom|smtp\.helo)\s*=\s*\"?(?:[^\s;\"@]*@)?([^\s;\"@]+)")
_FOUND = re.compile(r"^\s*(dmarc|dkim|spf)\s*=\s*(\w+)")


def authentic(mail: Mail, sender: str, authserv: str | None) -> bool | None:
    """True: the mail comes from the house of `sender`. False: nothing that was found speaks for it. None: nothing is
    known. `authserv` is our server's name, None where nobody has told us."""
    lines = [" ".join(str(line).split()) for line in mail.get_all("Authentication-Results", [])]
    if authserv is None:
        return False if lines and _judged(lines[0].partition(";")[2], sender) is False else None
    for line in lines:
        identity, _, results = line.partition(";")
        if identity.split(" ")[0].strip().lower() == authserv.strip().lower():
            return _judged(results, sender)
    return None


def _judged(results: str, sender: str) -> bool | None:
    """DMARC's word where it has one. Else what passed must have passed for the sender's own domain: everybody can sign
    for a domain of theirs."""
    found = list(_methods(results))
    said = next((result for method, result, _ in found if method == "dmarc"), "")
    if said in ("pass", "bestguesspass", "fail"):
        return said != "fail"
    own = sender.rpartition("@")[2]
    others = [(result, by) for method, result, by in found if method != "dmarc"]
    if any(result == "pass" and (by is None or _same_house(by, own)) for result, by in others):
        return True
    return False if any(result in ("pass", "fail", "softfail") for result, _ in others) else None


def _methods(results: str) -> Iterator[tuple[str, str, str | None]]:
    """(method, result, the domain that it was found for)."""
    without_comments = re.sub(r"\([^()]*\)", " ", results.lower())
    for part in without_comments.split(";"):
        head = _FOUND.match(part)
        # Some servers leave the semicolons out.
        for piece in re.split(r"(?=\b(?:dmarc|dkim|spf)\s*=)", part) if head else ():
            one = _FOUND.match(piece)
            by = _BY.search(piece)
            if one:
                yield one[1], one[2], by[1].rstrip(".") if by else None


def _same_house(one: str, other: str) -> bool:
    """DMARC's relaxed alignment without a list of public suffixes: one is the other or stands below it."""
    return one == other or one.endswith("." + other) or (other.endswith("." + one) and one.count(".") > 0)
