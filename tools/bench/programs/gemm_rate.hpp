// This machine's peak dgemm rate, as OpenBLAS reaches it. Blocking; about a second.
#pragma once

namespace troupe::bench {

/// Floating-point operations a second of OpenBLAS's dgemm on n x n matrices; 0 where Debian's OpenBLAS is not
/// installed. Best of several.
double gemm_rate(int threads, int n);

} // namespace troupe::bench
