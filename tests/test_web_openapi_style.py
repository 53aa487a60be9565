"""The OpenAPI document by the rules of Spectral's `oas`, which a reader of many such documents knows."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from web_client import opened

VERSION = "6.16.3"
REQUIRED = "ZHENGSOU_REQUIRE_SPECTRAL"


@pytest.fixture(scope="module")
def spectral() -> Path:
    """The program, which npm fetches once into the environment (68 MB)."""
    place = Path(sys.prefix) / f"spectral-{VERSION}"
    program = place / "node_modules/.bin/spectral"
    if program.exists():
        return program
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{REQUIRED}=1, but there is no node or npm")
        pytest.skip("no node or npm")
    command = [npm, "install", "--prefix", str(place), "--no-audit", "--no-fund", "--silent", "--ignore-scripts"]
    done = subprocess.run([*command, f"@stoplight/spectral-cli@{VERSION}"], check=False, timeout=300)
    if done.returncode:
        shutil.rmtree(place, ignore_errors=True)
        if os.environ.get(REQUIRED) == "1":
            pytest.fail(f"{REQUIRED}=1, but npm could not fetch Spectral")
        pytest.skip("npm could not fetch Spectral")
    return program


def complaints(spectral: Path, document: object, folder: Path) -> list[str]:
    (folder / "rules.yaml").write_text('extends: ["spectral:oas"]\n')
    (folder / "openapi.json").write_text(json.dumps(document), "utf-8")
    command = [
        str(spectral),
        "lint",
        "openapi.json",
        "--ruleset",
        "rules.yaml",
        "--format",
        "json",
        "--output",
        "found.json",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode in (0, 1), done.stderr or done.stdout
    return [
        f"{each['code']} {'.'.join(map(str, each['path']))}"
        for each in json.loads((folder / "found.json").read_text("utf-8"))
    ]


@pytest.mark.slow
def test_spectral_finds_nothing(spectral: Path, seed_index: Path, tmp_path: Path) -> None:
    with opened(seed_index) as client:
        document = client.get("/api/openapi.json").get_json()
    assert complaints(spectral, document, tmp_path) == []
    del document["info"]["contact"]
    assert complaints(spectral, document, tmp_path) == ["info-contact info"]
