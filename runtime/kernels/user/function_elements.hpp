// Calls a user's function of elements over broadcast blocks, as a NumPy ufunc. Header only; thread-safe if the function
// is.
#pragma once

#include "runtime/kernels/element_walk.hpp"
#include "runtime/kernels/user/function_signature.hpp"

#include <algorithm>

namespace troupe::function_detail {

inline Result<void> check_count(std::span<const ChunkPtr> inputs, std::size_t wanted) {
  if (inputs.size() == wanted)
    return {};
  return fail(Errc::invalid_argument, "takes " + std::to_string(wanted) + (wanted == 1 ? " block" : " blocks")
                                          + "; it was given " + std::to_string(inputs.size()));
}

inline Result<const Block*> block_at(std::span<const ChunkPtr> inputs, std::size_t at) {
  if (!inputs[at])
    return fail(Errc::internal, "input " + std::to_string(at) + " is missing");
  return as_block(*inputs[at]);
}

inline Result<const Block*> block_of_type(std::span<const ChunkPtr> inputs, std::size_t at, DType dtype) {
  TROUPE_TRY(block, block_at(inputs, at));
  if (block->dtype != dtype)
    return fail(Errc::invalid_dtype,
                "takes " + std::string(to_string(dtype)) + " blocks; it was given a " + describe(*inputs[at]));
  return block;
}

template <class A>
decltype(auto) from_context(const FunctionContext& context) {
  if constexpr (Is<A, Params>)
    return context.params();
  else if constexpr (Is<A, BlockInfo>)
    return context.block_info();
  else
    return (context);
}

template <class F, class S>
class ElementRun;

template <class F, class R, class... A>
class ElementRun<F, Signature<R, A...>> {
  static constexpr std::array<bool, sizeof...(A)> is_element{ElementInput<A>...};
  static constexpr std::size_t count = before(is_element, sizeof...(A));
  using Made = unwrapped<R>;
  using Places = std::array<std::int64_t, count>;

public:
  static Result<ChunkPtr> run(F& function, const KernelContext& context, std::span<ChunkPtr> inputs) {
    TROUPE_CHECK(check_count(inputs, count));
    std::array<const Block*, count> blocks{};
    TROUPE_CHECK(find_blocks(inputs, blocks, std::make_index_sequence<sizeof...(A)>()));
    TROUPE_TRY(walk, ElementWalk::make(blocks));
    return ElementRun(function, FunctionContext(context), blocks, walk).outputs();
  }

private:
  static constexpr std::int64_t stretch = 1 << 16; ///< elements between two looks at the flag

  ElementRun(F& function, const FunctionContext& context, const std::array<const Block*, count>& blocks,
             const ElementWalk& walk)
      : function_(function), context_(context), blocks_(blocks), walk_(walk) {}

  template <std::size_t... I>
  static Result<void> find_blocks(std::span<ChunkPtr> inputs, std::array<const Block*, count>& blocks,
                                  std::index_sequence<I...>) {
    Result<void> outcome;
    const auto find = [&]<class One>(std::size_t at) {
      if constexpr (ElementInput<One>) {
        if (auto block = block_of_type(inputs, at, dtype_of_v<std::remove_cvref_t<One>>); outcome && block)
          blocks[at] = *block;
        else if (outcome)
          outcome = block.failure();
      }
    };
    (find.template operator()<A>(before(is_element, I)), ...);
    return outcome;
  }

  Result<ChunkPtr> outputs() {
    if constexpr (Element<Made>) {
      auto out = context_.new_block<Made>(walk_.shape);
      auto* to = out.template values<Made>().data();
      TROUPE_CHECK(walk([&](std::int64_t at, Made&& value) { to[at] = value; }));
      return make_chunk(std::move(out));
    } else {
      return several(std::make_index_sequence<std::tuple_size_v<Made>>());
    }
  }

  template <std::size_t... K>
  Result<ChunkPtr> several(std::index_sequence<K...>) {
    std::array<Block, sizeof...(K)> outs{context_.new_block<std::tuple_element_t<K, Made>>(walk_.shape)...};
    const auto to = std::make_tuple(outs[K].template values<std::tuple_element_t<K, Made>>().data()...);
    TROUPE_CHECK(walk([&](std::int64_t at, Made&& value) { ((std::get<K>(to)[at] = std::get<K>(value)), ...); }));
    ChunkList list;
    (list.chunks.push_back(make_chunk(std::move(outs[K]))), ...);
    return make_chunk(std::move(list));
  }

  /// Calls put(place in the result, value) for every element.
  template <class Put>
  Result<void> walk(const Put& put) {
    Places first{};
    for (std::int64_t run = 0; run < walk_.runs; ++run) {
      walk_.first_of(run, first);
      for (std::int64_t begin = 0; begin < walk_.length; begin += stretch) {
        if (context_.is_cancelled())
          return fail(Errc::cancelled, "was cancelled");
        const auto end = std::min(walk_.length, begin + stretch);
        TROUPE_CHECK(walk_.alike ? walk_stretch<true>(run, begin, end, first, put)
                                 : walk_stretch<false>(run, begin, end, first, put));
      }
    }
    return {};
  }

  template <bool alike, class Put>
  Result<void> walk_stretch(std::int64_t run, std::int64_t begin, std::int64_t end, const Places& first,
                            const Put& put) {
    const auto base = run * walk_.length;
    for (std::int64_t i = begin; i < end; ++i) {
      if constexpr (std::is_same_v<std::remove_cvref_t<R>, Result<Made>>) {
        TROUPE_TRY(value, value_at<alike>(i, first, std::make_index_sequence<sizeof...(A)>()));
        put(base + i, Made(value));
      } else {
        put(base + i, Made(value_at<alike>(i, first, std::make_index_sequence<sizeof...(A)>())));
      }
    }
    return {};
  }

  template <bool alike, std::size_t... I>
  R value_at(std::int64_t i, const Places& first, std::index_sequence<I...>) {
    return function_(argument<A, before(is_element, I), alike>(i, first)...);
  }

  template <class One, std::size_t number, bool alike>
  decltype(auto) argument(std::int64_t i, const Places& first) {
    if constexpr (ElementInput<One>) {
      const auto* elements = blocks_[number]->template values<std::remove_cvref_t<One>>().data();
      return elements[alike ? i : first[number] + i * walk_.steps[number]];
    } else {
      return from_context<One>(context_);
    }
  }

  F& function_;
  const FunctionContext context_;
  const std::array<const Block*, count>& blocks_;
  const ElementWalk& walk_;
};

} // namespace troupe::function_detail
