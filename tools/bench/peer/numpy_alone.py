"""NumPy by itself, in one process without a cluster: what a user has before there is any need for one."""

import json
import math
import sys

from common import Arguments, repeat


def normals(now, shape):
    import numpy

    x = numpy.random.RandomState(1000 * now.number + 1).standard_normal(shape)
    now.start()
    return x


def rolling(args):
    from numpy.lib.stride_tricks import sliding_window_view

    def once(now):
        view = sliding_window_view(normals(now, args["n"]), args["window"])
        mean, largest, spread = view.mean(-1).mean(), view.max(-1).mean(), view.std(-1).mean()
        now.stop()
        root = math.sqrt(args["n"])
        return [mean * root, largest * root / 10, spread * root]

    repeat(args, once)


def medians(args):
    import numpy

    def once(now):
        x = normals(now, (args["rows"], args["columns"]))
        middle, ends = numpy.median(x, axis=0), numpy.percentile(x, [10, 90], axis=0)
        now.stop()
        return [value * math.sqrt(args["rows"]) / 2 for value in [*middle, *ends.ravel()]]

    repeat(args, once)


ROWS = {"rolling": rolling, "medians": medians}

if __name__ == "__main__":
    asked = Arguments(sys.argv[1:])
    if asked.row not in ROWS:
        print(json.dumps({"error": f"NumPy has no row '{asked.row}'"}))
        sys.exit(1)
    ROWS[asked.row](asked)
