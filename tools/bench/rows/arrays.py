"""Arrays: NumPy's work, in chunks."""

from harness.row import Row, in_one_process


def generated(params, figures):
    """Normals at the rate that the design asks of one core, on two; nothing else is faster on these machines."""
    return params["rows"] * params["columns"] / (2 * 4e8)


REGRESSION = {"rows": 10_000_000, "columns": 100, "chunk": 100_000}
# Weights times the root of the number of rows: normal numbers of spread one on both sides.
BY_CHANCE = {"rtol": 0.0, "atol": 8.0}

TRANSPOSED = Row(name="transpose-mean", what="(x + x.T).mean(0).sum() of 20,000 x 20,000 uniforms, generated", unit="s",
                 program="bench_array", program_row="transpose_mean", params={"n": 20_000, "chunk": 2_000},
                 scaled=("n",), peer="array.py", target=0.6, **BY_CHANCE)

SUMS = Row(name="regression-sums", what="1e7 x 100 normals, a regression on each column alone from sums over chunks",
           unit="s", program="bench_array", program_row="regression_sums", params=REGRESSION, scaled=("rows",),
           peer="array.py", target=0.6, bound=generated, bound_name="normals at 400 M/s a core", **BY_CHANCE)

ROWS = [
    SUMS,
    in_one_process(SUMS),
    Row(name="regression-ols", what="1e7 x 100 normals, least squares on all columns together", unit="s",
        program="bench_array", program_row="regression", params={**REGRESSION, "all": 1}, scaled=("rows",), peer="array.py",
        target=2.0, bound=generated, bound_name="normals at 400 M/s a core", **BY_CHANCE),
    Row(name="uniforms-summed", what="the sum of 5e8 uniforms", unit="s", program="bench_array",
        program_row="sum_of_uniforms", params={"n": 500_000_000, "chunk": 4_000_000}, scaled=("n",), peer="array.py",
        **BY_CHANCE),
    TRANSPOSED,
    in_one_process(TRANSPOSED),
    Row(name="std-generated", what="std over axis 0 of 500,000 x 1,000 normals, generated", unit="s", program="bench_array",
        program_row="std_axis0", params={"rows": 500_000, "columns": 1_000, "chunk": 20_000}, scaled=("rows",),
        peer="array.py", **BY_CHANCE),
    Row(name="stencil-generated", what="3 x 3 sums by map_overlap over 10,000 x 10,000 uniforms, generated", unit="s",
        program="bench_array", program_row="stencil", params={"n": 10_000, "chunk": 2_500}, scaled=("n",), peer="array.py",
        **BY_CHANCE),
    Row(name="rechunk-generated", what="20,000 x 20,000 uniforms (3.2 GB), generated in blocks of rows, cut into blocks of columns, summed",
        unit="s", program="bench_array", program_row="rechunk_rows", params={"n": 20_000, "chunk": 1_000}, scaled=("n",),
        peer="array.py", **BY_CHANCE),
]
