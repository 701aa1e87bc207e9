/* Work of a known size, for both sides alike: C, so that the peer's Python can call it through ctypes.
   Thread-safe. No state. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/* `rounds` rounds of 64 multiply-adds that depend on each other eight at a time; returns what keeps them alive. */
double troupe_bench_busy(long rounds);

#ifdef __cplusplus
}
#endif
