#include "collections/session/persist.hpp"

#include "collections/array/blockwise.hpp"
#include "collections/session/assemble.hpp"
#include "runtime/base/persisted.hpp"
#include "runtime/graph/held.hpp"

#include <chrono>

namespace troupe {
namespace {

Result<void> check_chunk(const ChunkPtr& chunk, const ChunkGrid& grid, std::uint32_t index, DType dtype) {
  const auto* block = chunk ? std::get_if<Block>(chunk.get()) : nullptr;
  if (!block || block->dtype != dtype || block->shape != grid.chunk_shape(index))
    return fail(Errc::invalid_shape, "chunk " + std::to_string(index) + " is " + (chunk ? "a " + describe(*chunk) : std::string("missing")) +
                                       "; expected a block " + std::string(to_string(dtype)) + " " + to_string(grid.chunk_shape(index)));
  return {};
}

/// Waits without end: the job's own end is certain.
void wait_for(RunningJob& job) {
  for (;;) {
    const auto outcome = job.wait(std::chrono::hours(1));
    if (outcome || outcome.error().code != Errc::timeout)
      return outcome.value();
  }
}

Result<Array> persist_at_workers(Executor& executor, const Array& array, JobOptions options) {
  options.retain = true;
  const ExpressionPtr expressions[] = {array.expression()};
  TROUPE_TRY(job, executor.submit(lower(expressions), options));
  wait_for(*job);
  ExpressionSpec spec;
  spec.kernel = persisted_kernel;
  spec.params = persisted_params("array " + std::string(to_string(array.dtype())) + " " + to_string(array.layout().bounds().shape()));
  spec.tasks = array.npartitions();
  spec.holds = job;
  spec.stands_for = array.expression()->key();
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), array.layout(), array.dtype());
}

} // namespace

Result<Array> from_held(std::vector<ChunkPtr> chunks, const ChunkGrid& grid, DType dtype) {
  if (chunks.size() != grid.size())
    return fail(Errc::invalid_shape, "an array of " + std::to_string(grid.size()) + " chunks was given " + std::to_string(chunks.size()));
  for (std::uint32_t i = 0; i < grid.size(); ++i)
    TROUPE_CHECK(check_chunk(chunks[i], grid, i, dtype));
  const auto held = std::make_shared<HeldChunks>(std::move(chunks));
  ExpressionSpec spec;
  spec.kernel = "array.held";
  spec.params.set(std::string(held_param), to_string(held->name()));
  spec.tasks = grid.size();
  spec.holds = held;
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), grid, dtype);
}

Array persist(Executor& executor, const Array& array, const JobOptions& options) {
  if (executor.retains())
    return persist_at_workers(executor, array, options).value();
  const ExpressionPtr expressions[] = {array.expression()};
  auto gathered = gather(executor, expressions, options).value();
  const auto grid = grid_of(array.layout(), gathered[0]).value();
  return from_held(std::move(gathered[0]), grid, array.dtype()).value();
}

Array compute_chunk_sizes(Executor& executor, const Array& array, const JobOptions& options) {
  if (array.known_shape())
    return array;
  const auto extents = blockwise("array.extents", {}, {array}, DType::int64).value();
  const ExpressionPtr expressions[] = {extents.expression()};
  const auto gathered = gather(executor, expressions, options).value();
  std::vector<Shape> shapes;
  for (const auto& chunk : gathered[0]) {
    const auto* block = as_block(*chunk).value();
    const auto numbers = block->values<std::int64_t>();
    shapes.emplace_back(numbers.begin(), numbers.end());
  }
  return Array::make(array.expression(), grid_of(array.layout(), std::span<const Shape>(shapes)).value(), array.dtype()).value();
}

Array from_memory(const void* elements, DType dtype, const Shape& shape) {
  const auto grid = ChunkGrid::make(shape, Shape(shape.size(), -1)).value();
  if (dtype == DType::string)
    throw TroupeError({Errc::invalid_dtype, "arrays hold numbers, not strings"});
  // Blocks hand out writable memory, but what is held is never written to (held_chunks.hpp).
  auto* bytes = const_cast<std::byte*>(static_cast<const std::byte*>(elements));
  const Buffer borrowed(std::shared_ptr<void>(bytes, [](void*) {}), bytes, static_cast<std::size_t>(element_count(shape)) * size_of(dtype));
  return from_held({make_chunk(Block{dtype, shape, borrowed})}, grid, dtype).value();
}

} // namespace troupe
