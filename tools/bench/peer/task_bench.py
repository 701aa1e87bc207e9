"""Task Bench's patterns on the peer; what is measured, and how, is said in programs/task_bench.cpp and metg.hpp."""

import ctypes
import json
import math
import os
import time

from common import main

RADIUS = 2


def kernel():
    """The same work as Troupe's tasks do, in C."""
    function = ctypes.CDLL(os.environ["TROUPE_BENCH_BUSY"]).troupe_bench_busy
    function.argtypes, function.restype = [ctypes.c_long], ctypes.c_double
    return function


def busy(rounds, inputs):
    kernel()(rounds)
    return float(len(inputs))


def coin(step, task, source):
    mask = 0xFFFFFFFF
    value = (step * 2654435761 + task * 2246822519 + source * 3266489917) & mask
    value = ((value ^ (value >> 15)) * 2246822519) & mask
    return (value >> 16) & 1


def sources(pattern, step, width, task):
    levels = max(width - 1, 1).bit_length()
    distance = 1 << ((step - 1) % levels)
    butterfly = [task - distance, task, task + distance]
    chosen = {
        "trivial": [],
        "stencil": [task - 1, task, task + 1],
        "fft": butterfly,
        "tree": [task // 2] if step <= levels else butterfly,
        "random_nearest": [source for source in range(task - RADIUS, task + RADIUS + 1) if coin(step, task, source)],
    }[pattern]
    return [source for source in chosen if 0 <= source < width]


def graph(pattern, steps, width, rounds, salt):
    tasks, taken = {}, set()
    for step in range(steps):
        for task in range(width):
            below = [("busy", salt, step - 1, i) for i in sources(pattern, step, width, task)] if step else []
            taken.update(below)
            tasks[("busy", salt, step, task)] = (busy, rounds, below)
    tasks[("all", salt)] = (sum, [key for key in tasks if key not in taken])
    return tasks, ("all", salt)


def metg(run, tasks, cores):
    """Seconds; see metg.cpp."""
    above, above_efficiency, aim = 0.0, 1.0, 2e-3
    while True:
        work, wall = run(aim)
        granularity = wall * cores / tasks
        efficiency = work / granularity
        if efficiency < 0.5 and not above:
            if aim > 1:
                return math.inf
            aim *= 4
            continue
        if efficiency >= 0.5 and aim < 1e-7:
            return granularity
        if efficiency < 0.5:
            share = (above_efficiency - 0.5) / (above_efficiency - efficiency)
            return math.exp(math.log(above) + share * (math.log(granularity) - math.log(above)))
        above, above_efficiency = granularity, efficiency
        aim *= 0.6


def pattern_row(pattern):
    def row(client, args):
        steps, width = args["steps"], args["width"]
        cores = args.get("workers", 2) * args.get("threads", 1)
        begin = time.perf_counter()
        kernel()(200_000)
        per_round = (time.perf_counter() - begin) / 200_000
        salts = iter(range(1_000_000))

        def run(task_seconds):
            rounds = max(1, int(task_seconds / per_round))
            tasks, key = graph(pattern, steps, width, rounds, next(salts))
            start = time.perf_counter()
            client.get(tasks, key, optimize_graph=False)
            return rounds * per_round, time.perf_counter() - start

        for _ in range(args.get("repeat", 3)):
            print(json.dumps({"value": 1e6 * metg(run, steps * width, cores)}), flush=True)

    return row


if __name__ == "__main__":
    main({name: pattern_row(name) for name in ("trivial", "stencil", "fft", "tree", "random_nearest")})
