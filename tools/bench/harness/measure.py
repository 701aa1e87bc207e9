"""Runs one side of a row to its end: a process that prints a line of JSON for each repetition, watched for memory."""

import json
import os
import signal
import statistics
import subprocess
from dataclasses import dataclass, field

from harness.memory import PeakMemory


class SideFailed(Exception):
    """The side could not be measured; its text says why, for people."""


@dataclass
class Measured:
    samples: list = field(default_factory=list)  # seconds, or values where `direct`
    direct: bool = False  # the program gave values in the row's unit
    result: list = field(default_factory=list)  # numbers of the last repetition
    facts: dict = field(default_factory=dict)
    peak_bytes: int = 0


def read_lines(text):
    """What a side printed. Lines that are no JSON objects are a library's chatter and are left out."""
    measured = Measured()
    for line in text.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if not isinstance(entry, dict):
            continue
        if "error" in entry:
            raise SideFailed(entry["error"])
        if "fact" in entry:
            measured.facts[entry["fact"]] = entry["value"]
        elif "seconds" in entry or "value" in entry:
            measured.direct = "value" in entry
            measured.samples.append(entry["value"] if measured.direct else entry["seconds"])
            measured.result = entry.get("result", [])
    return measured


def run_side(command, limit, environment=None, directory=None, read=read_lines):
    """@returns Measured. Raises SideFailed with what the process said."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                          env=environment, cwd=directory, start_new_session=True) as process:
        with PeakMemory(process.pid) as memory:
            try:
                out, err = process.communicate(timeout=limit)
            except subprocess.TimeoutExpired as late:
                raise SideFailed(f"took longer than {limit:.0f} s") from late
            finally:
                end_session(process.pid)
    measured = read(out) if process.returncode == 0 else read_lines(out)
    if process.returncode != 0 or not (measured.samples or measured.facts):
        said = (err or out).strip().splitlines()
        how = f"was ended by {signal.Signals(-process.returncode).name}" if process.returncode < 0 else f"ended with {process.returncode}"
        raise SideFailed(f"{how}: {said[-1] if said else 'no output'}")
    measured.peak_bytes = memory.peak
    return measured


def merged(runs):
    """Several runs of one program as one: all samples, the facts of the last, the highest peak."""
    return Measured(samples=[sample for run in runs for sample in run.samples], direct=runs[-1].direct,
                    result=runs[-1].result, facts=runs[-1].facts, peak_bytes=max(run.peak_bytes for run in runs))


def end_session(leader):
    """What the side left behind, workers included, must not disturb the next one."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except OSError:
        pass


def summary(row, params, measured):
    """{median, min, max, peak_bytes} in the row's unit."""
    values = measured.samples if measured.direct else [row.value(seconds, params) for seconds in measured.samples]
    return {"median": statistics.median(values), "min": min(values), "max": max(values),
            "peak_bytes": measured.peak_bytes}
