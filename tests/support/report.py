"""The report: `ledger.json`, and one page that opens anywhere."""
from tests.support.ledger import Ledger
from pathlib import Path

def write(ledger: Ledger, folder: str) -> None:
    ledger.write(Path(folder))
