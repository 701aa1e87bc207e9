// function.call {function, held, params, makes, outputs, counts, inputs} (runtime/chunk/function_call.hpp): a user's
// function, told where its blocks lie. What it returns is held against what was declared before anybody believes it.
#include "runtime/kernels/function_call.hpp"

#include "runtime/chunk/function_call.hpp"

#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/builtin.hpp"
#include "runtime/kernels/called_function.hpp"
#include "runtime/kernels/function_context.hpp"
#include "runtime/kernels/guarded_run.hpp"

namespace troupe {
namespace {

/// Where an input lies: axis by axis from the last where the task lies, or in the only chunk there is.
Result<BlockPlace> input_place(const Params& array, const Shape& task) {
  TROUPE_TRY(counts, chunk_counts(array));
  Shape location(counts.size(), 0);
  for (std::size_t from_last = 1; from_last <= std::min(counts.size(), task.size()); ++from_last)
    if (counts[counts.size() - from_last] != 1)
      location[counts.size() - from_last] = task[task.size() - from_last];
  return place_in(array, location);
}

const Params::List& list_or_none(const Params& call, std::string_view name) {
  static const Params::List none;
  const auto* list = call.list(name);
  return list ? *list : none;
}

Result<BlockInfo> info_of(const Params& call, std::uint32_t index) {
  BlockInfo info;
  for (const auto& output : list_or_none(call, "outputs")) {
    TROUPE_TRY(counts, chunk_counts(output));
    TROUPE_TRY(location, chunk_location(counts, index));
    TROUPE_TRY(place, place_in(output, location));
    info.outputs.push_back(std::move(place));
  }
  const auto& inputs = list_or_none(call, "inputs");
  if (inputs.empty())
    return info;
  TROUPE_TRY(counts, call.integers("counts"));
  TROUPE_TRY(task, chunk_location(counts, index));
  for (const auto& input : inputs) {
    if (input.empty() && info.outputs.empty())
      return fail(Errc::invalid_argument, "an input is said to lie as an output that is not there");
    auto place = input.empty() ? Result<BlockPlace>(info.outputs.front()) : input_place(input, task);
    TROUPE_TRY(found, std::move(place));
    info.inputs.push_back(found);
  }
  return info;
}

std::string declared_text(const BlockPlace& place) {
  std::string text = "block " + std::string(to_string(place.dtype)) + " (";
  for (std::size_t axis = 0; axis < place.chunk_shape.size(); ++axis)
    text +=
        (axis ? ", " : "") + (place.chunk_shape[axis] < 0 ? std::string("?") : std::to_string(place.chunk_shape[axis]));
  return text + (place.chunk_shape.size() == 1 ? ",)" : ")");
}

bool fits(const Block& block, const BlockPlace& place, const Shape& largest) {
  if (block.dtype != place.dtype || block.shape.size() != place.chunk_shape.size()
      || largest.size() != block.shape.size())
    return false;
  for (std::size_t axis = 0; axis < block.shape.size(); ++axis)
    if (place.chunk_shape[axis] < 0 ? block.shape[axis] > largest[axis] : block.shape[axis] != place.chunk_shape[axis])
      return false;
  return true;
}

/// One output against its declaration. `which` names it where there are several.
Result<void> check_output(const std::string& name, const std::string& which, const Chunk& made, const Params& array,
                          const BlockPlace& place, std::uint32_t index) {
  const auto* block = std::get_if<Block>(&made);
  TROUPE_TRY(largest, largest_chunk(array, place.chunk_location));
  if (block && fits(*block, place, largest))
    return {};
  const auto code = block && block->dtype != place.dtype ? Errc::invalid_dtype
                    : block                              ? Errc::invalid_shape
                                                         : Errc::invalid_argument;
  return fail(code, "function '" + name + "' made a " + describe(made) + which + " for chunk " + std::to_string(index)
                        + ", at " + to_string(place.chunk_location) + "; declared was a " + declared_text(place)
                        + " (the options dtype, chunks and drop_axis declare it)");
}

Result<void> check_arrays(const std::string& name, const Params& call, const BlockInfo& info, const Chunk& made,
                          std::uint32_t index) {
  const auto& outputs = list_or_none(call, "outputs");
  if (outputs.size() == 1)
    return check_output(name, "", made, outputs.front(), info.outputs.front(), index);
  const auto* list = std::get_if<ChunkList>(&made);
  if (!list || list->chunks.size() != outputs.size())
    return fail(Errc::invalid_argument,
                "function '" + name + "' made "
                    + (list ? std::to_string(list->chunks.size()) + " outputs" : "a " + describe(made)) + " for chunk "
                    + std::to_string(index) + "; declared were " + std::to_string(outputs.size()) + " outputs");
  for (std::size_t i = 0; i < outputs.size(); ++i)
    TROUPE_CHECK(
        check_output(name, " as output " + std::to_string(i), *list->chunks[i], outputs[i], info.outputs[i], index));
  return {};
}

/// What a function that combines partial results must make: the like of the first.
struct Likeness {
  DType dtype = DType::float64;
  Shape shape;
};

Result<Likeness> likeness_of(std::span<const ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(block, as_block(*inputs[0]));
  return Likeness{block->dtype, block->shape};
}

Result<void> check_like(const std::string& name, const Likeness& like, const Chunk& made, std::uint32_t index) {
  const auto* block = std::get_if<Block>(&made);
  if (block && block->dtype == like.dtype && block->shape == like.shape)
    return {};
  return fail(block && block->dtype != like.dtype ? Errc::invalid_dtype : Errc::invalid_shape,
              "function '" + name + "' made a " + describe(made) + " of partial results in task "
                  + std::to_string(index) + "; expected one like them, block " + std::string(to_string(like.dtype))
                  + " " + to_string(like.shape));
}

Result<ChunkPtr> call(const KernelRegistry& registry, const KernelContext& context, std::span<ChunkPtr> inputs) {
  const auto& params = context.params;
  TROUPE_TRY(name, params.text("function"));
  TROUPE_TRY(makes, params.text("makes"));
  TROUPE_TRY(function, called_function(registry, params));
  const auto* own = params.list("params");
  if (!own || own->size() != 1 || (makes == "arrays" && list_or_none(params, "outputs").empty()))
    return fail(Errc::invalid_argument, "function.call needs one set of the function's parameters, and what it makes");
  TROUPE_TRY(info, info_of(params, context.index));
  Likeness like;
  if (makes == "like") {
    TROUPE_TRY(first, likeness_of(inputs));
    like = first;
  }
  const bool knows = !info.outputs.empty() || !info.inputs.empty();
  const BlocksOfCall blocks(knows ? &info : nullptr);
  TROUPE_TRY(made,
             guarded_run(*function,
                         {own->front(), context.index, context.pool, context.cancelled, context.folders, context.roomy},
                         inputs));
  if (makes == "arrays")
    TROUPE_CHECK(check_arrays(name, params, info, *made, context.index));
  else if (makes == "like")
    TROUPE_CHECK(check_like(name, like, *made, context.index));
  else if (makes == "bag" && !std::holds_alternative<BagPart>(*made))
    return fail(Errc::invalid_argument, "function '" + name + "' made a " + describe(*made) + " for partition "
                                            + std::to_string(context.index) + "; declared was a part of a bag");
  return made;
}

} // namespace

void add_function_call(KernelRegistry& registry) {
  add_builtin(registry, {function_call_kernel,
                         [&registry](const KernelContext& context, std::span<ChunkPtr> inputs) {
                           return call(registry, context, inputs);
                         },
                         nullptr, nullptr});
}

} // namespace troupe
