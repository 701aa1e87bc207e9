"""Data and messages between processes."""

from harness.row import Row

MB = 10**6


def pull(name, size, way):
    what = {"sliced": "in slices over the connection", "streamed": "over a connection beside it", "direct": "out of its memory"}[way]
    return Row(name=f"transfer-{name}-{way}", what=f"a chunk of {name} from a worker into another process, {what}", unit="GB/s",
               program="bench_transfer", program_row="pull", params={"bytes": size, "way": way}, scaled=("bytes",),
               work=lambda p: p["bytes"], repeat=9,
               bound=lambda p, f: 1e-9 * f["raw_process_vm" if way == "direct" else "raw_tcp"],
               bound_name="process_vm_readv" if way == "direct" else "raw TCP")


ROWS = [
    *(pull(name, size, way) for name, size in (("128MB", 128 * MB), ("1GB", 1024 * MB)) for way in ("sliced", "streamed", "direct")),
    Row(name="gather-computed", what="10,000 chunks of 1 kB, computed by the workers and gathered", unit="s",
        program="bench_transfer", program_row="gather_small", params={"n": 10_000, "bytes": 1_000}, scaled=("n",), target=0.3),
    Row(name="rechunk-kept", what="20,000 x 20,000 float64 (3.2 GB) kept in blocks of rows, cut into blocks of columns, kept too",
        unit="s", program="bench_transfer", program_row="rechunk_kept", params={"n": 20_000, "chunk": 1_000}, scaled=("n",),
        repeat=5, target=1.5, bound=lambda p, f: 8 * p["n"] ** 2 / 2 / f["process_vm"], bound_name="half of it by process_vm_readv"),
    Row(name="task-items", what="1,000,000 finished tasks told to another process, 256 in a message", unit="tasks/s",
        work=lambda p: p["n"], program="bench_transfer", program_row="items", params={"n": 1_000_000, "batch": 256},
        scaled=("n",), target=1_000_000),
]
