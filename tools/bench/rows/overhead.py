"""What a task costs."""

from harness.row import Row


def per_task(params):
    return params["n"]


def tiny(name, words, n, peer_n=None):
    return Row(name=name, what=f"{words} tiny tasks, each scheduled on its own, and the sum of what they make",
               unit="tasks/s", work=per_task, program="bench_overhead", program_row="tiny", params={"n": n, "fan": 32},
               scaled=("n",), peer="overhead.py", peer_params={"n": peer_n} if peer_n else {}, target=200_000)


ROWS = [
    tiny("tiny-1e4", "10,000", 10_000),
    tiny("tiny-1e5", "100,000", 100_000, peer_n=10_000),
    tiny("tiny-1e6", "1,000,000", 1_000_000, peer_n=10_000),
    Row(name="tree", what="a binary tree over 16,384 tiny tasks", unit="tasks/s", work=lambda p: 2 * p["n"],
        program="bench_overhead", program_row="tiny", params={"n": 16_384, "fan": 2}, scaled=("n",), peer="overhead.py",
        peer_params={"n": 4_096}, target=200_000),
    Row(name="chain", what="10,000 tasks, each waiting for the one before", unit="us", work=per_task,
        program="bench_overhead", params={"n": 10_000}, scaled=("n",), peer="overhead.py", peer_params={"n": 1_000},
        target=50),
    Row(name="round-trip", what="one task submitted, its result waited for", unit="us", work=per_task,
        program="bench_overhead", program_row="round_trip", params={"n": 500}, scaled=("n",), repeat=5,
        peer="overhead.py", peer_params={"n": 50}, target=200, bound=lambda p, f: 2e6 * f["ping_s"],
        bound_name="two raw pings"),
    Row(name="submit-1e6", what="a graph of 1,000,000 tasks of two inputs each, until the scheduler has taken it",
        unit="tasks/s", work=lambda p: p["layers"] * p["width"], program="bench_overhead", program_row="submit",
        params={"layers": 1000, "width": 1000}, scaled=("layers",), peer="overhead.py", peer_params={"layers": 20}),
]
