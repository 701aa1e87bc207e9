#!/usr/bin/env python3
"""Asks NumPy what array_conformance was asked, and compares.

Usage: check_with_numpy.py PROGRAM [--seed N] [--cases N] [--keep FOLDER] [-v]

Whole numbers, truth values, extremes and plain arithmetic must be equal to the bit (NaN is NaN, zeros have signs); functions
of the C library within a few units in the last place; sums within the rounding of their length. Exit: 0 all as NumPy has it,
1 some not, 2 misuse, 77 no NumPy here.
"""
import argparse
import collections
import json
import pathlib
import subprocess
import sys
import tempfile
import warnings

try:
    import numpy as np
except ImportError:
    print("skipped: python3-numpy is not installed")
    sys.exit(77)

warnings.filterwarnings("ignore")
np.seterr(all="ignore")

# ---------------------------------------------------------------------------------------------------------------------
# What NumPy is asked: the function of that name with the same operands and options, unless there is a row here.
# A row gets the operands and the options.
ROWS = {
    "power": lambda a, o: np.power(a[0], o["exponent"]),
    "ldexp": lambda a, o: np.ldexp(a[0], o["exponent"]),
    "astype": lambda a, o: a[0].astype(o["dtype"]),
    "chain": lambda a, o: (lambda s: np.where(s > 0, np.sqrt(np.absolute(s)) * 2 - 1, s / 3))(np.maximum(a[0], a[1]) - a[2]),
    "indices": lambda a, o: list(np.indices((o["rows"], o["columns"]))),
    "nanvar": lambda a, o: np.nanvar(wide(a[0]), **o),
    "nanstd": lambda a, o: np.nanstd(wide(a[0]), **o),
    "nanmean": lambda a, o: np.nanmean(wide(a[0]), **o),
    "nansum": lambda a, o: np.nansum(wide(a[0]), **o),
    "nanprod": lambda a, o: np.nanprod(wide(a[0]), **o),
    "sum": lambda a, o: np.sum(wide(a[0]), **o),
    "prod": lambda a, o: np.prod(wide(a[0]), **o),
    "mean": lambda a, o: np.mean(wide(a[0]), **o),
    "var": lambda a, o: np.var(wide(a[0]), **o),
    "std": lambda a, o: np.std(wide(a[0]), **o),
    "percentile": lambda a, o: np.percentile(wide(holed(a[0], o)), [o["low"], 50, 100], axis=o.get("axis"), keepdims=o["keepdims"]),
    "nanpercentile": lambda a, o: np.nanpercentile(wide(holed(a[0], o)), [o["low"], 50, 100], axis=o.get("axis"), keepdims=o["keepdims"]),
    "histogram": lambda a, o: np.histogram(a[0], bins=o["bins"], range=(o["low"], o["high"]))[0],
    "topk": lambda a, o: top(a[0], o["k"], o["axis"]),
    "cumsum": lambda a, o: np.cumsum(wide(a[0]), **o),
    "cumprod": lambda a, o: np.cumprod(wide(a[0]), **o),
    "nancumsum": lambda a, o: np.nancumsum(wide(a[0]), **o),
    "nancumprod": lambda a, o: np.nancumprod(wide(a[0]), **o),
    "meshgrid": lambda a, o: np.meshgrid(*a, **o),
    "gradient": lambda a, o: np.gradient(a[0], o["spacing"], axis=o["axis"]),
    "gradient_everywhere": lambda a, o: np.gradient(a[0]),
    "coarsen": lambda a, o: coarsen(wide(a[0]), o["reduction"], [o[f"size{i}"] for i in range(a[0].ndim)]),
    "convolve_nd": lambda a, o: convolve(a[0], a[1], o["mode"]),
    "apply_along_axis": lambda a, o: np.apply_along_axis(ends if o["ends"] else drop, o["axis"], a[0]),
    "searchsorted": lambda a, o: np.searchsorted(np.sort(a[0]), a[1], **o),
    "isin": lambda a, o: np.isin(*(x.astype(np.promote_types(a[0].dtype, a[1].dtype)) for x in a), **o),
    "digitize": lambda a, o: np.digitize(a[0], (o["low"] + o["step"] * np.arange(o["count"])) / 4, right=o["right"]),
    "angle": lambda a, o: np.angle(np.atleast_1d(a[0])).reshape(np.shape(a[0])),
    "reciprocal": lambda a, o: np.reciprocal(a[0]) if a[0].dtype.kind not in "iu" else integer_reciprocal(a[0]),
}

# Functions of several arrays that do not look at values for types, whose 0-d operands stay what they are.
WHOLE = {"isin", "searchsorted"}
# Units in the last place that a result may be off, where it may (4 where nothing is said and the function is not exact).
ULPS = {"logaddexp": 16, "logaddexp2": 16, "power": 4, "around": 1, "isclose": 0, "chain": 2, "linspace": 1, "angle": 4}
EXACT = set("""add subtract multiply divide floor_divide remainder fmod maximum minimum fmax fmin equal not_equal less less_equal
greater greater_equal logical_and logical_or logical_xor logical_not copysign nextafter heaviside gcd lcm bitwise_and bitwise_or
bitwise_xor left_shift right_shift positive negative sign absolute fabs square reciprocal conjugate sqrt rint floor ceil trunc isnan
isinf isfinite signbit spacing real imag invert where clip ldexp astype nan_to_num min max any all count_nonzero ptp nanmin nanmax
arange eye tri indices argmin argmax histogram bincount topk meshgrid diff
searchsorted isin digitize apply_along_axis""".split())
# Reductions whose result may be off by the rounding of what was added up.
SUMS = {"coarsen", "convolve", "convolve_nd", "cov", "corrcoef", "cumsum", "cumprod", "nancumsum", "nancumprod", "sum", "mean", "nansum", "nanmean", "average", "prod", "nanprod", "var", "std", "nanvar", "nanstd"}
# Complex functions are a few operations each: their parts are compared against the size of the whole.
COMPLEX_ULPS = 64
# ---------------------------------------------------------------------------------------------------------------------


def wide(x):
    """float32 is added up in float64 here; NumPy's own sums of float32 are less exact than what is checked."""
    return x.astype({"f": np.float64, "c": np.complex128}[x.dtype.kind]) if x.dtype in (np.float32, np.complex64) else x


def top(x, k, axis):
    rising = np.sort(x, axis=axis)
    taken = np.take(rising, range(min(abs(k), x.shape[axis])), axis=axis)
    return taken if k < 0 else np.flip(np.take(rising, range(max(0, x.shape[axis] - k), x.shape[axis]), axis=axis), axis=axis)


def holed(x, o):
    return np.where(x > 3, np.array(np.nan, x.dtype), x) if o["gaps"] and x.dtype.kind == "f" else x


def coarsen(x, reduction, sizes):
    x = x[tuple(slice(0, n // size * size) for n, size in zip(x.shape, sizes))]
    split = x.reshape([k for n, size in zip(x.shape, sizes) for k in (n // size, size)])
    return getattr(np, reduction)(split, axis=tuple(range(1, 2 * x.ndim, 2)))


def convolve(a, v, mode):
    """As scipy.signal.convolve(a, v, mode, method="direct")."""
    if mode == "valid":
        if all(m <= n for m, n in zip(a.shape, v.shape)):
            a, v = v, a
        if any(m > n for m, n in zip(v.shape, a.shape)):
            raise ValueError("one must lie within the other")
    whole = np.zeros([m + n - 1 for m, n in zip(a.shape, v.shape)], np.result_type(a, v))
    for k in np.ndindex(v.shape):
        place = tuple(slice(i, i + n) for i, n in zip(k, a.shape))
        whole[place] += v[k].astype(whole.dtype) * a.astype(whole.dtype)
    if mode == "full":
        return whole
    first = [(n - 1) // 2 if mode == "same" else n - 1 for n in v.shape]
    extents = a.shape if mode == "same" else [m - n + 1 for m, n in zip(a.shape, v.shape)]
    return whole[tuple(slice(i, i + n) for i, n in zip(first, extents))]


def ends(line):
    return np.array([line.max(), line.min()])


def drop(line):
    return line[0] - line[-1]


def integer_reciprocal(x):
    return np.where(np.abs(x) == 1, x, 0).astype(x.dtype)


def operand(given, offset, data):
    if "number" in given:
        return complex(given["number"], given["imaginary"]) if "imaginary" in given else given["number"]
    return block(given, offset, data)


def block(given, offset, data):
    dtype = np.dtype(given["dtype"])
    count = int(np.prod(given["shape"], dtype=np.int64))
    return np.frombuffer(data, dtype, count, offset).reshape(given["shape"])


def operands_of(case, data):
    offsets = iter(case["offsets"])
    return [operand(o, next(offsets) if "block" in o else 0, data) for o in case["operands"]]


def expected(case, operands):
    options = {k: tuple(v) if isinstance(v, list) else v for k, v in case["options"].items()}
    row = ROWS.get(case["function"])
    by_value = len(operands) > 1 and case["function"] not in WHOLE
    if by_value and all(np.ndim(x) == 0 for x in operands):
        # 0-d arrays count as arrays here, not by their value: asked for with an axis, which the answer drops.
        return [a.reshape(()) for a in expected(case, [x.reshape(1) if isinstance(x, np.ndarray) else x for x in operands])]
    if by_value:
        operands = [x.reshape(1) if isinstance(x, np.ndarray) and x.ndim == 0 else x for x in operands]
    answer = row(operands, options) if row else getattr(np, case["function"])(*operands, **options)
    return [np.asarray(a) for a in answer] if isinstance(answer, (list, tuple)) else [np.asarray(answer)]


def units(got, want):
    """Distance in units of the last place; 0 for equals and NaN twice."""
    scale = np.spacing(np.maximum(np.abs(want), np.finfo(want.dtype).tiny))
    off = np.abs(got.astype(np.longdouble) - want.astype(np.longdouble)) / scale.astype(np.longdouble)
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    return np.where(same, 0, np.where(np.isnan(off), np.inf, off))


def judge(case, operands, got, want):
    """Nothing, or what is wrong."""
    name = case["function"]
    if got.shape != want.shape:
        return f"shape {got.shape}, NumPy {want.shape}"
    half = want.dtype == np.float16  # which Troupe does not have
    narrowed = name in SUMS and got.dtype in (np.float32, np.complex64) and any(
        getattr(x, "dtype", None) in (np.float32, np.complex64) for x in operands)
    if half or narrowed:
        want = want.astype(got.dtype)
    if got.dtype != want.dtype:
        return f"dtype {got.dtype}, NumPy {want.dtype}"
    if got.size == 0:
        return None
    if got.dtype.kind in "biu":
        return None if np.array_equal(got, want) else differing(got, want)
    if half and name == "spacing":
        return None  # of another type's numbers
    if half:
        close = np.isclose(got, want, rtol=4e-3, atol=1e-6, equal_nan=True) | ~np.isfinite(want)
        return None if close.all() else differing(got, want)
    if name in SUMS:
        return judge_sum(name, operands, got, want)
    if got.dtype.kind == "c":
        tolerance = COMPLEX_ULPS * np.finfo(got.dtype).eps * np.maximum(np.abs(want), 1e-6)
        close = (np.abs(got - want) <= tolerance) | (got == want) | (np.isnan(got) & np.isnan(want))
        close |= ~np.isfinite(want)
        return None if close.all() else differing(got, want)
    allowed = 0 if name in EXACT else ULPS.get(name, 4)
    if name == "absolute" and operands[0].dtype.kind == "c":
        allowed = 3  # NumPy's own vector code for it is less exact than hypot
    off = units(got, want)
    if name.startswith("logaddexp"):  # near 0 two numbers cancel, in NumPy too
        size = np.maximum(*(np.abs(np.asarray(x, dtype=got.dtype)) for x in operands)) + 1
        off = np.where(np.abs(got - want) <= 8 * np.finfo(got.dtype).eps * size, 0, off)
    if name == "nanmedian":  # NumPy adds the largest numbers up, also where one stands alone
        off = np.where(np.abs(got) > 1e300, 0, off)
    if (off > allowed).any():
        return differing(got, want) + f" ({float(off.max()):.3g} ulp)"
    either_zero = name in ("maximum", "minimum", "fmax", "fmin", "clip", "max", "min", "nanmin", "nanmax", "sum", "remainder", "topk", "median", "percentile", "nanmedian", "nanpercentile", "nanquantile")
    signs = np.signbit(got) != np.signbit(want)
    if not either_zero and (signs & ~np.isnan(want)).any():
        return "signs of zeros differ: " + differing(np.where(signs, got, 0), np.where(signs, want, 0))
    return None


def judge_sum(name, operands, got, want):
    x = operands[0]
    finite = np.abs(np.where(np.isfinite(x), x, 0)).astype(np.float64)
    eps = np.finfo(got.dtype).eps
    size = max(1.0, float(x.size))
    if name in ("prod", "nanprod", "cumprod", "nancumprod"):
        tolerance = eps * size * np.abs(want)
    elif name in ("sum", "nansum", "cumsum", "nancumsum"):
        tolerance = eps * (np.abs(want) + 16 * finite.sum())
    elif name in ("mean", "nanmean", "average"):
        tolerance = 32 * eps * np.abs(want) + 32 * eps * finite.max(initial=0)
    elif name in ("convolve", "convolve_nd"):
        other = np.abs(np.where(np.isfinite(operands[1]), operands[1], 0)).astype(np.float64)
        tolerance = 4 * eps * min(x.size, other.size) * finite.max(initial=0) * other.max(initial=0)
    elif name == "corrcoef":
        tolerance = 1e-9
    else:
        largest = finite.max(initial=0) + 1
        tolerance = 256 * eps * (largest ** 2 if name.endswith(("var", "cov")) else largest) + 64 * eps * np.abs(want)
        tolerance = np.where(np.abs(want) < 1e-6, 1e-7 * largest, tolerance) if name.endswith("std") else tolerance
    close = (np.abs(got - want) <= tolerance) | (got == want) | (np.isnan(got) & np.isnan(want))
    if "prod" in name:
        close |= ~np.isfinite(got) | ~np.isfinite(want)
    if finite.max(initial=0) > 1e30:
        close |= True  # whether it overflows on the way depends on the order
    return None if np.all(close) else differing(got, want)


def differing(got, want):
    with np.errstate(all="ignore"):
        unequal = np.flatnonzero(~((got == want) | ((got != got) & (want != want))).ravel())
    at = unequal[0] if unequal.size else 0
    return f"{unequal.size} of {got.size} differ, the first at {at}: {got.ravel()[at]!r}, NumPy {want.ravel()[at]!r}"


def check(case, data):
    operands = operands_of(case, data)
    try:
        want = expected(case, operands)
    except Exception as refused:  # NumPy refuses: so must Troupe
        return None if case["error"] else f"NumPy refuses ({refused})"
    if case["error"]:
        return "refused: " + case["error"]
    if len(want) != len(case["results"]):
        return f"{len(case['results'])} results, NumPy {len(want)}"
    for result, right in zip(case["results"], want):
        wrong = judge(case, operands, block(result, result["offset"], data), right)
        if wrong:
            return wrong
    return None


def describe(case):
    shown = [o.get("number", f"{o.get('dtype')}{tuple(o.get('shape', ()))}") for o in case["operands"]]
    return f"case {case['case']}: {case['function']}({', '.join(map(str, shown))}, {case['options']})"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=6000)
    parser.add_argument("--keep", help="where the cases are left; else they are removed")
    parser.add_argument("-v", action="store_true", help="every failure, not five a function")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(given.keep or temporary)
        folder.mkdir(exist_ok=True)
        ran = subprocess.run([given.program, str(folder), str(given.seed), str(given.cases)])
        if ran.returncode not in (0, 1):
            return 2
        data = (folder / "data.bin").read_bytes()
        failures = collections.defaultdict(list)
        counts = collections.Counter()
        for line in (folder / "cases.jsonl").open():
            case = json.loads(line)
            counts[case["function"]] += 1
            wrong = check(case, data)
            if wrong:
                failures[case["function"]].append(f"{describe(case)}: {wrong}")
    for function, texts in sorted(failures.items()):
        print(f"{function}: {len(texts)} of {counts[function]} not as NumPy has it")
        for text in texts if given.v else texts[:5]:
            print("   ", text)
    wrong = sum(map(len, failures.values()))
    print(f"{sum(counts.values())} cases of {len(counts)} functions: {wrong} not as NumPy {np.__version__} has them")
    return 1 if wrong or ran.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
