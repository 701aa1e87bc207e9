// An expression over chunks that this process holds. Pure function.
#pragma once

#include "runtime/graph/expression.hpp"
#include "runtime/graph/held.hpp"
#include "runtime/kernels/held_chunks.hpp"

#include <vector>

namespace troupe {

/// One task a chunk; they live as long as the expression.
inline Result<ExpressionPtr> held_expression(std::vector<ChunkPtr> chunks) {
  ExpressionSpec spec;
  spec.kernel = "array.held";
  spec.tasks = static_cast<std::uint32_t>(chunks.size());
  const auto held = HeldChunks::make(std::move(chunks));
  spec.params.set(std::string(held_param), to_string(held->name()));
  spec.holds = held;
  return Expression::make(std::move(spec));
}

} // namespace troupe
