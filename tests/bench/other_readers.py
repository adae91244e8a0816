"""Whether other programs open what was patched. Run: python tests/bench/other_readers.py FOLDER [MODULES]

FOLDER holds workbooks that `corpus.py` patched and kept. LibreOffice opens each and saves it as .xlsx, in batches, one
by one where a batch brings nothing; the text that the patch wrote is then looked for. With MODULES, the `node_modules`
of an `npm install xlsx`, SheetJS reads each one too. A file that fails is named, to be held against its original.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from corpus import ENDINGS, TEXT, by_calamine

BATCH, PATIENCE = 40, 300
SHEETJS = """
const X = require(process.argv[1] + "/xlsx");
for (const f of require("fs").readFileSync(0, "utf8").split("\\n").filter(Boolean)) {
  let verdict = "cannot read";
  try {
    const book = X.readFile(f);
    verdict = Object.values(book.Sheets).some(s => Object.values(s).some(c => c && c.v === process.argv[2]))
      ? "reads the text" : "does not see the text";
  } catch (error) {}
  console.log(verdict + "\\t" + f);
}
"""


def by_libreoffice(paths: Sequence[Path], out: Path) -> None:
    """Saves the workbooks anew below `out`; what it cannot open is not there afterwards."""
    own = f"-env:UserInstallation=file://{out}/profile"
    words = ["soffice", own, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    try:
        subprocess.run([*words, "--outdir", out, *paths], capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        subprocess.run(["pkill", "-f", f"{out}/profile"], check=False)


def verdict(saved: Path) -> str:
    if not saved.exists():
        return "opens nothing"
    try:
        found = any(TEXT in value for value in by_calamine(saved).values())
    except Exception:
        return "what it saved cannot be read"
    return "shows the text" if found else "does not show the text"


def main(folder: Path, modules: str | None) -> None:
    paths = sorted(path for path in folder.iterdir() if path.suffix in ENDINGS and not path.name.startswith("row-"))
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary)
        for at in range(0, len(paths), BATCH):
            batch = paths[at : at + BATCH]
            by_libreoffice(batch, out)
            for path in batch:
                saved = out / f"{path.stem}.xlsx"
                if not saved.exists():
                    by_libreoffice([path], out)
                said = verdict(saved)
                counts[f"LibreOffice: {said}"] += 1
                if said != "shows the text":
                    print(f"LibreOffice {said}: {path.name}", flush=True)
                saved.unlink(missing_ok=True)
    if modules:
        given = "\n".join(map(str, paths))
        told = subprocess.run(["node", "-e", SHEETJS, modules, TEXT], input=given, capture_output=True, text=True)
        for line in told.stdout.splitlines():
            said, _, name = line.partition("\t")
            counts[f"SheetJS: {said}"] += 1
            if said != "reads the text":
                print(f"SheetJS {said}: {Path(name).name}")
    for outcome, count in sorted(counts.items()):
        print(f"{count:>6}  {outcome}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
