"""Automatic replies: out of office and the like, known by their headers (RFC 3834) or by a subject in six languages."""

from __future__ import annotations

import re
from email.message import Message as Mail

_SUBJECT = re.compile(
    r"^\W*(?:(?:re|aw|sv|rv|res|отв)\s*:\s*)*(?:"
    # English
    r"automatic reply|auto(?:matic)?[- ]?(?:reply|response|respond)|out of (?:the )?office|ooo\b"
    r"|away from (?:the )?office|on (?:annual |sick |maternity )?leave"
    # French
    r"|réponse automatique|reponse automatique|absence du bureau|absent(?:e)? du bureau|message d.absence|en congé"
    # Spanish
    r"|respuesta automática|respuesta automatica|fuera de (?:la )?oficina|ausente de la oficina|de vacaciones"
    # Portuguese
    r"|resposta automática|resposta automatica|fora do escritório|ausência (?:temporária|do escritório)|ausente do"
    r"|de férias"
    # Russian
    r"|автоматический ответ|автоответ|вне офиса|нет на работе|в отпуске|отсутств(?:ие|ую)"
    # Arabic
    r"|رد تلقائي|رد آلي|الرد التلقائي|خارج المكتب|في إجازة|إجازة"
    r")",
    re.IGNORECASE,
)
_PRECEDENCE = frozenset({"auto_reply", "auto-reply", "bulk", "junk"})
_SAYS_SO = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Mail-Autoreply", "X-Vacation")


def is_automatic(mail: Mail, subject: str) -> bool:
    """Whether no person wrote this mail. `subject` is decoded."""
    submitted = str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    if submitted.startswith("auto") or mail.get_content_type() == "multipart/report":
        return True
    if any(mail.get(name) is not None for name in _SAYS_SO):
        return True
    if str(mail.get("Precedence", "")).strip().lower() in _PRECEDENCE:
        return True
    # Exchange asks so not to be answered by machines: of a reply, it is the mark of one.
    suppressed = str(mail.get("X-Auto-Response-Suppress", "")).strip().lower()
    replies = mail.get("In-Reply-To") is not None or mail.get("References") is not None
    return bool(_SUBJECT.match(subject)) or (suppressed == "all" and replies)
