"""How soon the peer's cluster is there. Its libraries are loaded before the clock runs."""

import sys

from common import Arguments, cluster, repeat


def add(values):
    return sum(values)


def first(index):
    return float(index)


def run(args, with_result):
    from distributed import Client

    def once(now):
        with cluster(args) as workers, Client(workers) as client:
            client.wait_for_workers(args.get("workers", 2))
            result = [len(client.scheduler_info()["workers"])]
            if with_result:
                graph = {("leaf", i): (first, i) for i in range(64)}
                graph.update({("node", i): (add, [("leaf", 8 * i + j) for j in range(8)]) for i in range(8)})
                graph["root"] = (add, [("node", i) for i in range(8)])
                result = [client.get(graph, "root")]
            now.stop()
        return result

    repeat(args, once)


if __name__ == "__main__":
    words = Arguments(sys.argv[1:])
    run(words, words.row == "first_result")
