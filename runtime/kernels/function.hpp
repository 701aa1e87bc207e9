// Users' own C++ functions as kernels: registered by name in the program and, by the same code or a plug-in, on the
// workers. Header only, so that a plug-in needs nothing but the headers. Call before the first compute(); thread-safe.
#pragma once

#include "runtime/kernels/registry.hpp"

#include <concepts>
#include <cstddef>
#include <exception>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

namespace troupe {

/// What register_function() takes; `Params` first where the function wants the parameters given to map_blocks:
///
///     double (double)                                            each element
///     void ([const Params&,] span<const double>, span<double>)   a float64 block to one of the same shape
///     void ([const Params&,] const Block&, Block&)               the same with shapes at hand
///     Block ([const Params&,] const Block&...)                   one to three blocks to any block
///     Result<ChunkPtr> (const KernelContext&, span<ChunkPtr>)    a kernel as Troupe's own are written
///
/// A Block may be a Result<Block>. Functions run on many threads at once. What they throw fails the task with its text.
namespace function_detail {

using ConstSpan = std::span<const double>;
using MutableSpan = std::span<double>;

template <class F> concept RawKernel = std::is_invocable_r_v<Result<ChunkPtr>, F&, const KernelContext&, std::span<ChunkPtr>>;
template <class F, class... First> concept OfSpans = std::is_invocable_v<F&, First..., ConstSpan, MutableSpan>;
template <class F, class... First>
concept IntoBlock = std::is_invocable_v<F&, First..., const Block&, Block&> &&
                    !std::is_invocable_v<F&, First..., const Block&, const Block&>;
template <class F, class... Arguments> concept MakesBlock = std::is_invocable_r_v<Result<Block>, F&, Arguments...>;

template <class F> consteval int blocks_taken() {
  using B = const Block&;
  using P = const Params&;
  if constexpr (MakesBlock<F, B> || MakesBlock<F, P, B>)
    return 1;
  else if constexpr (MakesBlock<F, B, B> || MakesBlock<F, P, B, B>)
    return 2;
  else if constexpr (MakesBlock<F, B, B, B> || MakesBlock<F, P, B, B, B>)
    return 3;
  else
    return 0;
}

inline Result<const Block*> input_block(std::span<ChunkPtr> inputs, std::size_t at) {
  if (!inputs[at])
    return fail(Errc::internal, "input " + std::to_string(at) + " is missing");
  return as_block(*inputs[at]);
}

inline Result<void> check_count(std::span<ChunkPtr> inputs, std::size_t wanted) {
  if (inputs.size() == wanted)
    return {};
  return fail(Errc::invalid_argument, "takes " + std::to_string(wanted) + (wanted == 1 ? " block" : " blocks") +
                                        "; it was given " + std::to_string(inputs.size()));
}

inline Result<const Block*> float64_block(std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(check_count(inputs, 1));
  TROUPE_TRY(block, input_block(inputs, 0));
  if (block->dtype != DType::float64)
    return fail(Errc::invalid_dtype, "takes float64 blocks; it was given a " + describe(*inputs[0]));
  return block;
}

inline Block block_like(const Block& block, BufferPool& pool) {
  return {block.dtype, block.shape, pool.allocate(static_cast<std::size_t>(block.size()) * size_of(block.dtype))};
}

template <class F> Result<ChunkPtr> run_elements(F& function, const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(in, float64_block(inputs));
  auto out = block_like(*in, context.pool);
  const auto from = in->values<double>();
  const auto to = out.values<double>();
  for (std::size_t i = 0; i < from.size(); ++i)
    to[i] = function(from[i]);
  return make_chunk(std::move(out));
}

template <class F> Result<ChunkPtr> run_spans(F& function, const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(in, float64_block(inputs));
  auto out = block_like(*in, context.pool);
  if constexpr (OfSpans<F>)
    function(in->template values<double>(), out.template values<double>());
  else
    function(context.params, in->template values<double>(), out.template values<double>());
  return make_chunk(std::move(out));
}

template <class F> Result<ChunkPtr> run_into(F& function, const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(check_count(inputs, 1));
  TROUPE_TRY(in, input_block(inputs, 0));
  auto out = block_like(*in, context.pool);
  if constexpr (IntoBlock<F>)
    function(*in, out);
  else
    function(context.params, *in, out);
  return make_chunk(std::move(out));
}

template <class F, std::size_t... I>
Result<Block> call_blocks(F& function, const Params& params, std::span<const Block* const> blocks, std::index_sequence<I...>) {
  if constexpr (std::is_invocable_v<F&, decltype(static_cast<const Block&>(*blocks[I]))...>)
    return function(*blocks[I]...);
  else
    return function(params, *blocks[I]...);
}

template <class F> Result<ChunkPtr> run_blocks(F& function, const KernelContext& context, std::span<ChunkPtr> inputs) {
  constexpr std::size_t count = blocks_taken<F>();
  TROUPE_CHECK(check_count(inputs, count));
  const Block* blocks[count] = {};
  for (std::size_t i = 0; i < count; ++i) {
    TROUPE_TRY(block, input_block(inputs, i));
    blocks[i] = block;
  }
  TROUPE_TRY(made, call_blocks(function, context.params, std::span<const Block* const>(blocks),
                               std::make_index_sequence<count>{}));
  if (made.data.size() != static_cast<std::size_t>(made.size()) * size_of(made.dtype))
    return fail(Errc::invalid_shape, "made a block of shape " + to_string(made.shape) + " with " +
                                       std::to_string(made.data.size()) + " bytes of data");
  return make_chunk(std::move(made));
}

template <class F> Result<ChunkPtr> run(F& function, const KernelContext& context, std::span<ChunkPtr> inputs) {
  if constexpr (RawKernel<F>)
    return function(context, inputs);
  else if constexpr (std::is_invocable_r_v<double, F&, double>)
    return run_elements(function, context, inputs);
  else if constexpr (OfSpans<F> || OfSpans<F, const Params&>)
    return run_spans(function, context, inputs);
  else if constexpr (IntoBlock<F> || IntoBlock<F, const Params&>)
    return run_into(function, context, inputs);
  else if constexpr (blocks_taken<F>() > 0)
    return run_blocks(function, context, inputs);
  else
    static_assert(RawKernel<F>, "register_function: the function has none of the signatures listed in function.hpp");
}

} // namespace function_detail

/// @returns Errc::already_exists when the name is taken, Errc::invalid_argument when it is empty.
template <class F> Result<void> try_register_function(KernelRegistry& registry, const std::string& name, F function) {
  auto call = [name, function = std::move(function)](const KernelContext& context,
                                                     std::span<ChunkPtr> inputs) mutable -> Result<ChunkPtr> {
    try {
      auto made = function_detail::run(function, context, inputs);
      if (made || made.error().code == Errc::cancelled)
        return made;
      return fail(made.error().code, "function '" + name + "' " + made.error().message);
    } catch (const std::exception& thrown) {
      return fail(Errc::task_failed, "function '" + name + "' threw: " + thrown.what());
    }
  };
  Kernel kernel;
  kernel.name = name;
  kernel.run = std::move(call);
  return registry.add(std::move(kernel));
}

/// The same for programs and plug-ins; throws TroupeError.
///
///     register_function("logistic", [](double x) { return 1 / (1 + std::exp(-x)); });
template <class F> void register_function(KernelRegistry& registry, const std::string& name, F function) {
  try_register_function(registry, name, std::move(function)).value();
}
template <class F> void register_function(const std::string& name, F function) {
  register_function(process_kernels(), name, std::move(function));
}

} // namespace troupe
