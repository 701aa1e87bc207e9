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
    kernel("csv_scan", "ends of fields and lines found in CSV text", "B/s", "STREAM triad"),
    kernel("matrix_product", "1500 x 1500 float64", "FLOP/s", "OpenBLAS dgemm"),
    kernel("tall_qr", "QR of 100,000 x 100 float64", "FLOP/s", "OpenBLAS dgemm"),
]
