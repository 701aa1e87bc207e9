"""The scheduler's state alone: no processes, no messages."""

from harness.readers import field
from harness.row import Row


def words(params):
    return ["--tasks", str(params["tasks"]), "--workers", "2", "--batch", "32", "--graph", "tree", "--json"]


def core(size, tasks, name, unit, counter, target):
    return Row(name=f"scheduler-{name}-{size}", what=f"{counter.replace('_', ' ')} of the scheduler's state, a tree of {tasks:,} tasks",
               unit=unit, program="bench_scheduler_core", params={"tasks": tasks}, scaled=("tasks",), words=words,
               read=field(counter), target=target)


ROWS = [row for size, tasks in (("1e4", 10_000), ("1e5", 100_000), ("1e6", 1_000_000), ("1e7", 10_000_000)) for row in (
    core(size, tasks, "events", "events/s", "events_per_s", 1_000_000),
    core(size, tasks, "memory", "bytes", "bytes_per_task", 300),
)]
