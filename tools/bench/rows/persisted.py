"""Arrays that the workers hold already: what memory and arithmetic allow, without making the data."""

from harness.row import Row, in_one_process

# Results times what gives them a spread of about one on both sides.
BY_CHANCE = {"rtol": 0.0, "atol": 8.0}
TALL = {"rows": 1_000_000, "columns": 100, "chunk": 50_000}


def persisted(name, what, program_row, params, scaled, **more):
    """The first repetition touches gigabytes for the first time: of five the median has them warm."""
    return Row(name=name, what=what, unit=more.pop("unit", "s"), program="bench_persisted", program_row=program_row,
               params=params, scaled=scaled, peer="persisted.py", **{**BY_CHANCE, "repeat": 5, **more})


def read_once(elements):
    """The whole of it read by both cores."""
    return {"bound": lambda p, f: 8 * elements(p) / f["read_2"], "bound_name": "read once by two cores"}


def operations(each, name):
    """So many times rows x columns^2 operations at the rate of a matrix product."""
    return {"bound": lambda p, f: each * p["rows"] * p["columns"] ** 2 / f["gemm_2"], "bound_name": f"{name} as dgemm on two cores"}


TRANSPOSED = persisted("transpose-mean-persisted", "(x + x.T).mean(0).sum() of 20,000 x 20,000 uniforms, persisted",
                       "transpose_mean", {"n": 20_000, "chunk": 2_000}, ("n",), target=0.25, **read_once(lambda p: p["n"] ** 2))

PRODUCT = persisted("product", "x @ x of 8,000 x 8,000 in chunks of 2,000, persisted", "product", {"n": 8_000, "chunk": 2_000},
                    ("n", "chunk"), unit="GFLOP/s", work=lambda p: 2 * p["n"] ** 3, target=165, atol=1e-3,
                    bound=lambda p, f: f["gemm_2"] / 1e9, bound_name="OpenBLAS dgemm on two cores")

def beside_numpy(row):
    """The same row, beside NumPy alone in one process."""
    from dataclasses import replace

    return replace(row, name=row.name + "-numpy", what=row.what + ", beside NumPy alone", peer="numpy_alone.py")


ROLLING = persisted("rolling", "mean, max and std of windows of 100 of 5e6 normals, persisted", "rolling",
                    {"n": 5_000_000, "chunk": 250_000, "window": 100}, ("n",), repeat=3)
MEDIANS = persisted("medians", "median and tenths along axis 0 of 1e6 x 20 normals cut along it, persisted", "medians",
                    {"rows": 1_000_000, "columns": 20, "chunk": 50_000}, ("rows",), repeat=3)

ROWS = [
    TRANSPOSED,
    in_one_process(TRANSPOSED),
    PRODUCT,
    in_one_process(PRODUCT),
    persisted("std-persisted", "std over axis 0 of 500,000 x 1,000 normals (4 GB), persisted", "std_axis0",
              {"rows": 500_000, "columns": 1_000, "chunk": 20_000}, ("rows",), target=0.2,
              **read_once(lambda p: p["rows"] * p["columns"])),
    persisted("svd", "singular values and vectors of 1e6 x 100 normals, persisted", "svd", TALL, ("rows",), target=1.2,
              **operations(6, "6 m n^2")),
    persisted("qr", "QR of 1e6 x 100 normals, persisted", "qr", TALL, ("rows",), target=1.2,
              **operations(4, "4 m n^2")),
    persisted("stencil", "3 x 3 sums by map_overlap over 10,000 x 10,000 uniforms, persisted", "stencil",
              {"n": 10_000, "chunk": 2_500}, ("n",), target=0.15, **read_once(lambda p: 2 * p["n"] ** 2)),
    persisted("rechunk", "20,000 x 20,000 uniforms (3.2 GB), persisted in blocks of rows, persisted in blocks of columns",
              "rechunk_rows", {"n": 20_000, "chunk": 1_000}, ("n",), target=1.5,
              bound=lambda p, f: 8 * p["n"] ** 2 / 2 / f["process_vm"], bound_name="half of it by process_vm_readv"),
    persisted("uniforms-kept", "5e8 uniforms (4 GB) made and kept", "uniforms", {"n": 500_000_000, "chunk": 4_000_000}, ("n",),
              target=0.5, bound=lambda p, f: 8 * p["n"] / f["first_touch_2"], bound_name="first touch on two cores"),
    ROLLING,
    beside_numpy(ROLLING),
    MEDIANS,
    beside_numpy(MEDIANS),
    persisted("gradient-descent", "50 steps of w - x.T @ (x @ w - y) of 2e6 x 20 normals (320 MB), persisted", "gradient_descent",
              {"rows": 2_000_000, "columns": 20, "chunk": 200_000, "steps": 50}, ("rows",),
              bound=lambda p, f: 2 * p["steps"] * 8 * p["rows"] * p["columns"] / f["read_2"],
              bound_name="read twice a step by two cores"),
    persisted("gather-small", "10,000 chunks of 100 numbers brought to the client", "gather_small",
              {"n": 1_000_000, "chunk": 100}, ("n",)),
    persisted("spill", "5e8 uniforms (4 GB) persisted on two workers of 1 GB each, then summed: to disk and back", "spill",
              {"n": 500_000_000, "chunk": 4_000_000, "memory-limit": 1_000_000_000}, ("n",)),
]
