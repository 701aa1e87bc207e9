"""What the machine is, by its traits, and what it can do at most: the limits that rows are held against."""

import os
import re

from harness.measure import run_side
from harness.peer import undisturbed

FLAGS = ("avx2", "fma", "avx512f")


def _first(pattern, text):
    found = re.search(pattern, text, re.MULTILINE)
    return found.group(1).strip() if found else ""


def _read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def traits():
    cpu = _read("/proc/cpuinfo")
    flags = _first(r"^flags\s*:(.*)$", cpu).split()
    memory = _first(r"^MemTotal:\s*(\d+) kB", _read("/proc/meminfo"))
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": _first(r"^model name\s*:(.*)$", cpu),
        "features": [flag for flag in FLAGS if flag in flags],
        "memory_bytes": int(memory or 0) * 1024,
        "huge_pages": _first(r"\[(\w+)\]", _read("/sys/kernel/mm/transparent_hugepage/enabled")),
        "kernel": os.uname().release.split("-")[0],
    }


def figures(binaries, scale):
    """Limits by name, measured now (bench_machine lists them)."""
    return run_side([str(binaries / "bench_machine"), "all", f"--scale-percent={max(1, round(100 * scale))}"], 120,
                    environment=undisturbed()).facts
