"""A real browser for tests: Debian's Chromium without a window, spoken to over its DevTools protocol."""

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, build_opener

import pytest
from websockets.sync.client import connect
from websockets.sync.connection import Connection

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
KEYS = {"Enter": 13, "Escape": 27, "Tab": 9}


class Browser:
    """One page; what it would fetch and what it says on its console is kept."""

    def __init__(self, socket: Connection) -> None:
        self._socket, self._number = socket, 0
        self.requests: list[str] = []
        self.console: list[str] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._socket.recv(timeout=60))
            if told.get("id") == self._number:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result
            self._note(told)

    def _note(self, told: dict[str, Any]) -> None:
        values = told.get("params", {})
        match told.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(values["request"]["url"])
            case "Runtime.consoleAPICalled":
                self.console.append(" ".join(str(argument.get("value")) for argument in values["args"]))
            case "Runtime.exceptionThrown":
                self.console.append(str(values["exceptionDetails"]))
            case "Log.entryAdded":
                self.console.append(values["entry"]["text"])

    def open(self, address: str) -> float:
        """Go there; returns the seconds until everything of the page was loaded."""
        begun = time.monotonic()
        self.call("Page.navigate", url="about:blank")
        self.requests.clear()
        self.call("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")
        return time.monotonic() - begun

    def run(self, script: str) -> Any:
        """The value of an expression on the page; a promise is waited for."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def until(self, script: str, seconds: float = 30) -> None:
        """Wait for an expression to become true."""
        end = time.monotonic() + seconds
        while not self.run(script):
            assert time.monotonic() < end, f"{script} never came true; the console says {self.console}"
            time.sleep(0.02)

    def press(self, *keys: str) -> None:
        """Type keys, one after the other, as a person does."""
        for key in keys:
            typed = {"text": "\r" if key == "Enter" else key} if key == "Enter" or len(key) == 1 else {}
            code = KEYS.get(key, ord(key.upper()) if len(key) == 1 and key.isalnum() else 0)
            self.call("Input.dispatchKeyEvent", type="keyDown", key=key, windowsVirtualKeyCode=code, **typed)
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code)

    def click(self, selector: str) -> None:
        """Click the middle of the first element that a selector finds."""
        at = self.run(
            f"(async () => {{ const e = document.querySelector({json.dumps(selector)});"
            " for (let i = 0; i < 3; i++) { e.scrollIntoView({block: 'center', behavior: 'instant'}); await new Promise(requestAnimationFrame); }"
            " const b = (e.querySelector('rect') || e).getClientRects()[0]; return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], button="left", clickCount=1)

    def size(self, width: int, height: int) -> None:
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def dark(self) -> None:
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])

    def picture(self, to: Path) -> None:
        to.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """A browser with a profile of its own and no network but this machine's."""
    assert CHROMIUM
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
               "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--remote-debugging-port=0")  # fmt: skip
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "DevToolsActivePort").unlink(missing_ok=True)
    process = subprocess.Popen(
        [CHROMIUM, *options, f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(profile)},
    )  # fmt: skip
    try:
        port = _waited(lambda: (profile / "DevToolsActivePort").read_text(encoding="utf-8").splitlines()[0])
        page = _waited(lambda: next(target for target in _targets(port) if target["type"] == "page"))
        with connect(page["webSocketDebuggerUrl"], max_size=None, proxy=None) as socket:
            yield Browser(socket)
    finally:
        process.terminate()
        process.wait(20)


def _targets(port: str) -> list[dict[str, Any]]:
    with build_opener(ProxyHandler({})).open(f"http://127.0.0.1:{port}/json", timeout=5) as answer:
        targets: list[dict[str, Any]] = json.load(answer)
    return targets


def _waited(get: Callable[[], Any]) -> Any:
    end = time.monotonic() + 30
    while True:
        try:
            return get()
        except (OSError, IndexError, StopIteration):
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
