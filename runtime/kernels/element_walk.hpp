// Walks the elements of several blocks together under NumPy's broadcasting rules, run by run. Pure value. Header only:
// a plug-in may need what the program that loads it has not linked.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/chunk.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace troupe {

struct ElementWalk {
  Shape shape;             ///< of the result
  std::int64_t runs = 1;   ///< stretches of elements that are neighbours in the result
  std::int64_t length = 1; ///< elements of each
  bool alike = true;       ///< no block is stretched: all have the result's shape
  std::vector<std::vector<std::int64_t>>
      strides;                     ///< of each block along each axis but the last, in elements; 0: stretched
  std::vector<std::int64_t> steps; ///< of each block within a run: 1, or 0 where it is stretched

  /// @returns Errc::invalid_shape naming the shapes that do not fit. @pre blocks is not empty
  static Result<ElementWalk> make(std::span<const Block* const> blocks);

  /// First element of a run in each block. @pre run < runs, first.size() is the number of blocks
  void first_of(std::int64_t run, std::span<std::int64_t> first) const;
};

namespace element_walk_detail {

inline Failure misfit(std::span<const Block* const> blocks) {
  std::string shapes;
  for (const auto* block : blocks)
    shapes += (shapes.empty() ? "" : " and ") + to_string(block->shape);
  return fail(Errc::invalid_shape, "was given blocks of shapes " + shapes + ", which do not lie on each other");
}

inline Result<Shape> broadcast_shape(std::span<const Block* const> blocks) {
  std::size_t rank = 0;
  for (const auto* block : blocks)
    rank = std::max(rank, block->shape.size());
  Shape shape(rank, 1);
  for (const auto* block : blocks)
    for (std::size_t axis = 0; axis < block->shape.size(); ++axis) {
      auto& extent = shape[rank - block->shape.size() + axis];
      if (block->shape[axis] == extent || block->shape[axis] == 1)
        continue;
      if (extent != 1)
        return misfit(blocks);
      extent = block->shape[axis];
    }
  return shape;
}

/// Strides along every axis of the result.
inline std::vector<std::int64_t> strides_of(const Block& block, const Shape& shape) {
  std::vector<std::int64_t> strides(shape.size(), 0);
  std::int64_t stride = 1;
  for (std::size_t from_last = 1; from_last <= block.shape.size(); ++from_last) {
    const auto extent = block.shape[block.shape.size() - from_last];
    if (extent != 1)
      strides[shape.size() - from_last] = stride;
    stride *= extent;
  }
  return strides;
}

} // namespace element_walk_detail

inline Result<ElementWalk> ElementWalk::make(std::span<const Block* const> blocks) {
  TROUPE_TRY(shape, element_walk_detail::broadcast_shape(blocks));
  ElementWalk walk;
  walk.shape = shape;
  walk.alike =
      std::all_of(blocks.begin(), blocks.end(), [&](const Block* block) { return block->shape == walk.shape; });
  walk.length = walk.alike ? element_count(shape) : shape.empty() ? 1 : shape.back();
  walk.runs = walk.length == 0 ? 0 : element_count(shape) / walk.length;
  for (const auto* block : blocks) {
    auto strides = walk.alike ? std::vector<std::int64_t>{1} : element_walk_detail::strides_of(*block, shape);
    walk.steps.push_back(strides.empty() ? 0 : strides.back() == 0 ? 0 : 1);
    if (!strides.empty())
      strides.pop_back();
    walk.strides.push_back(std::move(strides));
  }
  return walk;
}

inline void ElementWalk::first_of(std::int64_t run, std::span<std::int64_t> first) const {
  std::fill(first.begin(), first.end(), 0);
  if (alike || shape.empty())
    return;
  for (std::size_t axis = shape.size() - 1; axis-- > 0;) {
    const auto at = run % shape[axis];
    run /= shape[axis];
    for (std::size_t block = 0; block < first.size(); ++block)
      first[block] += at * strides[block][axis];
  }
}

} // namespace troupe
