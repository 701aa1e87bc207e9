"""Arrays of the peer that its workers hold before the clock runs."""

import math

from array_kernels import box, tenths
from common import main, repeat


def held(x, now):
    from distributed import wait

    x = x.persist()
    wait(x)
    now.start()
    return x


def state(now):
    import dask.array as da

    return da.random.RandomState(1000 * now.number + 1)


def held_square(now, args):
    return held(state(now).random_sample((args["n"], args["n"]), chunks=args["chunk"]), now)


def held_rows(now, args):
    return held(state(now).standard_normal((args["rows"], args["columns"]), chunks=(args["chunk"], -1)), now)


def kept(x, now):
    """As persist(client, x) and a wait: the clock stops then."""
    from distributed import wait

    x = x.persist()
    wait(x)
    now.stop()
    return x


def transpose_mean(client, args):
    def once(now):
        x = held_square(now, args)
        return [((x + x.T).mean(0).sum().compute() - args["n"]) * math.sqrt(3)]

    repeat(args, once)


def product(client, args):
    def once(now):
        x = held_square(now, args)
        y = kept(x @ x, now)
        return [y.mean().compute() / args["n"] - 0.25]

    repeat(args, once)


def std_axis0(client, args):
    def once(now):
        spread = held_rows(now, args).std(0).compute()
        now.stop()
        return (spread - 1) * math.sqrt(2 * args["rows"])

    repeat(args, once)


def stencil(client, args):
    def once(now):
        n = args["n"]
        sums = held_square(now, args).map_overlap(box, depth=1, boundary="periodic", dtype=float, meta=None)
        return [(sums.sum().compute() - 4.5 * n * n) / (9 * n / math.sqrt(12))]

    repeat(args, once)


def rechunk_rows(client, args):
    def once(now):
        n, chunk = args["n"], args["chunk"]
        x = held(state(now).random_sample((n, n), chunks=(chunk, -1)), now)
        y = kept(x.rechunk((-1, chunk)), now)
        return [(y.sum().compute() - n * n / 2) / (n / math.sqrt(12))]

    repeat(args, once)


def uniforms(client, args):
    def once(now):
        n = args["n"]
        x = kept(state(now).random_sample(n, chunks=args["chunk"]), now)
        return [(x.sum().compute() - n / 2) / math.sqrt(n / 12)]

    repeat(args, once)


def svd(client, args):
    import dask
    import dask.array as da

    def once(now):
        u, s, v = da.linalg.svd(held_rows(now, args))
        _, values, _ = dask.compute(u.sum(0), s, v)
        now.stop()
        return values - math.sqrt(args["rows"])

    repeat(args, once)


def qr(client, args):
    import dask
    import dask.array as da
    import numpy

    def once(now):
        q, r = da.linalg.qr(held_rows(now, args))
        _, triangle = dask.compute(q.sum(0), r)
        now.stop()
        return numpy.abs(numpy.diag(triangle)) - numpy.sqrt(args["rows"] - numpy.arange(args["columns"]))

    repeat(args, once)


def gradient_descent(client, args):
    import dask.array as da
    import numpy

    def once(now):
        rows, columns = args["rows"], args["columns"]
        x = state(now).standard_normal((rows, columns), chunks=(args["chunk"], -1)).persist()
        y = held(x @ numpy.arange(float(columns)), now)
        w = da.zeros(columns)
        for _ in range(args["steps"]):
            w = w - 0.5 / rows * (x.T @ (x @ w - y))
        weights = w.compute()
        now.stop()
        return (weights - numpy.arange(columns)) * 1e3

    repeat(args, once)


def gather_small(client, args):
    def once(now):
        n = args["n"]
        x = held(state(now).random_sample(n, chunks=args["chunk"]), now)
        values = x.compute()
        now.stop()
        return [(values.sum() - n / 2) / math.sqrt(n / 12)]

    repeat(args, once)


def spill(client, args):
    from distributed import wait

    def once(now):
        n = args["n"]
        x = state(now).random_sample(n, chunks=args["chunk"]).persist()
        wait(x)
        return [(x.sum().compute() - n / 2) / math.sqrt(n / 12)]

    repeat(args, once)


def rolling(client, args):
    import dask
    import dask.array as da

    def once(now):
        x = held(state(now).standard_normal(args["n"], chunks=args["chunk"]), now)
        view = da.lib.stride_tricks.sliding_window_view(x, args["window"])
        mean, largest, spread = dask.compute(view.mean(-1).mean(), view.max(-1).mean(), view.std(-1).mean())
        now.stop()
        root = math.sqrt(args["n"])
        return [mean * root, largest * root / 10, spread * root]

    repeat(args, once)


def medians(client, args):
    import dask
    import dask.array as da

    def once(now):
        x = held_rows(now, args)
        columns = x.rechunk((-1, max(1, args["columns"] // 4)))
        middle, ends = dask.compute(da.median(columns, axis=0),
                                    columns.map_blocks(tenths, chunks=((2,), columns.chunks[1]), dtype=float))
        now.stop()
        return [float(value) * math.sqrt(args["rows"]) / 2 for value in [*middle, *ends.ravel()]]

    repeat(args, once)


if __name__ == "__main__":
    main({"transpose_mean": transpose_mean, "product": product, "std_axis0": std_axis0, "stencil": stencil,
          "rechunk_rows": rechunk_rows, "uniforms": uniforms, "svd": svd, "qr": qr,
          "gradient_descent": gradient_descent, "gather_small": gather_small, "spill": spill, "rolling": rolling, "medians": medians})
