#!/usr/bin/env python3
"""Asks NumPy what array_conformance was asked, and compares.

Usage: check_with_numpy.py PROGRAM [--seed N] [--cases N] [--keep FOLDER] [-v]

Whole numbers, truth values, extremes and plain arithmetic must be equal to the bit (NaN is NaN, zeros have signs); functions
of the C library within a few units in the last place; sums within the rounding of their length. Exit: 0 all as NumPy has it,
1 some not, 2 misuse, 3 NumPy itself crashed or is wrong, 77 no NumPy here.

NumPy runs in a process of its own, with kernels of its BLAS that were tried first (tools/dev/reference_blas.py).
"""
import argparse
import collections
import faulthandler
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools" / "dev"))
import reference_blas

CHECKED = "TROUPE_REFERENCE_IS_CHECKED"


def ask_in_a_child():
    """Runs this program again where NumPy is known to be right. A crash of NumPy is said to be one."""
    try:
        added, why = reference_blas.checked(sys.executable)
    except reference_blas.BrokenReference as broken:
        print(f"the reference is broken: {broken}")
        return 3
    if added:
        print(f"NumPy is wrong with the BLAS kernels for this CPU ({why}); it is asked with {added}")
        sys.stdout.flush()
    done = subprocess.run([sys.executable, *sys.orig_argv[1:]], env={**os.environ, **added, CHECKED: "1"}, check=False)
    if done.returncode < 0:
        print(f"the reference crashed: {reference_blas.end_of(done.returncode)} while NumPy was asked (see above); that says "
              "nothing about the results that it was to be compared with")
        return 3
    return done.returncode


if __name__ == "__main__" and CHECKED not in os.environ:
    sys.exit(ask_in_a_child())
faulthandler.enable()

try:
    import numpy as np
except ImportError:
    print("skipped: python3-numpy is not installed")
    sys.exit(77)

import domain_limits

warnings.filterwarnings("ignore")
np.seterr(all="ignore")

# ---------------------------------------------------------------------------------------------------------------------
# What NumPy is asked: the function of that name with the same operands and options, unless there is a row here.
# A row gets the operands and the options.
def with_mask(a):
    """What is left of a masked array, with 0 where it is masked, and the mask."""
    return [np.ma.filled(a, 0) if a is not np.ma.masked else np.zeros(()), np.ma.getmaskarray(a)]


def masked_reductions(a, axis):
    made = [a.sum(axis), a.min(axis), a.max(axis), a.ptp(axis), a.mean(axis), a.var(axis), a.std(axis, ddof=1), a.any(axis), a.all(axis), a.cumsum(axis)]
    return [array for result in made for array in with_mask(result)] + [a.count(axis), a.compressed()]


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
    "median": lambda a, o: np.median(holed(a[0], o), axis=o.get("axis"), keepdims=o["keepdims"]),
    "nanmedian": lambda a, o: np.nanmedian(holed(a[0], o), axis=o.get("axis"), keepdims=o["keepdims"]),
    "percentile": lambda a, o: np.percentile(wide(holed(a[0], o)), [o["low"], 50, 100], axis=o.get("axis"), keepdims=o["keepdims"]),
    "quantile": lambda a, o: np.quantile(wide(a[0]), **o),
    "nanpercentile": lambda a, o: np.nanpercentile(wide(holed(a[0], o)), [o["low"], 50, 100], axis=o.get("axis"), keepdims=o["keepdims"]),
    "histogram": lambda a, o: np.histogram(a[0], o["edges"], weights=a[1] if len(a) > 1 else None, density=o["density"])[0]
    if "edges" in o else np.histogram(a[0], bins=o["bins"], range=(o["low"], o["high"]))[0],
    "histogramdd": lambda a, o: np.histogramdd(a[0].astype(float), o["bins"], [(-4, o[f"high{i}"]) for i in range(a[0].shape[1])],
                                               weights=a[1] if len(a) > 1 else None, density=o["density"])[0],
    "histogram2d": lambda a, o: np.histogram2d(*a, [np.array([-5, -1, 0, 2.5]), np.array([-4, 0, 1, 1.5, 5])])[0],
    "apply_over_axes": lambda a, o: np.apply_over_axes(np.sum, a[0], list(o["axes"])),
    "ediff1d": lambda a, o: ediff1d(a, o),
    "union1d": lambda a, o: np.union1d(*(x.astype(np.promote_types(a[0].dtype, a[1].dtype)) for x in a)),
    "piecewise": lambda a, o: np.piecewise(a[0], [a[0] > 1, a[0] > 2], [lambda x: x * 2, 3] + [lambda x: x + 1] * o["otherwise"]),
    "insert": lambda a, o: np.insert(a[0], list(o["obj"]), a[1], o["axis"]),
    "bincount": lambda a, o: np.bincount(a[0], a[1] if len(a) > 1 else None, o["minlength"]),
    "average": lambda a, o: np.average(a[0], weights=a[1].astype(np.int64) + 1 if len(a) > 1 else None, **o),
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
    "interp": lambda a, o: interp(a[0], np.sort(a[1]) + np.arange(len(a[1])) * 1e-3, a[2], o),
    "trapz": lambda a, o: np.trapz(wide(a[0]), a[1] if len(a) > 1 else None, **o),
    "around": lambda a, o: domain_limits.exactly("around", a, o),
    "nan_to_num": lambda a, o: np.nan_to_num(a[0], **o),
    "argsort": lambda a, o: np.argsort(a[0], axis=o["axis"], kind="stable"),
    "argtopk": lambda a, o: argtop(a[0], o["k"], o["axis"]),
    "unique": lambda a, o: unique(a[0]),
    "nonzero": lambda a, o: list(np.nonzero(a[0])),
    "ravel_multi_index": lambda a, o: np.ravel_multi_index([bounded(x, n, o) for x, n in zip(a, o["dims"])], o["dims"], o["mode"]),
    "choose": lambda a, o: np.choose(bounded(a[-1], len(a) - 1, o), a[:-1], mode=o["mode"]),
    "compress": lambda a, o: np.compress(a[0], a[1], **o),
    "ma_binary": lambda a, o: with_mask(getattr(np.ma, o["op"])(np.ma.masked_greater(a[0], 2), np.ma.masked_less(a[1], -2))),
    "ma_unary": lambda a, o: with_mask(getattr(np.ma, o["op"])(np.ma.masked_inside(a[0], -1, 3))),
    "ma_reductions": lambda a, o: masked_reductions(np.ma.masked_inside(a[0], -1, 3), o["axis"]),
    "mask": lambda a, o: a[0][(slice(None),) * o["axis"] + (a[1],)],
    "mask_elementwise": lambda a, o: (lambda x: np.where(x > 2, x * 2, x + 1))(a[0][a[1]]),
    "mask_reductions": lambda a, o: (lambda x: [np.sum(x), np.mean(x), np.var(x), np.count_nonzero(x)])(a[0][a[1]]),
    "mask_axis_reductions": lambda a, o: (lambda x: [np.max(x, axis=1), np.sum(x, axis=0)])(a[0][a[1]]),
    "getitem_late": lambda a, o: (lambda x: [x, np.array(bool(np.all(x == x)))])(a[0][a[1]][index_of(o)]),
    "setitem_late": lambda a, o: assigned(a[0][a[1]], index_of({k: v for k, v in o.items() if k != "value"}), np.array(o["value"])),
    "moved_late": lambda a, o: moved_late(a[0][a[1]], o["axis"], o["shift"]),
    "take_lazily": lambda a, o: np.take(a[0], within(a[1], a[0].shape[o["axis"]]), axis=o["axis"]),
    "getitem": lambda a, o: a[0][index_of(o)],
    "setitem": lambda a, o: assigned(a[0], index_of(o), a[1]),
    "setitem_lazily": lambda a, o: assigned(a[0], lazy_index_of(a, o), a[2]),
    "setitem_mask": lambda a, o: assigned(a[0], a[1], a[2]),
    "digitize": lambda a, o: np.digitize(a[0], (o["low"] + o["step"] * np.arange(o["count"])) / 4, right=o["right"]),
    "angle": lambda a, o: np.angle(np.atleast_1d(a[0])).reshape(np.shape(a[0])),
    "rechunk": lambda a, o: a[0],
    "fromfunction": lambda a, o: np.fromfunction(lambda i, j: 3 * i - 5 * j, o["shape"], dtype=np.int64),
    "modf": lambda a, o: list(np.modf(a[0])),
    "frexp": lambda a, o: list(np.frexp(a[0])),
    "select": lambda a, o: np.select(a[:2], a[2:], o["default"]),
    "allclose": lambda a, o: np.allclose(a[0], a[0] + o["off"]),
    "float_power": lambda a, o: np.float_power(a[0], o["exponent"]),
    "nanargmin": lambda a, o: np.nanargmin(np.where(a[0] < -4, np.nan, a[0]).astype(a[0].dtype), **o),
    "nanargmax": lambda a, o: np.nanargmax(np.where(a[0] < -4, np.nan, a[0]).astype(a[0].dtype), **o),
    "column_stack": lambda a, o: np.column_stack(a, **o),
    "dstack": lambda a, o: np.dstack(a, **o),
    "hstack": lambda a, o: np.hstack(a, **o),
    "vstack": lambda a, o: np.vstack(a, **o),
    "stack": lambda a, o: np.stack(a, **o),
    "concatenate": lambda a, o: np.concatenate(a, **o),
    "take": lambda a, o: np.take(a[0], np.array(o["indices"], int), o["axis"]),
    "delete": lambda a, o: np.delete(a[0], np.array(o["obj"], int), o["axis"]),
    "pad": lambda a, o: np.pad(a[0], list(zip(o["before"], o["after"])), o["mode"], **({"constant_values": 3} if o["mode"] == "constant" else {})),
    "block": lambda a, o: np.block([a[:2], a[2:]]),
    "broadcast_arrays": lambda a, o: np.broadcast_arrays(*(x for x in a if isinstance(x, np.ndarray))),
    "sliding_window_view": lambda a, o: np.lib.stride_tricks.sliding_window_view(a[0], **o),
    "map_overlap": lambda a, o: box_sums(framed(a[0].astype(float), o), o["depth"]),
    "tensordot_pairs": lambda a, o: np.tensordot(*a, axes=([0, 1], [-1, 1])),
    "einsum": lambda a, o: np.einsum(o["subscripts"], *a),
    "linalg.cholesky": lambda a, o: np.linalg.cholesky(definite(wide(a[0]))),
    "linalg.inv": lambda a, o: np.linalg.inv(firm(a[0])),
    "linalg.det": lambda a, o: np.linalg.det(firm(a[0])),
    "linalg.solve": lambda a, o: np.linalg.solve(firm(a[0]), a[1]),
    "linalg.slogdet": lambda a, o: list(np.linalg.slogdet(firm(wide(a[0])))),
    "linalg.pinv": lambda a, o: np.linalg.pinv(wide(a[0]), rcond=max(a[0].shape) * np.finfo(float).eps),
    "linalg.matrix_rank": lambda a, o: np.int64(np.linalg.matrix_rank(a[0])),
    "linalg.eigvalsh": lambda a, o: np.linalg.eigvalsh(definite(wide(a[0]))),
    "solve_definite": lambda a, o: np.linalg.solve(definite(a[0]), a[1]),
    "solve_triangular": lambda a, o: np.linalg.solve((np.tril if o["lower"] else np.triu)(firm(a[0])), a[1]),
    "linalg.norm": lambda a, o: np.linalg.norm(wide(a[0]), **{k: float(v) if v in ("inf", "-inf") else v for k, v in o.items()}),
    "lstsq": lambda a, o: [np.int64(x) if isinstance(x, (int, np.integer)) else x for x in np.linalg.lstsq(wide(a[0]), wide(a[1]), rcond=None)],
    "reciprocal": lambda a, o: np.reciprocal(a[0]) if a[0].dtype.kind not in "iu" else integer_reciprocal(a[0]),
}

# Functions of several arrays that do not look at values for types, whose 0-d operands stay what they are.
WHOLE = {"interp", "trapz", "histogramdd", "histogram2d", "ediff1d", "union1d", "isin", "searchsorted", "take_lazily", "getitem_late", "setitem_late", "moved_late", "setitem", "setitem_lazily", "setitem_mask", "mask", "mask_elementwise", "extract", "compress", "ravel_multi_index"}
# Factors that stand for their product: what they must make, and what each of them must be.
FACTORS = {
    "qr": lambda a, o, f: near(f[0] @ f[1], wide(a[0])) or near(f[0].conj().T @ f[0], np.eye(f[0].shape[1])) or equal(f[1], np.triu(f[1])),
    "svd": lambda a, o, f: near(f[0] * f[1] @ f[2], product(a)) or near(f[1], np.linalg.svd(product(a), compute_uv=False)[:len(f[1])])
    or near(f[0].conj().T @ f[0], np.eye(len(f[1]))) or near(f[2] @ f[2].conj().T, np.eye(len(f[1]))),
    "lu": lambda a, o, f: near(f[0] @ f[1] @ f[2], firm(a[0])) or equal(f[1], np.tril(f[1])) or equal(f[2], np.triu(f[2]))
    or equal(np.diag(f[1]), np.ones(len(f[1]))) or equal(np.sort(f[0], 1)[:, -1] * 0 + f[0].sum(1), np.ones(len(f[0]))),
}

# Units in the last place that a result may be off, where it may (4 where nothing is said and the function is not exact).
ULPS = {"logaddexp": 16, "logaddexp2": 16, "power": 4, "float_power": 4, "logspace": 64, "geomspace": 64, "around": 1, "isclose": 0, "chain": 2, "linspace": 1, "angle": 4, "fft.fftfreq": 0, "fft.rfftfreq": 0}
EXACT = set("""add subtract multiply divide floor_divide remainder fmod maximum minimum fmax fmin equal not_equal less less_equal
greater greater_equal logical_and logical_or logical_xor logical_not copysign nextafter heaviside gcd lcm bitwise_and bitwise_or
bitwise_xor left_shift right_shift positive negative sign absolute fabs square reciprocal conjugate sqrt rint floor ceil trunc isnan
isinf isfinite signbit spacing real imag invert where clip ldexp astype nan_to_num min max any all count_nonzero ptp nanmin nanmax
arange eye tri indices argmin argmax histogram bincount topk full zeros ones identity full_like zeros_like ones_like meshgrid
abs conj mod true_divide divmod fix modf select frexp isposinf isneginf isreal iscomplex allclose fromfunction nanargmin nanargmax
diff ediff1d union1d piecewise apply_over_axes searchsorted isin digitize apply_along_axis sort argsort argtopk unique flatnonzero nonzero argwhere ravel_multi_index choose extract compress mask
mask_elementwise mask_axis_reductions getitem_late setitem_late moved_late take_lazily getitem setitem setitem_lazily setitem_mask""".split())
# Elements moved, none computed: equal to the bit.
MOVES = set("""transpose swapaxes moveaxis rollaxis flip flipud fliplr rot90 roll reshape ravel squeeze expand_dims atleast_1d atleast_2d
atleast_3d broadcast_to broadcast_arrays rechunk take concatenate stack vstack hstack dstack column_stack block append tile repeat pad
split array_split hsplit vsplit delete insert diagonal diag tril triu map_overlap sliding_window_view fft.fftshift
fft.ifftshift""".split())
# Sums of products: within the rounding of what was added up.
PRODUCTS = set("matmul dot inner vdot outer kron tensordot tensordot_pairs einsum trace".split())
# Systems solved: within the rounding of their size.
SOLUTIONS = set("linalg.cholesky linalg.inv linalg.det linalg.solve solve_definite solve_triangular linalg.norm lstsq linalg.slogdet linalg.pinv linalg.eigvalsh".split())
# Reductions whose result may be off by the rounding of what was added up.
SUMS = {"trapz", "ma_reductions", "mask_reductions", "coarsen", "convolve", "convolve_nd", "cov", "corrcoef", "cumsum", "cumprod", "nancumsum", "nancumprod", "sum", "mean", "nansum", "nanmean", "average", "prod", "nanprod", "var", "std", "nanvar", "nanstd"}
# Complex functions are a few operations each: their parts are compared against the size of the whole.
COMPLEX_ULPS = 64
# ---------------------------------------------------------------------------------------------------------------------


def wide(x):
    """float32 is added up in float64 here; NumPy's own sums of float32 are less exact than what is checked."""
    return x.astype({"f": np.float64, "c": np.complex128}[x.dtype.kind]) if x.dtype in (np.float32, np.complex64) else x


def product(a):
    return wide(a[0]) if len(a) == 1 else wide(a[0]) @ wide(a[1])


def firm(x):
    """What linalg_functions.cpp makes of it: far from singular."""
    n = len(x)
    return x + np.eye(n, dtype=x.dtype) * x.dtype.type(20 + 2 * n)


def definite(x):
    return x @ x.conj().T + np.eye(len(x), dtype=x.dtype)


def beyond(x, axis, boundary, o):
    width = [(0, 0), (0, 0)]
    width[axis] = (o["depth"], o["depth"])
    mode = {"none": "constant", "reflect": "symmetric", "periodic": "wrap", "nearest": "edge", "constant": "constant"}[boundary]
    return np.pad(x, width, mode, **({"constant_values": 7 if boundary == "constant" else 0} if mode == "constant" else {}))


def framed(x, o):
    """With what lies beyond both axes; nothing at all beyond those that say none, also in the corners."""
    for axis, name in sorted(enumerate(("rows", "columns")), key=lambda which: o[which[1]] == "none"):
        x = beyond(x, axis, o[name], o)
    return x


def box_sums(x, depth):
    views = np.lib.stride_tricks.sliding_window_view(x, (2 * depth + 1, 2 * depth + 1))
    return views.sum(axis=(2, 3))


def near(got, want):
    """Nothing, or how far two arrays are from each other, by the size of their largest element."""
    if got.shape != want.shape:
        return f"shape {got.shape}, expected {want.shape}"
    eps = np.finfo(got.dtype if got.dtype.kind in "fc" else float).eps
    off = np.abs(got - want).max(initial=0)
    return None if off <= 200 * eps * max(got.shape, default=1) * (1 + np.abs(want).max(initial=0)) else f"off by {off:.3g}"


def equal(got, want):
    return None if np.array_equal(got, want) else differing(got, want)


def top(x, k, axis):
    rising = np.sort(x, axis=axis)
    taken = np.take(rising, range(min(abs(k), x.shape[axis])), axis=axis)
    return taken if k < 0 else np.flip(np.take(rising, range(max(0, x.shape[axis] - k), x.shape[axis]), axis=axis), axis=axis)


def holed(x, o):
    nan = {"f": np.nan, "c": complex(1, np.nan)}.get(x.dtype.kind)
    return np.where(np.real(x) > 3, np.array(nan, x.dtype), x) if o["gaps"] and nan else x


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


def ediff1d(a, o):
    more = list(a[1:])
    return np.ediff1d(a[0], to_end=more.pop(0) if o["end"] else None, to_begin=more.pop(0) if o["begin"] else None)


def ends(line):
    return np.array([line.max(), line.min()])


def drop(line):
    return line[0] - line[-1]


def argtop(x, k, axis):
    if k < 0:
        return np.take(np.argsort(x, axis=axis, kind="stable"), range(min(-k, x.shape[axis])), axis=axis)
    n = x.shape[axis]
    falling = np.flip(n - 1 - np.argsort(np.flip(x, axis), axis=axis, kind="stable"), axis)
    return np.take(falling, range(min(k, n)), axis=axis)


def unique(x):
    values, inverse, counts = np.unique(x, return_inverse=True, return_counts=True)
    return [values, inverse.reshape(x.shape), counts]


def bounded(numbers, length, options):
    return np.remainder(np.atleast_1d(numbers), length).reshape(numbers.shape) if options["within"] and length else numbers


def within(positions, length):
    return np.remainder(positions.astype(np.int64), 2 * length) - length


def interp(x, xp, fp, options):
    """Part by part: of complex values NumPy rounds the reciprocals of the widths first."""
    if fp.dtype.kind != "c":
        return np.interp(x, xp, fp, **options)
    return np.interp(x, xp, fp.real, **options) + 1j * np.interp(x, xp, fp.imag, **options)


def moved_late(x, axis, shift):
    return [np.sort(x, axis), np.argsort(x, axis, kind="stable"), np.roll(x, shift, axis), np.roll(x, shift), np.flip(x, axis), x.T.reshape(-1),
            x.reshape(-1, x.shape[1], 1), np.argwhere(x), np.repeat(x, 2, axis), np.concatenate([x, np.flip(x, axis)], 1 - axis)]


def index_of(options):
    """i0, i1, ...: [0, start, stop, step] (99: left out), [1, position], or [2, positions...]."""
    bound = lambda number: None if number == 99 else number
    one = {0: lambda v: slice(*map(bound, v)), 1: lambda v: v[0], 2: lambda v: np.array(v, dtype=np.int64)}
    given = [options[f"i{axis}"] for axis in range(len(options))]
    return tuple(one[v[0]](v[1:]) for v in given)


def lazy_index_of(operands, options):
    """The last but one operand as positions of one axis; of the others an integer, or where a slice begins."""
    x, length = operands[0], operands[0].shape[options["axis"]]
    positions = np.remainder(operands[1].astype(np.int64), 2 * length) - length
    given = [(slice(options[f"i{at}"], None) if f"s{at}" in options else options[f"i{at}"]) if at != options["axis"] else positions
             for at in range(x.ndim)]
    return tuple(given)


def assigned(x, index, value):
    changed = x.copy()
    changed[index] = value
    return changed


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


def resolve(name):
    found = np
    for part in name.split("."):
        found = getattr(found, part)
    return found


def expected(case, operands):
    options = {k: tuple(v) if isinstance(v, list) else v for k, v in case["options"].items()}
    name = case["function"]
    row = ROWS.get(name)
    if name in MOVES | PRODUCTS | SOLUTIONS or name == "meshgrid":
        answer = row(operands, options) if row else resolve(name)(*operands, **options)
        return [np.asarray(a) for a in answer] if isinstance(answer, (list, tuple)) else [np.asarray(answer)]
    by_value = len(operands) > 1 and name not in WHOLE
    if by_value and all(np.ndim(x) == 0 for x in operands):
        # 0-d arrays count as arrays here, not by their value: asked for with an axis, which the answer drops.
        return [a.reshape(()) for a in expected(case, [x.reshape(1) if isinstance(x, np.ndarray) else x for x in operands])]
    if by_value:
        operands = [x.reshape(1) if isinstance(x, np.ndarray) and x.ndim == 0 else x for x in operands]
    answer = row(operands, options) if row else resolve(name)(*operands, **options)
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
    narrowed = name in SUMS | SOLUTIONS | {"quantile"} and got.dtype in (np.float32, np.complex64) and any(
        getattr(x, "dtype", None) in (np.float32, np.complex64) for x in operands)
    if half or narrowed:
        want = want.astype(got.dtype)
    if got.dtype != want.dtype:
        return f"dtype {got.dtype}, NumPy {want.dtype}"
    if got.size == 0:
        return None
    if name in PRODUCTS and got.dtype.kind in "fc":
        return judge_product(case, operands, got, want)
    if name in ("bincount", "histogram", "histogramdd", "histogram2d") and got.dtype.kind == "f":
        return None if np.allclose(got, want, rtol=1e-12, atol=1e-12 * np.abs(operands[1] if len(operands) > 1 else 1).sum(), equal_nan=True) else differing(got, want)
    if (name.removeprefix("nan") if got.dtype.kind == "c" else name) in ("median", "percentile", "quantile") and got.dtype.kind in "fc":  # the way between two neighbours may be walked from either
        size = np.abs(np.where(np.isfinite(operands[0]), operands[0], 0)).max(initial=0)
        close = (np.abs(got - want) <= 4 * np.finfo(got.dtype).eps * size + 1e-300) | (got == want) | (np.isnan(got) & np.isnan(want))
        return None if close.all() else differing(got, want)
    if name.startswith("fft.") and "freq" not in name and name not in MOVES:
        largest = np.abs(operands[0]).max(initial=0)  # of sums of so many elements
        tolerance = 16 * np.finfo(float).eps * (np.abs(want).max(initial=0) + largest * 4) * (1 + np.log2(1 + want.size))
        return None if (np.abs(got - want) <= tolerance).all() else differing(got, want)
    if name in SOLUTIONS and got.dtype.kind in "fc":  # not the ranks among them
        return judge_solution(operands, got, want)
    if got.dtype.kind in "biu":
        return None if np.array_equal(got, want) else differing(got, want)
    if half and name == "spacing":
        return None  # of another type's numbers
    if half:
        close = np.isclose(got, want, rtol=4e-3, atol=1e-6, equal_nan=True) | ~np.isfinite(want)
        return None if close.all() else differing(got, want)
    if name in SUMS:
        return judge_sum(name, operands, got, want)
    if name in MOVES:
        return None if got.tobytes() == want.tobytes() else differing(got, want)
    if got.dtype.kind == "c":
        tolerance = COMPLEX_ULPS * np.finfo(got.dtype).eps * np.maximum(np.abs(want), 1e-6)
        close = (np.abs(got - want) <= tolerance) | (got == want) | (np.isnan(got) & np.isnan(want))
        close |= ~np.isfinite(want)
        return None if close.all() else differing(got, want)
    allowed = 0 if name in EXACT | MOVES else ULPS.get(name, 4)
    if name in ("absolute", "abs") and operands[0].dtype.kind == "c":
        allowed = 3  # NumPy's own vector code for it is less exact than hypot
    off = units(got, want)
    if name.startswith("logaddexp"):  # near 0 two numbers cancel, in NumPy too
        size = np.maximum(*(np.abs(np.asarray(x, dtype=got.dtype)) for x in operands)) + 1
        off = np.where(np.abs(got - want) <= 8 * np.finfo(got.dtype).eps * size, 0, off)
    if name == "nanmedian":  # NumPy adds the largest numbers up, also where one stands alone
        off = np.where(np.abs(got) > 1e300, 0, off)
    if (off > allowed).any():
        return differing(got, want) + f" ({float(off.max()):.3g} ulp)"
    # NumPy adds 0 to each result of a masked operation, so its zeros have lost their signs.
    either_zero = name in ("ma_binary", "maximum", "minimum", "fmax", "fmin", "clip", "max", "min", "nanmin", "nanmax", "sum", "remainder", "mod", "divmod", "topk", "sort", "unique", "union1d", "median", "percentile", "nanmedian", "nanpercentile", "nanquantile", "quantile")
    signs = np.signbit(got) != np.signbit(want)
    if not either_zero and (signs & ~np.isnan(want)).any():
        return "signs of zeros differ: " + differing(np.where(signs, got, 0), np.where(signs, want, 0))
    return None


def judge_product(case, operands, got, want):
    largest = expected(case, [np.abs(x).astype(np.float64) for x in operands])[0]
    terms = 8 + max((n for x in operands for n in x.shape), default=1)
    tolerance = np.finfo(got.dtype).eps * terms * np.abs(largest)
    return None if (np.abs(got.astype(complex) - want) <= tolerance).all() else differing(got, want)


def judge_solution(operands, got, want):
    largest = max(np.abs(x).max(initial=0) for x in operands)
    eps = max(np.finfo(t).eps for t in [got.dtype] + [x.dtype for x in operands if x.dtype in (np.float32, np.complex64)])
    tolerance = 2e4 * eps * (np.abs(want) + np.abs(want).max(initial=0) + (largest if want.ndim == 0 else 0))
    close = (np.abs(got - want) <= tolerance) | (got == want)
    return None if close.all() else differing(got, want)


def judge_sum(name, operands, got, want):
    x = operands[0]
    finite = np.abs(np.where(np.isfinite(x), x, 0)).astype(np.float64)
    eps = np.finfo(got.dtype).eps
    size = max(1.0, float(x.size))
    if name in ("prod", "nanprod", "cumprod", "nancumprod"):
        tolerance = eps * size * np.abs(want) + 1e-300
    elif name == "trapz":
        tolerance = 16 * eps * (np.abs(want) + finite.sum() * (1 + (np.abs(operands[1]).max() if len(operands) > 1 else 3)))
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
        tolerance = 256 * eps * (largest ** 2 if name.endswith(("var", "cov")) or name == "ma_reductions" else largest) + 64 * eps * np.abs(want)
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


def check_limits(case, operands, results):
    if case["error"]:
        return "refused: " + case["error"]
    if case["function"] in ("limits.modf", "limits.frexp"):
        wide_enough = operands[0].astype(np.float32) if operands[0].dtype in (np.int8, np.bool_) else operands[0]
        wants = getattr(np, case["function"].removeprefix("limits."))(wide_enough)
        return next(filter(None, (differing(g, w) if g.dtype != w.dtype or not np.array_equal(g, w, equal_nan=g.dtype.kind == "f") else None
                                  for g, w in zip(results, wants))), None)
    if case["function"] == "limits.reduce":
        return domain_limits.judge_reductions(operands[0], results)
    return domain_limits.judge(case, operands, results[0])


def check(case, data):
    operands = operands_of(case, data)
    if case["function"].startswith("limits."):
        return check_limits(case, operands, [block(r, r["offset"], data) for r in case["results"]])
    if case["function"] in FACTORS:
        factors = [block(r, r["offset"], data) for r in case["results"]]
        return "refused: " + case["error"] if case["error"] else FACTORS[case["function"]](operands, case["options"], factors)
    if case["function"] in ("linalg.pinv", "linalg.matrix_rank") and np.sort(np.linalg.svd(operands[0], compute_uv=False))[0] < 1e-6:
        return None  # a rank that rounding decides
    if case["function"] == "lstsq" and np.linalg.cond(operands[0]) > 1e4:
        return None  # as good as singular, which lstsq does not promise
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
    parser.add_argument("--cases", type=int, default=9000)
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
