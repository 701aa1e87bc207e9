"""Arrays of the peer: dask.array, as its users write it."""

import math

from array_kernels import box
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


def square(now, args):
    import dask.array as da

    return da.random.RandomState(1000 * now.number + 1).random_sample((args["n"], args["n"]), chunks=args["chunk"])


def transpose_mean(client, args):
    def once(now):
        x = square(now, args)
        return [((x + x.T).mean(0).sum().compute() - args["n"]) * math.sqrt(3)]

    repeat(args, once)


def std_axis0(client, args):
    import dask.array as da

    def once(now):
        state = da.random.RandomState(1000 * now.number + 1)
        x = state.standard_normal((args["rows"], args["columns"]), chunks=(args["chunk"], -1))
        return (x.std(0).compute() - 1) * math.sqrt(2 * args["rows"])

    repeat(args, once)


def stencil(client, args):
    def once(now):
        n = args["n"]
        sums = square(now, args).map_overlap(box, depth=1, boundary="periodic", dtype=float, meta=None)
        return [(sums.sum().compute() - 4.5 * n * n) / (9 * n / math.sqrt(12))]

    repeat(args, once)


def rechunk_rows(client, args):
    import dask.array as da

    def once(now):
        n, chunk = args["n"], args["chunk"]
        x = da.random.RandomState(1000 * now.number + 1).random_sample((n, n), chunks=(chunk, -1))
        return [(x.rechunk((-1, chunk)).sum().compute() - n * n / 2) / (n / math.sqrt(12))]

    repeat(args, once)


if __name__ == "__main__":
    main({"regression": regression, "regression_sums": regression, "sum_of_uniforms": sum_of_uniforms, "transpose_mean": transpose_mean,
          "std_axis0": std_axis0, "stencil": stencil, "rechunk_rows": rechunk_rows})
