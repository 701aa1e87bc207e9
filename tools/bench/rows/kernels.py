"""Single kernels on one core, each against its limit measured in the same program (bench_kernels)."""

from harness.readers import google_benchmark
from harness.row import Row


def kernel(name, what, unit, limit):
    return Row(name="kernel-" + name.replace("_", "-"), what=what, unit=unit, program="bench_kernels", params={},
               words=lambda _params: [f"--benchmark_filter=^{name}$", "--benchmark_format=json", "--benchmark_min_time=0.2",
                                      "--benchmark_repetitions=3"],
               read=google_benchmark, repeat=1, bound=lambda _params, figures: figures["limit"], bound_name=limit)


ROWS = [
    kernel("uniforms", "uniforms written to memory", "B/s", "STREAM triad"),
    kernel("normals", "normals written to memory", "B/s", "STREAM triad"),
    kernel("generated_sum", "uniforms made and summed tile by tile, one thread, graph and all", "B/s", "STREAM triad"),
    kernel("transposed_sum", "(x + x.T).mean(0).sum(), one thread, graph and all", "B/s", "STREAM triad"),
    kernel("add", "x + y of 64 MB each in memory", "B/s", "STREAM triad"),
    kernel("exponentials", "exp(x) of 64 MB in memory", "B/s", "STREAM triad"),
    kernel("kept_transposed_sum", "the same of 4,000 x 4,000 float64 in memory", "B/s", "reading"),
    kernel("transposed", "x.T of 4,000 x 4,000 float64, nothing but moved", "B/s", "STREAM triad"),
    kernel("transposed_copy", "x.T of 3,000 x 3,000 float64 made in memory", "B/s", "STREAM triad"),
    kernel("sum", "the sum of 256 MB in memory", "B/s", "reading"),
    kernel("std_axis0", "std over axis 0 of 32,000 x 1,000 in memory", "B/s", "reading"),
    kernel("csv_scan", "ends of fields and lines found in CSV text", "B/s", "STREAM triad"),
    kernel("matrix_product", "1500 x 1500 float64", "FLOP/s", "OpenBLAS dgemm"),
    kernel("tall_qr", "QR of 100,000 x 100 float64", "FLOP/s", "OpenBLAS dgemm"),
    kernel("cholesky_factor", "Cholesky of 2,000 x 2,000 float64 in blocks of 500", "FLOP/s", "OpenBLAS dgemm"),
    kernel("fourier", "FFT of 256 lines of 4,096 numbers", "FLOP/s", "OpenBLAS dgemm"),
]
