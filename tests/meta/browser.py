"""A real browser without a driver: Chromium's own protocol, spoken over a pipe."""

import json
import os
import select
import shutil
import subprocess
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
BINARY = next(filter(None, map(shutil.which, NAMES)), None)
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "about:blank")
KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowDown": 40, "ArrowUp": 38, "/": 191}
TEXT = {"Enter": "\r", " ": " ", "/": "/"}
PATIENCE = 60  # seconds, on a busy machine


class Browser:
    """One tab. What it logs as an error and what it asks a network for is kept."""

    def __init__(self, profile):
        """Start it with a profile of its own."""
        theirs, self.writing = os.pipe()
        self.reading, answers = os.pipe()
        line = f'exec "$0" "$@" 3<&{theirs} 4>&{answers}'  # where it looks for them
        options = (f"--user-data-dir={profile}", "--remote-debugging-pipe", *OPTIONS)
        self.process = subprocess.Popen(
            ["bash", "-c", line, BINARY, *options],
            pass_fds=(theirs, answers),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs)
        os.close(answers)
        self.buffer, self.last, self.session = b"", 0, None
        self.events, self.complaints, self.requests = [], [], []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method, **params):
        """One command, and its answer."""
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        message |= {"sessionId": self.session} if self.session else {}
        os.write(self.writing, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.last:
                assert "error" not in answer, answer
                return answer["result"]

    def receive(self):
        """The next message; an event is noted."""
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.reading], [], [], PATIENCE)
            assert ready, "the browser says nothing"
            part = os.read(self.reading, 1 << 16)
            assert part, "the browser is gone"
            self.buffer += part
        line, _, self.buffer = self.buffer.partition(b"\0")
        message = json.loads(line)
        self.note(message.get("method"), message.get("params", {}))
        return message

    def note(self, method, params):
        """Keep what a test may ask for."""
        self.events.append(method)
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(params["exceptionDetails"])
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.complaints.append(params["entry"])
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(params["args"])

    def open(self, url):
        """Load a page, from anew."""
        for address in ("about:blank", url):  # another anchor of the same page loads nothing
            self.events.clear()
            self.call("Page.navigate", url=address)
            while "Page.loadEventFired" not in self.events:
                self.receive()

    def ask(self, expression):
        """The value of an expression on the page."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, expression):
        """Until an expression is true."""
        end = time.monotonic() + PATIENCE
        while not self.ask(expression):
            assert time.monotonic() < end, f"never: {expression}"
            time.sleep(0.05)

    def press(self, *keys):
        """Press keys, one after another, as a person does."""
        for key in keys:
            code = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
            text = {"text": TEXT[key]} if key in TEXT else {}
            kind = "keyDown" if text else "rawKeyDown"
            self.call("Input.dispatchKeyEvent", type=kind, **code, **text)
            self.call("Input.dispatchKeyEvent", type="keyUp", **code)

    def type(self, text):
        """Write into what has the focus."""
        self.call("Input.insertText", text=text)

    def look(self, *, width=1280, dark=False):
        """Choose the width of the window and the colours."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        self.call("Emulation.setDeviceMetricsOverride", **size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def close(self):
        """End it."""
        self.process.terminate()
        self.process.wait(PATIENCE)
        os.close(self.writing)
        os.close(self.reading)
