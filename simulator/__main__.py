"""Google and Microsoft on localhost, as one process: python -m simulator --port 8025 --state var/google.sqlite"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from simulator.config import from_json
from simulator.serving import serve


def main(arguments: list[str]) -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8025, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--state",
        type=Path,
        required=True,
        help="SQLite file that keeps everything of Google; Microsoft's lies beside it",
    )
    parser.add_argument("--public-url", help="address under which others reach it (default: host and port)")
    parser.add_argument("--settings", type=Path, help="JSON file with subscriptions, add-on, quota and so on")
    parser.add_argument("--patient", type=float, help="let a patient write something new every so many seconds")
    chosen = parser.parse_args(arguments)
    settings = chosen.settings.read_text() if chosen.settings else "{}"
    public_url = chosen.public_url or f"http://{chosen.host}:{chosen.port}"
    config = from_json(settings, state=chosen.state, public_url=public_url)
    if chosen.patient is not None:
        config = replace(config, patient_every=chosen.patient)
    serve(config, chosen.host, chosen.port)


if __name__ == "__main__":
    main(sys.argv[1:])
