"""One row of the table: what is measured, in which unit, on which programs, and against what. Plain values."""

from dataclasses import dataclass, field
from typing import Callable, Mapping, Optional

Params = Mapping[str, int]

# How a unit comes from the seconds of a repetition and the work in it, and whether more of it is better.
UNITS = {
    "s": (lambda seconds, work: seconds / work, False),
    "ms": (lambda seconds, work: 1e3 * seconds / work, False),
    "us": (lambda seconds, work: 1e6 * seconds / work, False),
    "tasks/s": (lambda seconds, work: work / seconds, True),
    "events/s": (lambda seconds, work: work / seconds, True),
    "GB/s": (lambda seconds, work: 1e-9 * work / seconds, True),
    "GFLOP/s": (lambda seconds, work: 1e-9 * work / seconds, True),
    "B/s": (lambda seconds, work: work / seconds, True),
    "FLOP/s": (lambda seconds, work: work / seconds, True),
    "bytes": (lambda seconds, work: work, False),
}


def one(_params):
    return 1.0


@dataclass(frozen=True)
class Row:
    name: str  # for --only
    what: str  # for people, one line
    unit: str  # one of UNITS
    program: str  # of build/release/bin
    params: Params  # what both sides are told, as --name=value
    program_row: str = ""  # the program's name for it; empty: the row's
    peer: str = ""  # a script of tools/bench/peer; empty: there is no peer
    peer_params: Params = field(default_factory=dict)  # where the peer gets another size: the unit is per piece of work
    scaled: tuple = ()  # names of params that --scale multiplies
    work: Callable[[Params], float] = one  # pieces of work in one repetition
    target: Optional[float] = None  # in the unit
    bound: Optional[Callable[[Params, Mapping[str, float]], float]] = None  # the limit, from params and the machine's figures
    bound_name: str = ""
    threads: bool = False  # one process of two threads instead of two processes of one
    repeat: int = 3
    rtol: Optional[float] = 1e-9  # for results of both sides; None: they cannot be compared (different random numbers)
    atol: float = 0.0
    data: str = ""  # a file or folder that is made first: a name that harness/data.py knows
    words: Optional[Callable[[Params], list]] = None  # for a program with flags of its own: what it is called with
    read: Optional[Callable[[str], object]] = None  # and how measure.Measured comes out of what it prints
    limit: float = 900.0  # seconds for all repetitions of one side

    def higher_is_better(self):
        return UNITS[self.unit][1]

    def value(self, seconds, params):
        return UNITS[self.unit][0](seconds, self.work(params))

    def scaled_params(self, scale, peer=False):
        """Sizes times `scale`, never less than one."""
        params = dict(self.params)
        if peer:
            params.update(self.peer_params)
        for name in self.scaled:
            params[name] = max(1, round(params[name] * scale))
        return params


def in_one_process(row):
    """The same row on one process of two threads."""
    from dataclasses import replace

    return replace(row, name=row.name + "-threads", what=row.what + ", one process of two threads", threads=True,
                   program_row=row.program_row or row.name)
