"""What this machine can hold: refuse a run that would not fit, before it starts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ...simulation.ground.errors import RequestError, Sentence

if TYPE_CHECKING:
    from ...simulation.scenario import Scenario

# Files in which Linux states the memory limit of a container, and what of it is in use.
_CONTAINER = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
)
# Where the system does not say, assume a modest machine.
_UNKNOWN = 8 * 2**30


def check_memory(scenarios: Sequence[Scenario], workers: int, tape: bool = False) -> None:
    """Raise `RequestError`, with the figures, where so many runs at once would not fit in memory."""
    from ...simulation.memory import estimate_bytes

    markets = 1 if len(scenarios) == 1 else 2
    needed = workers * max(estimate_bytes(each.firms, each.months, each.burn_in, tape, markets) for each in scenarios)
    free = available_bytes()
    if needed > free:
        firms = max(each.firms for each in scenarios)
        figures = {"firms": firms, "needed": needed / 1e9, "free": free / 1e9, "workers": workers}
        raise RequestError(
            Sentence(
                "--firms {firms:,} in {workers} processes at once would need about {needed:,.1f} GB of memory, and "
                "{free:,.1f} GB are free; ask for fewer firms or --workers.",
                "--firms {firms:,}（{workers} 个进程同时运行）约需 {needed:,.1f} GB 内存，而可用内存为 {free:,.1f} GB；"
                "请减少企业数或 --workers。",
                **figures,
            )
            if workers > 1
            else Sentence(
                "--firms {firms:,} would need about {needed:,.1f} GB of memory, and {free:,.1f} GB are free; ask for "
                "fewer firms.",
                "--firms {firms:,} 约需 {needed:,.1f} GB 内存，而可用内存为 {free:,.1f} GB；请减少企业数。",
                **figures,
            )
        )


def available_bytes() -> int:
    """Memory that a new process can use, in bytes: of the machine, or of the container if that is less."""
    candidates = [_machine_bytes()]
    for limit_file, usage_file in _CONTAINER:
        try:
            limit, usage = Path(limit_file).read_text().strip(), int(Path(usage_file).read_text())
        except (OSError, ValueError):
            continue
        if limit.isdigit():
            candidates.append(max(0, int(limit) - usage))
    return min(candidates)


def _machine_bytes() -> int:
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return _UNKNOWN
