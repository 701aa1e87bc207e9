"""Which kernels of OpenBLAS the references (NumPy, Dask, h5py) may use on this CPU.

OpenBLAS chooses its kernels by the CPU, and not all of them are right: NumPy's vdot crashes in those that 0.3.21 has for
Sapphire Rapids. So NumPy is tried first, in a process of its own: as it is, then with older kernels (OPENBLAS_CORETYPE).
As a command it prints what has to be in the environment, or nothing.
"""

import functools
import os
import signal
import subprocess
import sys

VARIABLE = "OPENBLAS_CORETYPE"
# What any x86-64 server has, then what every x86-64 has.
FALLBACKS = ("Haswell", "Sandybridge", "Prescott")

# Every product of vectors and matrices over the lengths at which kernels change, against sums that BLAS has no part in.
PROBE = """
import numpy as np
rng = np.random.default_rng(1)
def near(one, other, what):
    if not np.allclose(one, other, rtol=1e-3, atol=1e-3):
        raise SystemExit(f"{what} is wrong: {one} and not {other}")
for dtype in (np.float32, np.float64, np.complex64, np.complex128):
    def numbers(*shape):
        drawn = rng.standard_normal(shape)
        return (drawn + 1j * rng.standard_normal(shape) if np.dtype(dtype).kind == "c" else drawn).astype(dtype)
    for n in [*range(0, 70), 127, 128, 129, 1000, 4096, 10007]:
        for step in (1, 3):
            a, b = numbers(n * step)[::step], numbers(n * step)[::step]
            near(np.dot(a, b), np.sum(a * b), f"dot of {n} {np.dtype(dtype)}")
            near(np.vdot(a, b), np.sum(a.conj() * b), f"vdot of {n} {np.dtype(dtype)}")
    for n in (1, 2, 3, 5, 8, 17, 33, 64, 100):
        m = numbers(n, n) + n * np.eye(n, dtype=dtype)
        v = numbers(n)
        near(m @ m, np.sum(m[:, :, None] * m[None, :, :], 1), f"a product of {n}x{n} {np.dtype(dtype)}")
        near(m @ v, np.sum(m * v, 1), f"a product of {n}x{n} {np.dtype(dtype)} and a vector")
        near(m.conj().T @ m, np.sum(m.conj().T[:, :, None] * m[None, :, :], 1), f"a transposed product of {n}x{n}")
        near(np.sum(m * np.linalg.solve(m, v), 1), v, f"solve of {n}x{n} {np.dtype(dtype)}")
        near(np.sum(np.linalg.inv(m)[:, :, None] * m[None, :, :], 1), np.eye(n), f"inv of {n}x{n} {np.dtype(dtype)}")
        u, s, w = np.linalg.svd(m)
        near(np.sum((u * s)[:, :, None] * w[None, :, :], 1), m, f"svd of {n}x{n} {np.dtype(dtype)}")
        q, r = np.linalg.qr(m)
        near(np.sum(q[:, :, None] * r[None, :, :], 1), m, f"qr of {n}x{n} {np.dtype(dtype)}")
        h = m + m.conj().T
        e, z = np.linalg.eigh(h)
        near(np.sum((z * e)[:, :, None] * z.conj().T[None, :, :], 1), h, f"eigh of {n}x{n} {np.dtype(dtype)}")
"""


class BrokenReference(Exception):
    """NumPy gives no right answers here, whatever kernels it uses; the text says what it does."""


def end_of(returncode, stderr=""):
    """How a process of a reference ended, in words."""
    if returncode < 0:
        return f"it was ended by {signal.Signals(-returncode).name}"
    return (stderr.strip().splitlines() or [f"it ended with {returncode}"])[-1]


def trial(python, environment):
    """None where NumPy is right, else what is wrong."""
    try:
        done = subprocess.run([python, "-c", PROBE], capture_output=True, text=True, env=environment, timeout=120, check=False)
    except subprocess.TimeoutExpired:
        return "it did not end within 120 s"
    return None if done.returncode == 0 else end_of(done.returncode, done.stderr)


def kernels_for(python, environment):
    """What to add to `environment` so that NumPy is right in it: nothing, or older kernels; and what was wrong without.
    Raises BrokenReference. Without NumPy nothing is added."""
    if subprocess.run([python, "-c", "import numpy"], capture_output=True, env=environment, check=False).returncode > 0:
        return {}, None
    why = trial(python, environment)
    if why is None:
        return {}, None
    for fallback in FALLBACKS:
        if trial(python, {**environment, VARIABLE: fallback}) is None:
            return {VARIABLE: fallback}, why
    raise BrokenReference(f"NumPy of {python} fails a trial of its products with every kernel of its BLAS: {why}")


@functools.lru_cache(maxsize=None)
def checked(python):
    """kernels_for() in this process's own environment, tried once."""
    return kernels_for(python, dict(os.environ))


def main():
    try:
        added, why = checked(sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/python3")
    except BrokenReference as broken:
        print(broken, file=sys.stderr)
        return 3
    for name, value in added.items():
        print(f"{name}={value}")
        print(f"NumPy is wrong with the BLAS kernels for this CPU: {why}; with {name}={value} it is not", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
