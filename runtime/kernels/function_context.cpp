#include "runtime/kernels/function_context.hpp"

#include "runtime/kernels/arguments.hpp"

#include <utility>

namespace troupe {
namespace {

thread_local const BlockInfo* of_call = nullptr;

} // namespace

BlocksOfCall::BlocksOfCall(const BlockInfo* blocks) : outer_(std::exchange(of_call, blocks)) {}
BlocksOfCall::~BlocksOfCall() { of_call = outer_; }
const BlockInfo* BlocksOfCall::current() { return of_call; }

Block FunctionContext::new_block(DType dtype, Shape shape) const {
  if (dtype == DType::string)
    throw TroupeError({Errc::invalid_dtype, "a block holds numbers, not strings"});
  const auto count = checked_element_count(shape).value();
  return {dtype, std::move(shape), kernel_.pool.allocate(static_cast<std::size_t>(count) * size_of(dtype))};
}

const BlockInfo& FunctionContext::block_info() const {
  if (const auto* blocks = BlocksOfCall::current())
    return *blocks;
  throw TroupeError(
      {Errc::invalid_argument, "it asks where its block lies, and was not called for the blocks of an array"});
}

} // namespace troupe
