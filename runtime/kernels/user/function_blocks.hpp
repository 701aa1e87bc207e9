// Calls a user's function of blocks, spans, tables and bags: passes what its signature asks for, and makes a chunk of
// what it returns or fills. Header only; thread-safe if the function is.
#pragma once

#include "runtime/kernels/user/function_elements.hpp"

#include <optional>

namespace troupe::function_detail {

/// A block for a function to fill: as declared where that is known, else like the first block that it takes.
inline Result<Block> block_to_fill(const FunctionContext& context, std::span<const ChunkPtr> inputs, std::size_t number,
                                   std::optional<DType> dtype) {
  const auto* blocks = BlocksOfCall::current();
  const auto* declared = blocks && number < blocks->outputs.size() ? &blocks->outputs[number] : nullptr;
  if (declared && std::none_of(declared->chunk_shape.begin(), declared->chunk_shape.end(), [](auto extent) {
        return extent < 0;
      }))
    return context.new_block(dtype.value_or(declared->dtype), declared->chunk_shape);
  for (const auto& input : inputs)
    if (const auto* block = input ? std::get_if<Block>(input.get()) : nullptr)
      return context.new_block(dtype.value_or(declared ? declared->dtype : block->dtype), block->shape);
  return fail(Errc::invalid_argument,
              "fills a block, and neither a declared shape nor a block that it takes says of what shape");
}

template <class T>
Result<const T*> input_of(const ChunkPtr& input, const char* what) {
  if (const auto* found = input ? std::get_if<T>(input.get()) : nullptr)
    return found;
  return fail(Errc::invalid_argument, "takes " + std::string(what) + "; it was given "
                                          + (input ? "a " + describe(*input) : std::string("nothing")));
}

/// What came back as a chunk; a number as a block of one element, of no axes or of those declared.
template <class Made>
Result<ChunkPtr> chunk_of(const FunctionContext& context, Made made) {
  if constexpr (std::is_same_v<Made, ChunkPtr>) {
    return made;
  } else if constexpr (Element<Made>) {
    const auto* blocks = BlocksOfCall::current();
    const auto* declared = blocks && blocks->outputs.size() == 1 ? &blocks->outputs[0].chunk_shape : nullptr;
    auto block = context.new_block<Made>(declared && element_count(*declared) == 1 ? *declared : Shape());
    block.template values<Made>()[0] = made;
    return make_chunk(std::move(block));
  } else if constexpr (several_blocks<Made>()) {
    return std::apply(
        [](auto&... block) -> Result<ChunkPtr> { return make_chunk(ChunkList{{make_chunk(std::move(block))...}}); },
        made);
  } else if constexpr (std::is_same_v<Made, std::vector<Block>>) {
    ChunkList list;
    for (auto& block : made)
      list.chunks.push_back(make_chunk(std::move(block)));
    return make_chunk(std::move(list));
  } else {
    return make_chunk(std::move(made));
  }
}

template <class R>
consteval bool can_be_a_chunk() {
  using Made = unwrapped<R>;
  return std::is_same_v<Made, ChunkPtr> || Element<Made> || several_blocks<Made>()
         || std::is_same_v<
             Made,
             std::vector<
                 Block>> || std::is_same_v<Made, Block> || std::is_same_v<Made, Table> || std::is_same_v<Made, BagPart>;
}

template <class S>
struct IsOfBlocks : std::false_type {};
template <class R, class... A>
requires((FromContext<A> || Input<A> || Output<A>)&&...) struct IsOfBlocks<Signature<R, A...>>
    : std::bool_constant<(Output<A> || ...) ? std::is_void_v<R> : can_be_a_chunk<R>()> {
};

template <class F, class S>
class BlockRun;

template <class F, class R, class... A>
class BlockRun<F, Signature<R, A...>> {
  static constexpr std::array<bool, sizeof...(A)> is_input{Input<A>...};
  static constexpr std::array<bool, sizeof...(A)> is_output{Output<A>...};
  static constexpr std::size_t inputs_taken = before(is_input, sizeof...(A));
  static constexpr std::size_t outputs_filled = before(is_output, sizeof...(A));
  using Every = std::make_index_sequence<sizeof...(A)>;

public:
  static Result<ChunkPtr> run(F& function, const KernelContext& context, std::span<ChunkPtr> inputs) {
    TROUPE_CHECK(check_count(inputs, inputs_taken));
    BlockRun call(FunctionContext(context), inputs);
    TROUPE_CHECK(call.prepare(Every()));
    return call.call(function, Every());
  }

private:
  BlockRun(const FunctionContext& context, std::span<ChunkPtr> inputs) : context_(context), inputs_(inputs) {}

  template <std::size_t... I>
  Result<void> prepare(std::index_sequence<I...>) {
    Result<void> outcome;
    ((outcome ? void(outcome = prepare_one<A>(before(is_input, I), before(is_output, I))) : void()), ...);
    return outcome;
  }

  template <class One>
  Result<void> prepare_one(std::size_t input, std::size_t output) {
    if constexpr (ReadSpan<One>)
      TROUPE_CHECK(block_of_type(inputs_, input, dtype_of_v<std::remove_const_t<span_element<One>>>));
    else if constexpr (ReadBlock<One>)
      TROUPE_CHECK(block_at(inputs_, input));
    else if constexpr (Is<One, Table>)
      TROUPE_CHECK(input_of<Table>(inputs_[input], "a table"));
    else if constexpr (Is<One, BagPart>)
      TROUPE_CHECK(input_of<BagPart>(inputs_[input], "a part of a bag"));
    else if constexpr (Output<One>) {
      std::optional<DType> dtype;
      if constexpr (FilledSpan<One>)
        dtype = dtype_of_v<span_element<One>>;
      TROUPE_TRY(block, block_to_fill(context_, inputs_, output, dtype));
      filled_[output] = block;
    }
    static_cast<void>(input);
    static_cast<void>(output);
    return {};
  }

  template <std::size_t... I>
  Result<ChunkPtr> call(F& function, std::index_sequence<I...>) {
    if constexpr (outputs_filled == 0) {
      if constexpr (std::is_same_v<std::remove_cvref_t<R>, Result<unwrapped<R>>>) {
        TROUPE_TRY(made, function(argument<A, before(is_input, I), before(is_output, I)>()...));
        return checked(chunk_of<unwrapped<R>>(context_, std::move(made)));
      } else {
        return checked(
            chunk_of<unwrapped<R>>(context_, function(argument<A, before(is_input, I), before(is_output, I)>()...)));
      }
    } else {
      function(argument<A, before(is_input, I), before(is_output, I)>()...);
      if constexpr (outputs_filled == 1)
        return checked(make_chunk(std::move(filled_[0])));
      ChunkList list;
      for (auto& block : filled_)
        list.chunks.push_back(make_chunk(std::move(block)));
      return make_chunk(std::move(list));
    }
  }

  /// What it made of a block may be as it left it.
  static Result<ChunkPtr> checked(Result<ChunkPtr> made) {
    const auto* block = made && *made ? std::get_if<Block>(made->get()) : nullptr;
    if (block && block->data.size() != static_cast<std::size_t>(block->size()) * size_of(block->dtype))
      return fail(Errc::invalid_shape, "made a block of shape " + to_string(block->shape) + " with "
                                           + std::to_string(block->data.size()) + " bytes of data");
    return made;
  }

  template <class One, std::size_t input, std::size_t output>
  decltype(auto) argument() {
    if constexpr (FromContext<One>)
      return from_context<One>(context_);
    else if constexpr (Filled<One>)
      return (filled_[output]);
    else if constexpr (FilledSpan<One>)
      return filled_[output].template values<span_element<One>>();
    else if constexpr (ReadSpan<One>)
      return std::as_const(std::get<Block>(*inputs_[input])).template values<std::remove_const_t<span_element<One>>>();
    else
      return std::as_const(std::get<std::remove_cvref_t<One>>(*inputs_[input]));
  }

  const FunctionContext context_;
  std::span<ChunkPtr> inputs_;
  std::array<Block, outputs_filled> filled_;
};

} // namespace troupe::function_detail
