"""What the peer's arrays run on blocks of theirs."""


def box(block):
    """Every element and its eight neighbours; the outermost are left at zero."""
    import numpy

    out = numpy.zeros_like(block)
    across = block[:, :-2] + block[:, 1:-1] + block[:, 2:]
    out[1:-1, 1:-1] = across[:-2] + across[1:-1] + across[2:]
    return out


def tenths(block):
    """The tenth from both ends of every column."""
    import numpy

    return numpy.percentile(block, [10, 90], axis=0)
