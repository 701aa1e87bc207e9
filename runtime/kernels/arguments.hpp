// Checks a kernel's parameters and inputs, since they may come from a peer. Pure functions; every error says what was
// expected and what came.
#pragma once

#include "runtime/kernels/kernel.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace troupe {

/// @returns Errc::invalid_argument unless there are exactly `count` inputs, none missing.
Result<void> require_inputs(std::span<const ChunkPtr> inputs, std::size_t count);
/// The same for any number of inputs from one on.
Result<void> require_some_inputs(std::span<const ChunkPtr> inputs);

/// Checks that the buffer is as long as shape and dtype say.
Result<void> check_block(const Block& block);
/// @returns The input as a whole float64 block, or Errc::invalid_argument / invalid_dtype / invalid_shape saying what
///          it is instead. @pre input is not null
Result<Block*> float64_block(const ChunkPtr& input);

/// Elements of a shape, or Errc::invalid_shape when an extent is negative or the bytes of so many doubles overflow.
Result<std::int64_t> checked_element_count(const Shape& shape);

/// An empty float64 block of that shape from the pool. @pre the shape passed checked_element_count()
Block new_float64_block(BufferPool& pool, Shape shape);

/// True when the caller holds the only handle of the chunk and of its block's buffer, so that it may be overwritten.
bool may_overwrite(const ChunkPtr& input, const Block& block);

/// The block's elements in C order under another shape: in its own buffer where may_overwrite(), else in a copy,
/// because two chunks may not share a buffer (whoever holds one of them alone is free to write into it).
/// @pre shape has as many elements as the block
ChunkPtr with_shape(const ChunkPtr& input, const Block& block, Shape shape, BufferPool& pool);

} // namespace troupe
