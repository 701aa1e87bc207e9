// Users' own C++ functions on the items of bags as kernels: registered by name in the program and, by the same code or
// a plug-in, on the workers, as function.hpp does for arrays. Call before the first compute(); thread-safe.
//
//     register_bag_map("shout", [](std::string_view word) { return std::string(word) + "!"; });
//     read_text("*.txt").split().map("shout")
//
// Every function may take `const Params&` first, the parameters given to map(), filter() and so on. Functions run on
// many threads at once. What they throw fails the task with its text.
#pragma once

#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "runtime/kernels/text/bag_items.hpp"

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace troupe {
namespace bag_function_detail {

/// Hands the parameters to those who want them.
template <class F, class... Arguments>
decltype(auto) call(F& function, const Params& params, Arguments&&... arguments) {
  if constexpr (std::is_invocable_v<F&, const Params&, Arguments...>)
    return function(params, std::forward<Arguments>(arguments)...);
  else
    return function(std::forward<Arguments>(arguments)...);
}

} // namespace bag_function_detail

/// The four throw TroupeError with Errc::already_exists when the name is taken, Errc::invalid_argument when it is
/// empty.
///
/// std::string ([const Params&,] std::string_view item)
template <class F>
void register_bag_map(KernelRegistry& registry, const std::string& name, F function) {
  registry
      .add(
          bag_map(name,
                  [function = std::move(function)](const Params& params, std::string_view item) mutable -> std::string {
                    return bag_function_detail::call(function, params, item);
                  }))
      .value();
}

/// bool ([const Params&,] std::string_view item)
template <class F>
void register_bag_filter(KernelRegistry& registry, const std::string& name, F function) {
  registry
      .add(bag_filter(name,
                      [function = std::move(function)](const Params& params, std::string_view item) mutable -> bool {
                        return bag_function_detail::call(function, params, item);
                      }))
      .value();
}

/// void ([const Params&,] std::string_view item, const BagEmit& emit), or the same to any range of texts:
/// std::vector<std::string> ([const Params&,] std::string_view item)
template <class F>
void register_bag_flat_map(KernelRegistry& registry, const std::string& name, F function) {
  registry
      .add(bag_flat_map(
          name,
          [function = std::move(function)](const Params& params, std::string_view item, const BagEmit& emit) mutable {
            constexpr bool emits =
                std::is_invocable_v<
                    F&, std::string_view,
                    const BagEmit&> || std::is_invocable_v<F&, const Params&, std::string_view, const BagEmit&>;
            if constexpr (emits)
              bag_function_detail::call(function, params, item, emit);
            else
              for (const auto& text : bag_function_detail::call(function, params, item))
                emit(text);
          }))
      .value();
}

/// std::string ([const Params&,] const std::string& so_far, std::string_view item): for fold(), where it gets items
/// first and then what parts were folded to, so the order in which things are put together must not matter to it.
/// @param initial  What it begins with in every part; without, the first item.
template <class F>
void register_bag_fold(KernelRegistry& registry, const std::string& name, F function,
                       std::optional<std::string> initial = std::nullopt) {
  registry
      .add(bag_fold(
          name,
          [function = std::move(function)](const Params& params, const std::string& so_far,
                                           std::string_view item) mutable -> std::string {
            return bag_function_detail::call(function, params, so_far, item);
          },
          std::move(initial)))
      .value();
}

/// The same for the registry of this process.
template <class F>
void register_bag_map(const std::string& name, F function) {
  register_bag_map(process_kernels(), name, std::move(function));
}
template <class F>
void register_bag_filter(const std::string& name, F function) {
  register_bag_filter(process_kernels(), name, std::move(function));
}
template <class F>
void register_bag_flat_map(const std::string& name, F function) {
  register_bag_flat_map(process_kernels(), name, std::move(function));
}
template <class F>
void register_bag_fold(const std::string& name, F function, std::optional<std::string> initial = std::nullopt) {
  register_bag_fold(process_kernels(), name, std::move(function), std::move(initial));
}

} // namespace troupe
