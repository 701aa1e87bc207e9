"""What two sides, or two runs, say about each other. Pure functions."""

import math


def ratio(row, troupe, peer):
    """How many times better Troupe is; None where there is no peer."""
    if not troupe or not peer or not troupe["median"] or not peer["median"]:
        return None
    better = troupe["median"] / peer["median"]
    return better if row.higher_is_better() else 1 / better


def agree(mine, other, rtol, atol):
    """True, False, or None when there is nothing to compare."""
    if rtol is None or not mine or not other:
        return None
    if len(mine) != len(other):
        return False
    return all(math.isclose(a, b, rel_tol=rtol, abs_tol=atol) for a, b in zip(mine, other))


def bound_of(row, params, figures):
    """The limit in the row's unit, or None where it is not known."""
    if row.bound is None:
        return None
    try:
        return row.bound(params, figures)
    except KeyError:
        return None


def bound_fraction(row, troupe, bound):
    """How much of what the limit allows is reached: 1 is all."""
    if bound is None or not troupe or not troupe["median"]:
        return None
    return troupe["median"] / bound if row.higher_is_better() else bound / troupe["median"]


def meets(row, troupe):
    """Whether the target is reached; None without one."""
    if row.target is None or not troupe:
        return None
    return troupe["median"] >= row.target if row.higher_is_better() else troupe["median"] <= row.target


SLOWER_BY = 1.05  # less than this is never called slower: machines differ by more from minute to minute


def slower_than(baseline, now, higher_is_better):
    """By which factor `now` is slower beyond the noise, else None: when the medians differ by more than a twentieth and
    the ranges of both runs do not touch."""
    if higher_is_better:
        factor, apart = baseline["median"] / now["median"], now["max"] < baseline["min"]
    else:
        factor, apart = now["median"] / baseline["median"], now["min"] > baseline["max"]
    return factor if apart and factor > SLOWER_BY else None


def against_baseline(rows, baseline_rows, higher_is_better):
    """[(name, factor)] of all rows of an earlier run that got slower. @param rows, baseline_rows as in the JSON.
    @param higher_is_better by unit"""
    earlier = {row["name"]: row for row in baseline_rows}
    found = []
    for row in rows:
        before = earlier.get(row["name"])
        if not before or not before.get("troupe") or not row.get("troupe") or before["unit"] != row["unit"]:
            continue
        factor = slower_than(before["troupe"], row["troupe"], higher_is_better(row["unit"]))
        if factor is not None:
            found.append((row["name"], factor))
    return found
