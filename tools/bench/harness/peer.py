"""The peer: Dask as Debian ships it, with pandas and NumPy on OpenBLAS.

The peer's processes alone use OpenBLAS: which BLAS the machine's other programs use stays as it was.
"""

import functools
import os
import pathlib
import platform
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "dev"))
import reference_blas

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
    env = {**undisturbed(), **on_openblas(), **kernels()}
    env.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1", PYTHONPATH=str(FOLDER),
               DASK_TEMPORARY_DIRECTORY=str(scratch), PYTHONDONTWRITEBYTECODE="1")
    if binaries:
        env["TROUPE_BENCH_BUSY"] = str(binaries / "libtroupe_bench_busy.so")
    return env


LIBRARIES = f"/usr/lib/{platform.machine()}-linux-gnu"
ALTERNATIVES = [f"{name}.so.3-{platform.machine()}-linux-gnu" for name in ("libblas", "liblapack")]


def on_openblas():
    """Makes a process use OpenBLAS, whatever the machine's choice is."""
    paths = [f"{LIBRARIES}/openblas-pthread", *filter(None, [os.environ.get("LD_LIBRARY_PATH")])]
    return {"LD_LIBRARY_PATH": ":".join(paths)}


@functools.lru_cache(maxsize=None)
def kernels():
    """What makes OpenBLAS choose kernels that are right on this CPU: mostly nothing. Tried once."""
    try:
        added, why = reference_blas.kernels_for(PYTHON, {**undisturbed(), **on_openblas()})
    except reference_blas.BrokenReference as broken:
        raise NoPeer(str(broken)) from broken
    if added:
        print(f"The peer's NumPy is wrong with the BLAS kernels for this CPU ({why}); it runs with {added}", file=sys.stderr)
    return added


def chosen():
    """Which library each alternative stands for, where that is."""
    found = {}
    for name in ALTERNATIVES:
        done = subprocess.run(["update-alternatives", "--query", name], capture_output=True, text=True, check=False)
        value = [line.split(": ", 1)[1] for line in done.stdout.splitlines() if line.startswith("Value: ")]
        if done.returncode == 0 and value:
            found[name] = value[0]
    return found


def keep_choice(before, as_root, say):
    """Installing OpenBLAS makes it everybody's choice: what was chosen before is chosen again."""
    for name, path in chosen().items():
        if name not in before or before[name] == path:
            continue
        done = subprocess.run([*as_root, "update-alternatives", "--set", name, before[name]], capture_output=True, check=False)
        if done.returncode == 0:
            say(f"{name} stays {before[name]} for all but the peer; 'update-alternatives --auto {name}' lets it be OpenBLAS")
        else:
            say(f"{name} is {path} from now on, for every program; 'update-alternatives --set {name} {before[name]}' undoes that")


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
    before = chosen()
    for attempt in ("install", "update"):
        if attempt == "update":
            subprocess.run([*as_root, "apt-get", "-qq", "update"], stdout=subprocess.DEVNULL, check=False)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            keep_choice(before, as_root, say)
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
        raise NoPeer(f"{PYTHON} cannot import it: {reference_blas.end_of(done.returncode, done.stderr)}")
    import json

    return json.loads(done.stdout)


def command(row, words):
    return [PYTHON, "-u", str(FOLDER / row.peer), *words]
