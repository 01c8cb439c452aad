"""Make sure the tests have a Chromium: the one installed, else the distribution's package, else Playwright's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.browser import find_chromium

_PACKAGE = "chromium"


def main() -> int:
    """Install a browser where there is none; says what it does and, when all fails, what to do by hand."""
    if find_chromium() is not None:
        return 0
    for install in (_from_distribution, _from_playwright):
        if install() and find_chromium() is not None:
            return 0
    print("No browser could be installed. Install Chromium by hand and run this again.", file=sys.stderr)
    return 1


def _from_distribution() -> bool:
    apt = shutil.which("apt-get")
    if apt is None:
        return False
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    print("Installing the distribution's Chromium for the tests")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = ([apt, "-qq", "update"], [apt, "-qq", "install", "-y", "--no-install-recommends", _PACKAGE])
    return all(
        subprocess.run([*as_root, *step], env=environment, stdout=subprocess.DEVNULL).returncode == 0 for step in steps
    )


def _from_playwright() -> bool:
    print("Installing Playwright's Chromium for the tests")
    return subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"]).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
