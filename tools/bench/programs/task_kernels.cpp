#include "tools/bench/programs/task_kernels.hpp"

#include "tools/bench/programs/busy.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace troupe::bench {
namespace {

Result<ChunkPtr> number(const KernelContext& context, double value) {
  Block block{DType::float64, {1}, context.pool.allocate_for<double>(1)};
  block.values<double>()[0] = value;
  return make_chunk(std::move(block));
}

Result<double> number_in(const ChunkPtr& chunk) {
  TROUPE_TRY(block, as_block(*chunk));
  if (block->dtype != DType::float64 || block->size() < 1)
    return fail(Errc::invalid_argument, "takes blocks of one number; it was given a " + describe(*chunk));
  return block->values<double>()[0];
}

Result<ChunkPtr> tiny(const KernelContext& context, std::span<ChunkPtr>) {
  return number(context, static_cast<double>(context.index));
}

Result<ChunkPtr> sum(const KernelContext& context, std::span<ChunkPtr> inputs) {
  double total = 0;
  for (const auto& input : inputs) {
    TROUPE_TRY(value, number_in(input));
    total += value;
  }
  return number(context, total);
}

Result<ChunkPtr> hop(const KernelContext& context, std::span<ChunkPtr> inputs) {
  if (inputs.size() != 1)
    return fail(Errc::invalid_argument, "bench.hop takes one block; it was given " + std::to_string(inputs.size()));
  TROUPE_TRY(value, number_in(inputs[0]));
  return number(context, value + 1);
}

Result<ChunkPtr> filled(const KernelContext& context, std::span<ChunkPtr>) {
  TROUPE_TRY(bytes, context.params.integer("bytes"));
  if (bytes < 8 || bytes % 8 != 0)
    return fail(Errc::invalid_argument,
                "bench.filled makes 8 bytes and multiples; it was asked for " + std::to_string(bytes));
  Block block{DType::float64, {bytes / 8}, context.pool.allocate(static_cast<std::size_t>(bytes))};
  const auto values = block.values<double>();
  for (auto& value : values)
    value = 1;
  values[0] = static_cast<double>(context.index);
  return make_chunk(std::move(block));
}

/// A stencil as a user writes it: row by row, left to the compiler.
Result<ChunkPtr> box(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(block, as_block(*inputs[0]));
  if (block->dtype != DType::float64 || block->shape.size() != 2 || block->size() == 0)
    return fail(Errc::invalid_argument, "bench.box takes a matrix of float64; it was given a " + describe(*inputs[0]));
  const auto rows = static_cast<std::size_t>(block->shape[0]);
  const auto columns = static_cast<std::size_t>(block->shape[1]);
  Block out{DType::float64, block->shape, context.pool.allocate(block->data.size())};
  const auto* from = block->values<double>().data();
  auto* to = out.values<double>().data();
  std::fill_n(to, columns, 0.0); // the halos are cut off
  std::fill_n(to + (rows - 1) * columns, columns, 0.0);
  for (std::size_t row = 1; row + 1 < rows; ++row) {
    to[row * columns] = to[(row + 1) * columns - 1] = 0;
    for (std::size_t i = row * columns + 1; i + 1 < (row + 1) * columns; ++i) {
      const auto above = from[i - columns - 1] + from[i - columns] + from[i - columns + 1];
      const auto below = from[i + columns - 1] + from[i + columns] + from[i + columns + 1];
      to[i] = above + (from[i - 1] + from[i] + from[i + 1]) + below;
    }
  }
  return make_chunk(std::move(out));
}

/// Exact in a float64, and small enough that sums of a million of them are.
Result<ChunkPtr> digest(const KernelContext& context, std::span<ChunkPtr> inputs) {
  if (inputs.empty())
    return fail(Errc::invalid_argument, "bench.digest takes a block");
  TROUPE_TRY(block, as_block(*inputs[0]));
  std::array<std::uint64_t, 4> lanes{1, 2, 3, 4};
  const auto words = block->data.as<const std::uint64_t>();
  for (std::size_t i = 0; i < words.size(); ++i)
    lanes[i % 4] = lanes[i % 4] * 0x9E3779B97F4A7C15u + words[i];
  const auto mixed = (lanes[0] ^ (lanes[1] >> 7) ^ (lanes[2] >> 13) ^ (lanes[3] >> 17)) * 0xD6E8FEB86659FD93u;
  return number(context, static_cast<double>(mixed >> 32));
}

Result<ChunkPtr> busy(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(rounds, context.params.integer("rounds"));
  const auto kept = troupe_bench_busy(rounds);
  return number(context, static_cast<double>(inputs.size()) + (kept < 0 ? 1 : 0));
}

} // namespace

void add_task_kernels(KernelRegistry& registry) {
  registry.add({"bench.tiny", tiny, nullptr, nullptr}).value();
  registry.add({"bench.sum", sum, nullptr, nullptr}).value();
  registry.add({"bench.hop", hop, nullptr, nullptr}).value();
  registry.add({"bench.filled", filled, nullptr, nullptr}).value();
  registry.add({"bench.box", box, nullptr, nullptr}).value();
  registry.add({"bench.digest", digest, nullptr, nullptr}).value();
  registry.add({"bench.busy", busy, nullptr, nullptr}).value();
}

} // namespace troupe::bench
