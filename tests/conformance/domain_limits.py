"""Elementwise functions at the limits of their domains: how what Troupe made is judged.

What IEEE 754 or whole numbers define exactly must be NumPy's to the bit. Functions of the C library are compared with the same
function in long double (float32 with float64), rounded, so that NumPy's own errors do not count.
"""
import math

import numpy as np

# Units in the last place off the true value.
ULPS = {"logaddexp": 3, "logaddexp2": 3, "power": 1.5, "erfc": 2.1, "sinh": 1.5, "cosh": 1.5}
LONG = set("""cbrt exp exp2 expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh arctan2
hypot logaddexp logaddexp2 power deg2rad rad2deg""".split())
# Zeros of either sign are equal to these.
EITHER_ZERO = {"maximum", "minimum", "fmax", "fmin", "clip", "remainder"}


def exactly(name, a, o):
    """What NumPy says, where it is to be met to the bit."""
    if name == "astype":
        return a[0].astype(o["dtype"])
    if name == "from_parts":
        narrow = a[0].dtype.itemsize < 4 or a[0].dtype == np.float32
        made = np.empty(np.broadcast_shapes(a[0].shape, a[1].shape), np.complex64 if narrow else np.complex128)
        made.real, made.imag = a
        return made
    if name == "ldexp":
        scaled = np.ldexp(a[0], np.nan_to_num(np.clip(a[1], -1e5, 1e5)).astype(np.int64))
        return np.where(np.isnan(a[1]), np.nan, scaled).astype(scaled.dtype)
    if name == "power" and a[0].dtype.kind in "iu":  # to a negative power NumPy refuses; here it is cut towards zero
        return np.where(a[1] >= 0, np.power(a[0], np.maximum(a[1], 0)), np.where(np.abs(a[0]) == 1, np.where(a[1] % 2, a[0], 1), 0)).astype(a[0].dtype)
    if name == "reciprocal" and a[0].dtype.kind in "iu":
        return np.where((a[0] == 1) | (a[0] == -1), a[0], 0).astype(a[0].dtype)
    if name in ("less", "less_equal", "greater", "greater_equal", "equal", "not_equal"):
        return getattr(np, name)(*a)
    if name == "angle":
        return np.angle(a[0])
    if name == "around" and a[0].dtype.kind in "iu" and o["decimals"] < 0:
        unit = 10 ** -o["decimals"]
        return np.array([int(x) for x in (round_half_even(int(x), unit) for x in a[0].ravel())], dtype=object).astype(np.int64).astype(a[0].dtype).reshape(a[0].shape)
    if name == "around" and o["decimals"] > 0 and a[0].dtype.kind in "fc":
        made = np.around(a[0], o["decimals"])
        return parts(made, a[0], lambda r, x: np.where(np.isinf(r), x, r).astype(r.dtype))  # NumPy overflows where it scales
    return getattr(np, name)(*a, **o)


def round_half_even(x, unit):
    tens, rest = divmod(x, unit)
    return (tens + (2 * rest > unit or (2 * rest == unit and tens % 2))) * unit


def parts(made, x, of):
    if made.dtype.kind != "c":
        return of(made, x)
    both = np.empty_like(made)
    both.real, both.imag = of(made.real, x.real), of(made.imag, x.imag)
    return both


def widened(a, dtype):
    """Operands as a function of type `dtype` gets them, in more digits."""
    wider = {"f4": np.float64, "f8": np.longdouble, "c8": np.complex128, "c16": np.clongdouble}[f"{dtype.kind}{dtype.itemsize}"]
    return [x.astype(dtype).astype(wider) for x in a]


def at_length(name, a, dtype):
    """The function in more digits than `dtype` has."""
    if name in ("erf", "erfc"):
        function = getattr(math, name)
        return np.array([function(float(x)) for x in a[0].ravel()], np.longdouble).reshape(a[0].shape)
    a = widened(a, dtype)
    if name == "log1p" and dtype.kind == "c":
        return log1p(a[0])
    pi = np.longdouble("3.14159265358979323846264338327950288")
    return a[0] * (pi / 180) if name == "deg2rad" else a[0] * (180 / pi) if name == "rad2deg" else getattr(np, name)(*a)


def units(got, true):
    """Distance from the true value in units of the last place of what it rounds to."""
    rounded = true.astype(got.dtype)
    unit = np.spacing(np.minimum(np.maximum(np.abs(rounded), np.finfo(got.dtype).tiny), np.finfo(got.dtype).max)).astype(np.longdouble)
    off = np.abs(got.astype(np.longdouble) - true.astype(np.longdouble)) / unit
    beyond = np.isinf(rounded) & ~np.isinf(true)  # the last half unit below overflow
    off = np.where(beyond, np.abs(np.where(np.isinf(got), np.finfo(got.dtype).max, got).astype(np.longdouble) - np.finfo(got.dtype).max) / unit, off)
    same = (got == rounded) | (np.isnan(got) & np.isnan(rounded))
    return np.where(same, 0, np.where(np.isnan(off) | (np.isinf(got) & ~beyond), np.inf, off))


def first(where, got, want, operands):
    at = tuple(np.argwhere(where)[0])
    shape = where.shape
    values = [np.broadcast_to(x, shape)[at] for x in operands]
    return f"{int(where.sum())} of {where.size} differ, the first of {', '.join(map(repr, values))}: {got[at]!r}, expected {want[at]!r}"


def judge(case, operands, got):
    """Nothing, or what is wrong. One result."""
    name = case["function"].removeprefix("limits.")
    kind = got.dtype.kind
    size_or_turn = name in ("absolute", "angle") and operands[0].dtype.kind == "c"
    if size_or_turn or (name in LONG | {"erf", "erfc"} and kind == "f"):
        true = at_length(name, operands, operands[0].dtype if size_or_turn else got.dtype)
        off = units(got, true)
        wrong = off > ULPS.get(name, 1)
        if name.startswith("logaddexp"):  # near 0 two numbers cancel
            size = np.maximum(np.abs(operands[0]), np.abs(operands[1])) + 1
            wrong &= ~(np.abs(got - true) <= 4 * np.finfo(got.dtype).eps * size)
        want = true.astype(got.dtype)
        if wrong.any():
            return first(wrong, got, want, operands) + f" ({float(off[np.isfinite(off)].max(initial=0)):.3g} ulp)"
        signs = (np.signbit(got) != np.signbit(want)) & (got == 0) & (want == 0) & (not name.startswith("logaddexp"))
        return first(signs, got, want, operands) + " (sign of zero)" if signs.any() else None
    if kind == "c" and name in LONG | {"sqrt", "divide", "multiply", "reciprocal"}:
        return judge_complex(name, operands, got)
    return judge_exact(name, case, operands, got)


def judge_complex(name, operands, got):
    """Finite values by their distance from the true one; infinities and NaN as NumPy, which follows C's Annex G."""
    with np.errstate(all="ignore"):
        want = getattr(np, name)(*operands)
        dtype = want.dtype
        true = at_length(name, operands, dtype)
        eps = np.finfo(dtype).eps
        size = np.abs(true).astype(np.longdouble)
        off = np.abs(got.astype(true.dtype) - true).astype(np.longdouble)
        finite = np.isfinite(true.astype(dtype)) & np.isfinite(size)
        close = off <= ULPS_COMPLEX.get(name, 4) * eps * size + 2 * np.finfo(dtype).smallest_subnormal
        same = (same_part(got.real, want.real)) & (same_part(got.imag, want.imag))
        wrong = ~(same | (finite & close))
    return first(wrong, got, want, operands) if wrong.any() else None


ULPS_COMPLEX = {}


def same_part(got, want):
    return (got == want) | (np.isnan(got) & np.isnan(want))


def log1p(x):
    """NumPy's loses what is small beside 1."""
    near = (np.abs(x.real) < 0.5) & (np.abs(x.imag) < 0.5)
    real = np.where(near, np.log1p(x.real * (2 + x.real) + x.imag**2) / 2, np.log(np.hypot(x.real + 1, x.imag)))
    made = np.empty_like(x)
    made.real, made.imag = real, np.arctan2(x.imag, x.real + 1)
    return made


def judge_exact(name, case, operands, got):
    with np.errstate(all="ignore"):
        if name in ("gcd", "lcm") and operands[0].dtype == bool:  # which NumPy has for whole numbers only
            operands = [x.astype(np.int8) for x in operands]
        want = np.asarray(exactly(name, operands, case["options"]))
    if want.dtype == np.float16:
        want = exactly(name, [x.astype(np.float32) for x in operands], case["options"])
    if got.dtype != want.dtype:
        return f"dtype {got.dtype}, NumPy {want.dtype}"
    if got.shape != want.shape:
        return f"shape {got.shape}, NumPy {want.shape}"
    wrong = ~((got == want) | ((got != got) & (want != want)))
    if got.dtype.kind == "c":
        wrong = ~(same_part(got.real, want.real) & same_part(got.imag, want.imag))
    if name == "astype" and got.dtype == np.uint32 and operands[0].dtype.kind in "fc":  # NumPy's vectors and remainders differ
        wrong &= (np.real(operands[0]) >= -(2.0**31)) & (np.real(operands[0]) < 2.0**32)
    if name not in EITHER_ZERO and got.dtype.kind in "fc":
        for part in ("real", "imag"):
            g, w = getattr(got, part), getattr(want, part)
            wrong |= (g == 0) & (w == 0) & (np.signbit(g) != np.signbit(w))
    return first(wrong, got, want, operands) if wrong.any() else None


REDUCTIONS = "sum prod mean min max any all count_nonzero argmin argmax cumsum cumprod nansum nanprod nanmin nanmax var std".split()


def judge_reductions(x, results):
    """Whole numbers, infinities, NaN and zeros with their signs as NumPy; else within the rounding of a few operations. Sums are kept in float64."""
    for name, got in zip(REDUCTIONS, results):
        wider = x.astype({"f": np.float64, "c": np.complex128}[x.dtype.kind]) if x.dtype.kind in "fc" and name not in ("min", "max", "nanmin", "nanmax") else x
        want = np.asarray(getattr(np, name)(wider))
        if want.dtype.kind in "fc":
            want = want.astype(got.dtype)
        if got.dtype != want.dtype or got.shape != want.shape:
            return f"{name}: {got.dtype}{got.shape}, NumPy {want.dtype}{want.shape}"
        if got.dtype.kind == "c" and name in ("min", "max", "nanmin", "nanmax") and np.isnan(got) and np.isnan(want):
            continue  # whichever of several NaN
        for g, w in [(got.real, want.real), (got.imag, want.imag)] if got.dtype.kind == "c" else [(got, want)]:
            close = same_part(g, w)
            if name == "cumprod" and got.dtype.kind == "c":  # carried on as 1 times the first, which signs zeros and loses infinities otherwise
                close |= ~np.isfinite(want) | ((g == 0) & (w == 0))
            if g.dtype.kind == "f":
                close |= np.abs(g - w) <= 8 * np.finfo(g.dtype).eps * np.abs(w)
                if name not in ("min", "max", "nanmin", "nanmax", "sum", "nansum", "mean") and not (name in ("prod", "nanprod", "cumprod") and x.dtype.kind == "c"):  # NumPy begins sums with 0.0
                    close &= (g != 0) | (np.signbit(g) == np.signbit(w))
            if not close.all():
                return f"{name} of {x!r}: {got!r}, NumPy {want!r}"
    return None
