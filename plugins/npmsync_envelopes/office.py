"""Office documents with a password (ECMA-376 agile encryption, MS-OFFCRYPTO 2.3.4), as Excel and Word open them."""

from __future__ import annotations

import io

from npmsync.errors import Refused


class OfficeSeal:
    """`npmsync.ports.Seal` for .xlsx and .docx."""

    def __init__(self) -> None:
        import msoffcrypto  # noqa: F401 - a missing extra is said before anything is made

    def close(self, data: bytes, password: str) -> bytes:
        """The document, to be opened with the password alone."""
        from msoffcrypto.format.ooxml import OOXMLFile

        out = io.BytesIO()
        OOXMLFile(io.BytesIO(data)).encrypt(password, out)
        return out.getvalue()

    def open(self, data: bytes, password: str, name: str) -> bytes:
        """The document without its password. Raises `Refused` for a wrong one, and for what is no such document."""
        import msoffcrypto
        from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

        out = io.BytesIO()
        try:
            file = msoffcrypto.OfficeFile(io.BytesIO(data))
            file.load_key(password=password)
            file.decrypt(out)
        except (InvalidKeyError, DecryptionError) as error:
            raise Refused(
                "wrong-password", f"The password does not open {name}.", "Check it with whoever sent the file."
            ) from error
        except Exception as error:  # of a spoiled file the library raises whatever it stumbles over
            raise Refused("damaged-file", f"{name} is damaged or no such document.", "Ask for it again.") from error
        return out.getvalue()
