"""What every script of the peer does alike: read --name=value, start a cluster, time repetitions, print lines of JSON."""

import json
import sys
import time


class Arguments(dict):
    """The row, and numbers by name."""

    def __init__(self, words):
        super().__init__()
        self.row = words[0]
        for word in words[1:]:
            name, _, value = word.removeprefix("--").partition("=")
            self[name] = int(value) if value.lstrip("-").isdigit() else value


class Repetition:
    """The clock runs from start() to stop(); without them from before the row's function to its return."""

    def __init__(self, number):
        self.number, self.seconds = number, None
        self.start()

    def start(self):
        self.seconds, self._begin = None, time.perf_counter()

    def stop(self):
        self.seconds = time.perf_counter() - self._begin


def cluster(args):
    from distributed import LocalCluster

    return LocalCluster(n_workers=args.get("workers", 2), threads_per_worker=args.get("threads", 1),
                        processes=not args.get("in-process", 0), dashboard_address=None,
                        memory_limit=args.get("memory-limit", "auto"))


def repeat(args, once):
    for number in range(args.get("repeat", 3)):
        now = Repetition(number)
        result = once(now)
        if now.seconds is None:
            now.stop()
        print(json.dumps({"seconds": now.seconds, "result": [float(value) for value in result]}), flush=True)


def fact(name, value):
    print(json.dumps({"fact": name, "value": value}), flush=True)


def main(rows):
    """@param rows functions of (client, args) by name"""
    args = Arguments(sys.argv[1:])
    if args.row not in rows:
        print(json.dumps({"error": f"the peer has no row '{args.row}'"}))
        sys.exit(1)
    from distributed import Client

    with cluster(args) as workers, Client(workers) as client:
        client.wait_for_workers(args.get("workers", 2))
        rows[args.row](client, args)
