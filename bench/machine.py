"""What a process cost: CPU seconds and peak memory, of it and of its children, as Linux counts them."""

from __future__ import annotations

import os
from pathlib import Path

_ENDED = (FileNotFoundError, ProcessLookupError)
_TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += family(int(child))
    except _ENDED:
        pass  # a child that has just done its job
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of the process and its living descendants."""
    return sum(_cpu(one) for one in family(pid))


def peak_megabytes(pid: int) -> float:
    """The most memory that the process has held at once (VmHWM); 0 when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except _ENDED:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except _ENDED:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def load() -> str:
    """How many processes wanted a core in the last minute, beside the cores there are."""
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
