"""Peak resident memory over all processes of a session, from /proc. Linux only.

Pages that several processes share count once in each: what is reported is at least what the processes need together.
"""

import os
import threading

PAGE = os.sysconf("SC_PAGE_SIZE")


def session_of(stat):
    """The session in a line of /proc/PID/stat; the program's name may hold blanks and brackets."""
    return int(stat.rpartition(")")[2].split()[3])


def resident_of(session, proc="/proc"):
    """Bytes resident in all processes of the session."""
    total = 0
    for entry in os.listdir(proc):
        if not entry.isdigit():
            continue
        try:
            with open(f"{proc}/{entry}/stat", encoding="utf-8", errors="replace") as stat:
                if session_of(stat.read()) != session:
                    continue
            with open(f"{proc}/{entry}/statm", encoding="ascii") as statm:
                total += int(statm.read().split()[1]) * PAGE
        except (OSError, IndexError, ValueError):
            continue  # it ended meanwhile
    return total


class PeakMemory:
    """Samples a session from its own thread until it is left."""

    def __init__(self, session, period=0.03):
        self.session, self.period, self.peak = session, period, 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self):
        while not self._end.wait(self.period):
            self.peak = max(self.peak, resident_of(self.session))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()
