"""How soon a cluster is there."""

from harness.row import Row

ROWS = [
    Row(name="start", what="a scheduler and two workers up and answering", unit="s", program="bench_start",
        program_row="cluster", params={}, repeat=5, peer="start.py", target=0.5),
    Row(name="first-result", what="the same, and the first result of 73 small tasks", unit="s", program="bench_start",
        program_row="first_result", params={}, repeat=5, peer="start.py"),
]
