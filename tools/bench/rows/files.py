"""Arrays to and from files, by way of the page cache. No peer: dask.array writes HDF5 by one process alone."""

from harness.row import Row

PARAMS = {"rows": 1_000_000, "columns": 100, "chunk": 50_000}


def file_row(name, what):
    return Row(name=name, what=f"1e6 x 100 float64 (800 MB) {what}", unit="GB/s", program="bench_files", program_row=name.replace("-", "_"),
               params=PARAMS, scaled=("rows",), work=lambda p: 8 * p["rows"] * p["columns"], rtol=None)


ROWS = [
    file_row("npy-write", "that workers hold to one .npy file"),
    file_row("npy-read", "from a .npy file just written, summed"),
    file_row("hdf5-write", "that workers hold to one dataset of an HDF5 file"),
    file_row("hdf5-read", "from a dataset just written, summed"),
]
