"""What programs with a form of their own print, read as Measured. Pure functions."""

import json

from harness.measure import Measured, SideFailed


def _object(text):
    try:
        return json.loads(text)
    except ValueError as wrong:
        raise SideFailed(f"printed no JSON: {wrong}") from wrong


def field(name):
    """One JSON object; its number `name` is the only sample, all its numbers are facts."""

    def read(text):
        found = _object(text)
        facts = {key: value for key, value in found.items() if isinstance(value, (int, float))}
        if name not in facts:
            raise SideFailed(f"printed no '{name}'")
        return Measured(samples=[facts[name]], direct=True, facts=facts)

    return read


def google_benchmark(text):
    """The counter `rate` of each repetition, and its `limit` as a fact."""
    runs = [run for run in _object(text)["benchmarks"] if run.get("run_type") == "iteration"]
    if not runs or "rate" not in runs[0]:
        raise SideFailed("printed no rate")
    limits = {"limit": runs[0]["limit"]} if "limit" in runs[0] else {}
    return Measured(samples=[run["rate"] for run in runs], direct=True, facts=limits)
