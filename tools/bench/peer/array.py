"""Arrays of the peer: dask.array, as its users write it."""

import math

from common import main, repeat


def regression(client, args):
    """Sums per chunk (of x, y, x^2, xy), combined in a tree; or, with --all, X'X and X'y."""
    import dask
    import dask.array as da
    import numpy

    rows, columns, chunk = args["rows"], args["columns"], args["chunk"]

    def once(now):
        state = da.random.RandomState(1000 * now.number + 1)
        x = state.standard_normal((rows, columns), chunks=(chunk, -1))
        y = state.standard_normal((rows,), chunks=chunk)
        if args.get("all"):
            xx, xy, mean_x, mean_y = dask.compute(x.T @ x, x.T @ y, x.mean(0), y.mean())
            xx = xx - rows * numpy.outer(mean_x, mean_x)
            xy = xy - rows * mean_x * mean_y
            return numpy.linalg.solve(xx, xy) * math.sqrt(rows)
        sx, sy, sxx, sxy = dask.compute(x.sum(0), y.sum(), (x * x).sum(0), (x * y[:, None]).sum(0))
        return (rows * sxy - sx * sy) / (rows * sxx - sx * sx) * math.sqrt(rows)

    repeat(args, once)


def sum_of_uniforms(client, args):
    import dask.array as da

    n = args["n"]

    def once(now):
        state = da.random.RandomState(1000 * now.number + 1)
        total = state.random_sample(n, chunks=args["chunk"]).sum().compute()
        return [(total - n / 2) / math.sqrt(n / 12)]

    repeat(args, once)


if __name__ == "__main__":
    main({"regression": regression, "sum_of_uniforms": sum_of_uniforms})
