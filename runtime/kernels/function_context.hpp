// What a user's function may use besides its blocks: its parameters, the position of its blocks, memory for its
// outputs. For the thread that the function runs on.
#pragma once

#include "runtime/base/named_params.hpp"
#include "runtime/chunk/block_info.hpp"
#include "runtime/kernels/kernel.hpp"

namespace troupe {

/// Where the blocks lie of the call that this thread makes, for as long as this lives (the innermost counts).
class BlocksOfCall {
public:
  /// @param blocks  nullptr: the call knows of no array. @pre outlives this
  explicit BlocksOfCall(const BlockInfo* blocks);
  ~BlocksOfCall();
  BlocksOfCall(const BlocksOfCall&) = delete;
  BlocksOfCall& operator=(const BlocksOfCall&) = delete;

  static const BlockInfo* current();

private:
  const BlockInfo* outer_;
};

class FunctionContext {
public:
  explicit FunctionContext(const KernelContext& kernel) : kernel_(kernel) {}

  const Params& params() const { return kernel_.params; }
  template <class T>
  T param(std::string_view name) const {
    return troupe::param<T>(params(), name);
  }
  template <class T>
  T param(std::string_view name, T otherwise) const {
    return troupe::param<T>(params(), name, std::move(otherwise));
  }
  std::uint32_t index() const { return kernel_.index; } ///< the task's number, e.g. the chunk's
  BufferPool& pool() const { return kernel_.pool; }
  bool is_cancelled() const { return kernel_.is_cancelled(); } ///< long loops ask now and then, and give up

  /// A block from the pool, its elements not set. Throws TroupeError (Errc::invalid_shape) for a negative extent.
  ///
  ///     auto out = context.new_block<float>({rows, 2});
  Block new_block(DType dtype, Shape shape) const;
  template <class T>
  Block new_block(Shape shape) const {
    return new_block(dtype_of_v<T>, std::move(shape));
  }

  /// Throws TroupeError where the call knows of no array (delayed, apply_along_axis).
  const BlockInfo& block_info() const;

private:
  const KernelContext& kernel_;
};

} // namespace troupe
