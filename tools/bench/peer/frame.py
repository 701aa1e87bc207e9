"""Tables of the peer: dask.dataframe over pandas."""

from common import main, repeat


def csv_sums(client, args):
    import dask
    import dask.dataframe as dd

    # A cluster within the process hands tables to this version of Dask as tuples: there its own threads do it.
    where = {"scheduler": "threads", "num_workers": args.get("threads", 1)} if args.get("in-process", 0) else {}

    def once(_now):
        table = dd.read_csv(args["input"], blocksize=args["blocksize"])
        rows, v1, v2, v3 = dask.compute(table.shape[0], table.v1.sum(), table.v2.sum(), table.v3.sum(), **where)
        return [rows, v1, v2, v3]

    repeat(args, once)


def moments(part):
    """Count, sums and products of one partition's columns, the target last."""
    import numpy

    values = part.to_numpy(dtype=float)
    return numpy.array([(len(values), values.sum(0), values.T @ values)], dtype=object)


def flights(client, args):
    import dask
    import dask.dataframe as dd
    import numpy

    features = ["month", "weekday", "hour", "distance"]

    def once(_now):
        table = dd.read_csv(args["input"], blocksize=args["blocksize"], usecols=features + ["delay"])
        parts = dask.compute(*[dask.delayed(moments)(part) for part in table[features + ["delay"]].to_delayed()])
        count = sum(part[0][0] for part in parts)
        sums = sum(part[0][1] for part in parts)
        centred = sum(part[0][2] for part in parts) - numpy.outer(sums, sums) / count
        means = sums / count
        weights = numpy.linalg.solve(centred[:-1, :-1], centred[:-1, -1])
        numbers = [*weights, means[-1] - weights @ means[:-1]]
        for i in range(len(features)):
            weight = centred[i, -1] / centred[i, i]
            numbers += [weight, means[-1] - weight * means[i]]
        return numbers

    repeat(args, once)


if __name__ == "__main__":
    main({"csv_sums": csv_sums, "flights": flights})
