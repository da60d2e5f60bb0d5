"""The README's picture: `python -m tests.meta.picture REPORT`, a report's front page as PNG."""

import base64
import sys
import tempfile
from pathlib import Path

from tests.meta.browser import Browser

TARGET = Path(__file__).parents[1] / "support" / "site" / "front.png"
WIDTH, HEIGHT = 1280, 900


def take(report, target=TARGET):
    """Open the front page, and save what is seen of it."""
    with tempfile.TemporaryDirectory() as profile:
        browser = Browser(profile)
        browser.look(width=WIDTH)
        browser.open((Path(report).resolve() / "index.html").as_uri())
        png = browser.call("Page.captureScreenshot", format="png", optimizeForSpeed=False)
        browser.close()
    target.write_bytes(base64.b64decode(png["data"]))


if __name__ == "__main__":
    take(sys.argv[1])
