"""What a task costs the peer."""

import time

from common import main, repeat


def one(index, _salt):
    return float(index)


def total(values):
    return sum(values)


def hop(value):
    return value + 1


def tiny(client, args):
    n, fan = args["n"], args["fan"]

    def once(now):
        level = [("tiny", now.number, i) for i in range(n)]
        graph = {key: (one, i, now.number) for i, key in enumerate(level)}
        depth = 0
        while len(level) > 1:
            depth += 1
            above = [("sum", now.number, depth, i) for i in range((len(level) + fan - 1) // fan)]
            for i, key in enumerate(above):
                graph[key] = (total, level[i * fan:(i + 1) * fan])
            level = above
        return [client.get(graph, level[0], optimize_graph=False)]

    repeat(args, once)


def chain(client, args):
    def once(now):
        graph = {("hop", now.number, 0): (one, 0, now.number)}
        for i in range(1, args["n"]):
            graph[("hop", now.number, i)] = (hop, ("hop", now.number, i - 1))
        return [client.get(graph, ("hop", now.number, args["n"] - 1), optimize_graph=False)]

    repeat(args, once)


def round_trip(client, args):
    def once(now):
        return [sum(1 + client.submit(one, 0, (now.number, i), pure=False).result() for i in range(args["n"]))]

    repeat(args, once)


def submit(client, args):
    layers, width = args["layers"], args["width"]

    def tasks_known():
        return client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))

    def once(now):
        graph = {("layer", now.number, 0, i): (one, i, now.number) for i in range(width)}
        for layer in range(1, layers):
            for i in range(width):
                below = [("layer", now.number, layer - 1, i), ("layer", now.number, layer - 1, (i + 1) % width)]
                graph[("layer", now.number, layer, i)] = (total, below)
        last = [("layer", now.number, layers - 1, i) for i in range(width)]
        futures = client.get(graph, last, sync=False, optimize_graph=False)
        while tasks_known() < width:
            time.sleep(0.001)
        now.stop()
        client.cancel(futures)
        del futures
        while tasks_known() > 0:
            time.sleep(0.01)
        return [layers * width]

    repeat(args, once)


if __name__ == "__main__":
    main({"tiny": tiny, "chain": chain, "round_trip": round_trip, "submit": submit})
