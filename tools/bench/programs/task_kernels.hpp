// Kernels that do nothing, or a known amount of nothing: what the overhead of tasks is measured with. The workers get
// them from a plug-in (task_kernels_plugin.cpp), a cluster in this process from add_task_kernels().
//
//     bench.tiny {salt}            no input: its own index, as one float64
//     bench.sum                    any number of one-element blocks: their sum
//     bench.hop                    one such block: its value and one more
//     bench.filled {bytes}         no input: a block of so many bytes, all of them written
//     bench.box                    a block of two axes: the sum of each element and its eight neighbours, 0 on the halo
//     bench.digest {again}         a block, maybe one of one element: a number that depends on every bit of the first
//     bench.busy {rounds}          any inputs: as many rounds of 64 multiply-adds, then the number of inputs
#pragma once

#include "runtime/kernels/registry.hpp"

#include <cstdint>

namespace troupe::bench {

void add_task_kernels(KernelRegistry& registry);

/// Floating-point operations of one round of bench.busy.
inline constexpr double flops_per_round = 2 * 64;

} // namespace troupe::bench
