"""`python -m npmsync_gsheets.keep FILE`: puts a service account's key, or a person's consent, into the keyring."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from npmsync_gsheets.credentials import NAME, SCOPES, SERVICE


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("Usage: python -m npmsync_gsheets.keep FILE   (the .json file that Google gave you)")
    import keyring

    text = Path(sys.argv[1]).read_text("utf-8")
    found = json.loads(text)
    if "installed" in found:
        from google_auth_oauthlib.flow import InstalledAppFlow  # type: ignore[import-untyped]

        # Opens the browser; Google asks which account, and whether npmsync may see and edit its sheets.
        given = InstalledAppFlow.from_client_config(found, list(SCOPES)).run_local_server(port=0)
        text = json.dumps({**json.loads(given.to_json()), "type": "authorized_user"})
    keyring.set_password(SERVICE, NAME, text)
    print("Kept in this computer's keyring. You can delete the file now. Next: npmsync doctor")


if __name__ == "__main__":
    main()
