"""The API as a person with ``curl`` uses it."""

from __future__ import annotations

import base64
import json
import subprocess
import time
from pathlib import Path
from typing import Any

PATIENCE_S = 240


class Curl:
    """A signed-in caller."""

    def __init__(self, url: str, email: str, password: str) -> None:
        self.url = url
        self.token = ""
        answer = self.send("POST", "/api/v1/session", {"email": email, "password": password})
        self.token = answer["token"]

    def run(self, *words: str) -> str:
        """Run curl with the token and return what it printed."""
        command = ["curl", "--silent", "--show-error", "--fail-with-body", "--max-time", "60"]
        if self.token:
            command += ["-H", f"Authentication-Token: {self.token}"]
        done = subprocess.run([*command, *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{words}: {done.stdout} {done.stderr}"
        return done.stdout

    def get(self, path: str) -> Any:
        """Return the JSON of an address."""
        return json.loads(self.run(f"{self.url}{path}"))

    def send(self, method: str, path: str, body: dict[str, Any]) -> Any:
        """Send JSON and return the JSON answer."""
        head = ["-X", method, "-H", "Content-Type: application/json"]
        return json.loads(self.run(*head, "-d", json.dumps(body), f"{self.url}{path}"))

    def upload(self, file: Path, **details: str) -> dict[str, Any]:
        """Upload a file by tus in two pieces, the second one after asking where to go on."""
        metadata = ",".join(
            f"{key} {base64.b64encode(value.encode()).decode()}"
            for key, value in ({"filename": file.name} | details).items()
        )
        tus = ["-H", "Tus-Resumable: 1.0.0"]
        length = file.stat().st_size
        head = [
            "-X",
            "POST",
            "-H",
            f"Upload-Length: {length}",
            "-H",
            f"Upload-Metadata: {metadata}",
        ]
        made = self.run("-i", *tus, *head, f"{self.url}/api/v1/uploads/")
        where = next(
            line.split(":", 1)[1].strip()
            for line in made.splitlines()
            if line.lower().startswith("location:")
        )
        data, half = file.read_bytes(), length // 2
        self._patch(where, tus, 0, data[:half], file)
        offset = int(
            next(
                line.split(":", 1)[1]
                for line in self.run("-I", *tus, where).splitlines()
                if line.lower().startswith("upload-offset:")
            )
        )
        assert offset == half
        self._patch(where, tus, offset, data[offset:], file)
        return json.loads(self.run("-H", "Accept: application/json", where))

    def _patch(self, where: str, tus: list[str], offset: int, data: bytes, file: Path) -> None:
        head = ["-X", "PATCH", "-H", "Content-Type: application/offset+octet-stream"]
        command = ["curl", "--silent", "--show-error", "--fail-with-body", *tus, *head]
        command += ["-H", f"Authentication-Token: {self.token}", "-H", f"Upload-Offset: {offset}"]
        done = subprocess.run(
            [*command, "--data-binary", "@-", where], input=data, capture_output=True, check=False
        )
        assert done.returncode == 0, f"{file.name}: {done.stdout!r} {done.stderr!r}"

    def wait_scene(self, scene_id: int) -> dict[str, Any]:
        """Return a scene when none of its jobs is on its way any more."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            scene = self.get(f"/api/v1/scenes/{scene_id}")
            moving = [j for j in scene["jobs"] if j["state"] in {"queued", "running"}]
            if scene["state"] != "received" and not moving:
                return scene
            time.sleep(0.5)
        raise AssertionError(f"scene {scene_id} is still {scene['state']}: {scene['jobs']}")
