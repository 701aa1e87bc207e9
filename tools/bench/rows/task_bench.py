"""Task Bench's patterns: how short tasks may be (Slaughter et al., SC 2020)."""

from harness.row import Row

PATTERNS = ("trivial", "stencil", "fft", "tree", "random_nearest")

ROWS = [
    Row(name="metg-" + pattern.replace("_", "-"),
        what=f"METG(50%), Task Bench's {pattern.replace('_', ' ')} pattern, 8 tasks wide: the shortest tasks that keep half of "
             "the cores' time for work", unit="us", program="bench_task_bench", program_row=pattern,
        params={"steps": 200, "width": 8}, scaled=("steps",), peer="task_bench.py", peer_params={"steps": 25})
    for pattern in PATTERNS
]
