// Users' own C++ functions as kernels: registered by name in the program and, by the same code or a plug-in, on the
// workers; or handed as they are to whatever takes a Function, for clusters inside this process. Header only, so that a
// plug-in needs nothing but the headers. Call before the first compute(); thread-safe. docs/user-functions.md is the
// guide.
#pragma once

#include "runtime/chunk/function.hpp"
#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "runtime/kernels/held_function.hpp"
#include "runtime/kernels/user/function_blocks.hpp"

#include <exception>
#include <new>
#include <string>
#include <utility>

namespace troupe {

/// What register_function() takes. T, U, R are element types (bool, integers, float, double, complex).
///
///     R (T, U, ...)                     each element, as a NumPy ufunc: blocks lie on each other by broadcasting
///     std::tuple<R, S> (T, ...)         the same with several outputs
///     void (span<const T>..., span<R>)  blocks of T as elements in C order to a block to fill
///     void (const Block&..., Block&)    blocks with shapes at hand to a block to fill
///     Block (const Block&...)           blocks to any block; also Table, BagPart, a number (one element),
///     std::tuple<Block, Block>
///                                       or std::vector<Block> (several outputs), in a Result<> or not
///     Result<ChunkPtr> (const KernelContext&, span<ChunkPtr>)    a kernel as Troupe's own are written
///
/// Each may have among its arguments `const Params&` (the parameters given to map_blocks), `const BlockInfo&` (where
/// the blocks lie) and `const FunctionContext&` (both, and new_block() from the pool). A block to fill has the shape
/// and type declared to map_blocks; without, those of the first block taken. Element types must be the arrays': nothing
/// is converted. Functions run on many threads at once. What they throw fails the task with its text.
namespace function_detail {

template <class F>
Result<ChunkPtr> run(F& function, const KernelContext& context, std::span<ChunkPtr> inputs) {
  using S = signature_of<F>;
  if constexpr (IsRaw<S>::value)
    return function(context, inputs);
  else if constexpr (IsElementwise<S>::value)
    return ElementRun<F, S>::run(function, context, inputs);
  else if constexpr (IsOfBlocks<S>::value)
    return BlockRun<F, S>::run(function, context, inputs);
  else
    static_assert(IsRaw<S>::value, "register_function: the function has none of the signatures listed in function.hpp");
}

template <class F>
Kernel make_kernel(const std::string& name, F function) {
  Kernel kernel;
  kernel.name = name;
  kernel.run = [name, function = std::move(function)](const KernelContext& context,
                                                      std::span<ChunkPtr> inputs) mutable -> Result<ChunkPtr> {
    try {
      auto made = function_detail::run(function, context, inputs);
      if (made || made.error().code == Errc::cancelled)
        return made;
      return fail(made.error().code, "function '" + name + "' " + made.error().message);
    } catch (const TroupeError& thrown) {
      return fail(thrown.error().code, "function '" + name + "': " + thrown.error().message);
    } catch (const std::bad_alloc&) {
      throw; // whoever called says how much was asked for
    } catch (const std::exception& thrown) {
      return fail(Errc::task_failed, "function '" + name + "' threw: " + thrown.what());
    }
  };
  return kernel;
}

} // namespace function_detail

/// @returns Errc::already_exists when the name is taken, Errc::invalid_argument when it is empty.
template <class F>
Result<void> try_register_function(KernelRegistry& registry, const std::string& name, F function) {
  return registry.add(function_detail::make_kernel(name, std::move(function)));
}

/// The same for programs and plug-ins; throws TroupeError.
///
///     register_function("logistic", [](double x) { return 1 / (1 + std::exp(-x)); });
template <class F>
void register_function(KernelRegistry& registry, const std::string& name, F function) {
  try_register_function(registry, name, std::move(function)).value();
}
template <class F>
void register_function(const std::string& name, F function) {
  register_function(process_kernels(), name, std::move(function));
}

template <class F>
requires(
    !std::convertible_to<
        F,
        std::string> && !std::convertible_to<F, std::string_view> && !std::is_same_v<std::remove_cvref_t<F>, Function>)
    Function::Function(F callable)
    : name_("lambda"), dtypes_(function_detail::result_dtypes(function_detail::signature_of<F>())) {
  auto held = HeldFunction::make(function_detail::make_kernel(name_, std::move(callable)));
  held_ = held->name();
  holds_ = std::move(held);
}

} // namespace troupe
