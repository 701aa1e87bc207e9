"""The peer: Dask as Debian ships it, with pandas and NumPy on OpenBLAS."""

import os
import pathlib
import shutil
import subprocess

PYTHON = "/usr/bin/python3"  # Debian's own, whatever else is in PATH
PACKAGES = ("python3-dask", "python3-distributed", "python3-numpy", "python3-pandas", "libopenblas0-pthread")
FOLDER = pathlib.Path(__file__).resolve().parents[1] / "peer"

# Set on some machines for other reasons; they keep OpenBLAS from choosing the kernel for the CPU it runs on.
MISLEADING = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")


class NoPeer(Exception):
    """The peer cannot be had; its text says why."""


def undisturbed():
    """This process's environment without what misleads OpenBLAS, which also gives the limits of arithmetic."""
    return {name: value for name, value in os.environ.items() if name not in MISLEADING}


def environment(scratch, binaries=None):
    """For the peer's processes: one thread in BLAS, since each worker is one; scratch files where we clean up."""
    env = undisturbed()
    env.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", PYTHONPATH=str(FOLDER),
               DASK_TEMPORARY_DIRECTORY=str(scratch), PYTHONDONTWRITEBYTECODE="1")
    if binaries:
        env["TROUPE_BENCH_BUSY"] = str(binaries / "libtroupe_bench_busy.so")
    return env


def missing():
    done = subprocess.run(["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package}\n", *PACKAGES],
                          capture_output=True, text=True, check=False)
    there = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("ii")}
    return [package for package in PACKAGES if package not in there]


def install(say):
    """Makes sure that the packages are there. Raises NoPeer."""
    if not shutil.which("dpkg-query"):
        raise NoPeer("this is not a Debian system (no dpkg-query); install dask, distributed, numpy and pandas by hand")
    absent = missing()
    if not absent:
        return
    say(f"Installing {' '.join(absent)}")
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    command = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "install", "-y",
               "--no-install-recommends", *absent]
    for attempt in ("install", "update"):
        if attempt == "update":
            subprocess.run([*as_root, "apt-get", "-qq", "update"], stdout=subprocess.DEVNULL, check=False)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return
    raise NoPeer(f"cannot install {' '.join(absent)}: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}")


VERSIONS = """
import json, dask, distributed, numpy, pandas
print(json.dumps({"dask": dask.__version__, "distributed": distributed.__version__, "numpy": numpy.__version__,
                  "pandas": pandas.__version__}))
"""


def versions(scratch):
    done = subprocess.run([PYTHON, "-c", VERSIONS], capture_output=True, text=True, env=environment(scratch), check=False)
    if done.returncode != 0:
        raise NoPeer(f"{PYTHON} cannot import it: {(done.stderr.strip().splitlines() or [''])[-1]}")
    import json

    return json.loads(done.stdout)


def command(row, words):
    return [PYTHON, "-u", str(FOLDER / row.peer), *words]
