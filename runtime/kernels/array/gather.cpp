// array.gather {axes, order, dtype, fill, shares, unknown}: a block put together from rectangular pieces of others.
//
// `axes` holds for each axis of the sources a plan (runtime/chunk/axis_plan.hpp): which pieces of which source chunks
// lie one after the other along it. A task takes every combination of its axes' source chunks, those of the first
// joined array first, in C order. `order` says for each axis of the result which source axis it is, or -1 for a new one
// of extent 1; source axes left out have extent 1. `fill` is the constant's bytes. `shares` says what stays in the
// memory of the block it is of: "whole", all of a block; "stretches", where memory is not short one part of one block
// (runtime/kernels/array/block_runs.hpp), for another array.gather that takes it whole.
#include "runtime/chunk/axis_plan.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/array/block_runs.hpp"
#include "runtime/kernels/strided_copy.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace troupe {
namespace {

/// What one task is to do, read from the layer's parameters.
struct Assembly {
  std::vector<AxisPieces> axes;
  Params::Ints order;
  DType dtype = DType::float64;
  std::array<std::byte, 16> fill{};
  Shape shape;                         ///< of the result
  std::vector<std::ptrdiff_t> strides; ///< for each source axis, bytes between neighbours in the result

  static Result<Assembly> read(const KernelContext& context);
  std::size_t item() const { return size_of(dtype); }
};

Result<Shape> place_of_task(const Params::List& plans, std::uint32_t index) {
  Shape place(plans.size());
  std::int64_t rest = index;
  for (std::size_t axis = plans.size(); axis-- > 0;) {
    TROUPE_TRY(count, AxisPieces::chunks(plans[axis]));
    if (count == 0)
      return fail(Errc::invalid_argument, "array.gather: axis " + std::to_string(axis) + " has no chunks");
    place[axis] = rest % count;
    rest /= count;
  }
  if (rest != 0)
    return fail(Errc::invalid_argument, "array.gather has no chunk " + std::to_string(index));
  return place;
}

Result<void> lay_out(Assembly& work) {
  const auto rank = work.axes.size();
  std::vector<bool> kept(rank, false);
  for (auto axis : work.order) {
    if (axis < -1 || axis >= static_cast<std::int64_t>(rank) || (axis >= 0 && kept[static_cast<std::size_t>(axis)]))
      return fail(Errc::invalid_argument,
                  "array.gather: 'order' names axis " + std::to_string(axis) + " of " + std::to_string(rank));
    if (axis >= 0)
      kept[static_cast<std::size_t>(axis)] = true;
    work.shape.push_back(axis < 0 ? 1 : work.axes[static_cast<std::size_t>(axis)].extent);
  }
  for (std::size_t axis = 0; axis < rank; ++axis)
    if (!kept[axis] && work.axes[axis].extent != 1)
      return fail(Errc::invalid_shape, "array.gather drops axis " + std::to_string(axis) + " of extent "
                                           + std::to_string(work.axes[axis].extent));
  TROUPE_CHECK(checked_element_count(work.shape));
  work.strides.assign(rank, 0);
  auto stride = static_cast<std::ptrdiff_t>(work.item());
  for (std::size_t i = work.order.size(); i-- > 0;) {
    if (work.order[i] >= 0)
      work.strides[static_cast<std::size_t>(work.order[i])] = stride;
    stride *= work.shape[i];
  }
  return {};
}

Result<Assembly> Assembly::read(const KernelContext& context) {
  const auto* plans = context.params.list("axes");
  if (!plans)
    return fail(Errc::invalid_argument, "array.gather needs the parameter 'axes'");
  if (plans->size() > most_axes)
    return fail(Errc::invalid_shape, "arrays have at most " + std::to_string(most_axes) + " axes");
  TROUPE_TRY(place, place_of_task(*plans, context.index));
  TROUPE_TRY(order, context.params.integers("order"));
  TROUPE_TRY(name, context.params.text("dtype"));
  TROUPE_TRY(dtype, dtype_from_string(name));
  Assembly work;
  work.order = std::move(order);
  work.dtype = dtype;
  if (dtype == DType::string)
    return fail(Errc::invalid_dtype, "array.gather moves numbers");
  if (context.params.has("fill")) {
    TROUPE_TRY(fill, context.params.integers("fill"));
    if (fill.size() != 2)
      return fail(Errc::invalid_argument, "array.gather: 'fill' is 16 bytes");
    std::memcpy(work.fill.data(), fill.data(), 16);
  }
  for (std::size_t axis = 0; axis < plans->size(); ++axis) {
    TROUPE_TRY(pieces, AxisPieces::read((*plans)[axis], place[axis]));
    work.axes.push_back(std::move(pieces));
  }
  return work;
}

/// Where among a task's inputs the source chunk of a combination of pieces is.
class InputOrder {
public:
  static Result<InputOrder> make(const std::vector<AxisPieces>& axes) {
    InputOrder order;
    for (std::size_t axis = 0; axis < axes.size(); ++axis) {
      std::vector<std::int64_t> owners; // of each source chunk
      for (const auto& piece : axes[axis].pieces) {
        if (piece.source < -1 || piece.source > static_cast<std::int64_t>(axes[axis].pieces.size()))
          return fail(Errc::invalid_argument, "array.gather: a piece has no source " + std::to_string(piece.source));
        if (piece.source >= static_cast<std::int64_t>(owners.size()))
          owners.resize(static_cast<std::size_t>(piece.source) + 1, 0);
        if (piece.source >= 0)
          owners[static_cast<std::size_t>(piece.source)] = piece.owner;
      }
      if (std::any_of(owners.begin(), owners.end(), [](auto owner) { return owner != 0; })) {
        if (!std::is_sorted(owners.begin(), owners.end()) || owners.front() < 0 || order.owners_.size() > 0)
          return fail(Errc::invalid_argument, "array.gather joins along one axis, array after array");
        order.join_ = axis;
        order.owners_ = owners;
      }
      order.counts_.push_back(static_cast<std::int64_t>(owners.size()));
    }
    return order;
  }

  std::int64_t inputs() const { return element_count(counts_); }

  std::int64_t position(const Shape& sources) const {
    std::int64_t before = 0, width = 0, first = 0;
    const bool joins = !owners_.empty();
    if (joins) { // whole arrays that come before, then the place within this one
      const auto owner = owners_[static_cast<std::size_t>(sources[join_])];
      const auto range = std::equal_range(owners_.begin(), owners_.end(), owner);
      first = range.first - owners_.begin();
      width = range.second - range.first;
      before = first;
      for (std::size_t axis = 0; axis < counts_.size(); ++axis)
        before *= axis == join_ ? 1 : counts_[axis];
    }
    std::int64_t position = 0;
    for (std::size_t axis = 0; axis < counts_.size(); ++axis) {
      const bool joined = joins && axis == join_;
      position = position * (joined ? width : counts_[axis]) + sources[axis] - (joined ? first : 0);
    }
    return before + position;
  }

private:
  Shape counts_;
  std::size_t join_ = 0;
  std::vector<std::int64_t> owners_;
};

/// An input: a block, or the runs of one.
struct Source {
  const Block* block = nullptr; ///< of runs the first
  const ChunkList* runs = nullptr;
};

Result<Source> source_of(const Chunk& chunk) {
  Source source;
  source.runs = std::get_if<ChunkList>(&chunk);
  TROUPE_TRY(block, source.runs ? first_run(*source.runs) : as_block(chunk));
  TROUPE_CHECK(check_block(*block));
  source.block = block;
  return source;
}

Result<std::vector<Source>> sources_of(std::span<const ChunkPtr> inputs, const Assembly& work, std::int64_t wanted) {
  if (static_cast<std::int64_t>(inputs.size()) != wanted)
    return fail(Errc::invalid_argument, "array.gather takes " + std::to_string(wanted) + " blocks here; it was given "
                                            + std::to_string(inputs.size()));
  std::vector<Source> sources;
  for (const auto& input : inputs) {
    if (!input)
      return fail(Errc::invalid_argument, "array.gather: a block is missing");
    TROUPE_TRY(source, source_of(*input));
    if (source.block->dtype != work.dtype || source.block->shape.size() != work.axes.size())
      return fail(Errc::invalid_argument, "array.gather of " + std::to_string(work.axes.size()) + " axes of "
                                              + std::string(to_string(work.dtype)) + " was given a "
                                              + describe(*input));
    sources.push_back(source);
  }
  return sources;
}

/// Along axes of unknown extents, which are taken as they are, the plan has bounds: the blocks say how long they are.
Result<void> fit_unknown(const Params& params, Assembly& work, const std::vector<Source>& sources) {
  if (!params.has("unknown"))
    return {};
  TROUPE_TRY(axes, params.integers("unknown"));
  for (auto axis : axes) {
    if (axis < 0 || axis >= static_cast<std::int64_t>(work.axes.size()))
      return fail(Errc::invalid_argument,
                  "array.gather: there is no axis " + std::to_string(axis) + " to be of unknown extents");
    auto& along = work.axes[static_cast<std::size_t>(axis)];
    if (along.extent == 0 && along.pieces.empty())
      continue; // none at most: none
    if (sources.empty())
      return fail(Errc::invalid_argument,
                  "array.gather: the extent along axis " + std::to_string(axis) + " is not known");
    const auto extent = sources[0].block->shape[static_cast<std::size_t>(axis)];
    for (const auto& source : sources)
      if (source.runs || source.block->shape[static_cast<std::size_t>(axis)] != extent)
        return fail(Errc::invalid_shape,
                    "array.gather: blocks beside each other differ along axis " + std::to_string(axis));
    if (along.pieces.size() != 1 || along.pieces[0].source != 0 || along.pieces[0].first != 0
        || along.pieces[0].step != 1)
      return fail(Errc::invalid_argument,
                  "array.gather: axis " + std::to_string(axis) + " of unknown extents is taken as it is");
    along.extent = along.pieces[0].count = extent;
  }
  return {};
}

bool inside(const AxisPiece& piece, std::int64_t extent) {
  std::int64_t way = 0, last = 0;
  return piece.count == 0
         || (piece.first >= 0 && piece.first < extent && !__builtin_mul_overflow(piece.step, piece.count - 1, &way)
             && !__builtin_add_overflow(piece.first, way, &last) && last >= 0 && last < extent);
}

using Pieces = std::vector<const AxisPiece*>; ///< one for each axis

/// Copies one combination of pieces to its place.
Result<void> copy_piece(const Assembly& work, const Block& block, const Pieces& pieces, std::byte* to) {
  std::array<CopyAxis, most_axes> axes;
  auto stride = static_cast<std::ptrdiff_t>(work.item());
  const auto* from = block.data.data();
  for (std::size_t axis = pieces.size(); axis-- > 0;) {
    const auto& piece = *pieces[axis];
    if (!inside(piece, block.shape[axis]))
      return fail(Errc::invalid_shape, "array.gather: a piece reaches beyond a block of shape " + to_string(block.shape)
                                           + " along axis " + std::to_string(axis));
    // Of a single element the step may be anything, and of none the place too.
    axes[axis] = {piece.count, work.strides[axis], piece.count > 1 ? piece.step * stride : 0};
    from += piece.count > 0 ? piece.first * stride : 0;
    stride *= block.shape[axis];
  }
  copy_strided(to, from, std::span(axes.data(), pieces.size()), work.item());
  return {};
}

/// The same where the runs of the piece are what there is: they are taken whole, one after the other.
Result<void> copy_runs(const Assembly& work, const ChunkList& runs, const Block& first, const Pieces& pieces,
                       std::byte* to) {
  const auto rank = pieces.size();
  std::vector<AxisPiece> own(rank); // of each run
  Pieces whole(rank);
  std::int64_t wanted = 1;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const auto run = first.shape[axis];
    own[axis].count = run;
    whole[axis] = &own[axis];
    if (pieces[axis]->first != 0 || pieces[axis]->step != 1 || (run != 1 && run != pieces[axis]->count))
      return fail(Errc::invalid_argument, "array.gather: runs are taken whole, as they are");
    wanted *= run == 1 ? pieces[axis]->count : 1;
  }
  if (wanted != static_cast<std::int64_t>(runs.chunks.size()))
    return fail(Errc::invalid_argument, "array.gather takes a part of " + std::to_string(wanted)
                                            + " runs; it was given " + std::to_string(runs.chunks.size()));
  for (std::size_t run = 0; run < runs.chunks.size(); ++run) {
    auto rest = static_cast<std::int64_t>(run);
    auto* place = to;
    for (auto axis = rank; axis-- > 0;)
      if (first.shape[axis] == 1) {
        place += rest % pieces[axis]->count * work.strides[axis];
        rest /= pieces[axis]->count;
      }
    const auto& block = std::get<Block>(*runs.chunks[run]);
    TROUPE_CHECK(check_block(block));
    TROUPE_CHECK(copy_piece(work, block, whole, place));
  }
  return {};
}

void fill_piece(const Assembly& work, const Pieces& pieces, std::byte* to) {
  std::array<CopyAxis, most_axes> axes;
  for (std::size_t axis = 0; axis < pieces.size(); ++axis)
    axes[axis] = {pieces[axis]->count, work.strides[axis], 0};
  copy_strided(to, work.fill.data(), std::span(axes.data(), pieces.size()), work.item());
}

Result<void> assemble_pieces(const KernelContext& context, const Assembly& work, const InputOrder& order,
                             const std::vector<Source>& from, std::byte* out) {
  const auto rank = work.axes.size();
  std::vector<std::size_t> at(rank, 0);
  std::vector<std::int64_t> offset(rank, 0);
  Pieces pieces(rank);
  Shape sources(rank);
  for (;;) {
    if (context.is_cancelled())
      return fail(Errc::cancelled, "array.gather was cancelled");
    auto* to = out;
    bool fills = false;
    for (std::size_t axis = 0; axis < rank; ++axis) {
      pieces[axis] = &work.axes[axis].pieces[at[axis]];
      sources[axis] = pieces[axis]->source;
      fills = fills || pieces[axis]->source < 0;
      to += offset[axis] * work.strides[axis];
    }
    if (fills)
      fill_piece(work, pieces, to);
    else if (const auto& source = from[static_cast<std::size_t>(order.position(sources))]; source.runs)
      TROUPE_CHECK(copy_runs(work, *source.runs, *source.block, pieces, to));
    else
      TROUPE_CHECK(copy_piece(work, *source.block, pieces, to));
    auto axis = rank;
    for (;;) {
      if (axis-- == 0)
        return {};
      offset[axis] += pieces[axis]->count;
      if (++at[axis] < work.axes[axis].pieces.size())
        break;
      at[axis] = 0;
      offset[axis] = 0;
    }
  }
}

/// True when the result is the only input as it lies, apart from axes of extent 1.
bool is_the_input(const Assembly& work, const std::vector<Source>& sources) {
  if (sources.size() != 1 || sources[0].runs || sources[0].block->size() != element_count(work.shape))
    return false;
  std::int64_t last = -1;
  for (auto axis : work.order) {
    if (axis < 0 || work.axes[static_cast<std::size_t>(axis)].extent == 1)
      continue;
    if (axis < last)
      return false;
    last = axis;
  }
  for (std::size_t axis = 0; axis < work.axes.size(); ++axis) {
    const auto& pieces = work.axes[axis].pieces;
    if (pieces.size() != 1 || pieces[0].source != 0 || pieces[0].first != 0
        || pieces[0].count != sources[0].block->shape[axis] || (pieces[0].step != 1 && pieces[0].count > 1))
      return false;
  }
  return true;
}

/// What is one part of one block, in its memory; nullptr where it is not, or had better be copied.
ChunkPtr shared_part(const Assembly& work, const std::vector<Source>& sources) {
  if (sources.size() != 1 || sources[0].runs || work.order.size() != work.axes.size())
    return nullptr;
  std::vector<BlockRange> part;
  for (std::size_t axis = 0; axis < work.axes.size(); ++axis) {
    const auto& pieces = work.axes[axis].pieces;
    if (pieces.size() != 1 || pieces[0].source != 0 || (pieces[0].step != 1 && pieces[0].count > 1)
        || pieces[0].count == 0 || !inside(pieces[0], sources[0].block->shape[axis])
        || work.order[axis] != static_cast<std::int64_t>(axis))
      return nullptr;
    part.push_back({pieces[0].first, pieces[0].count});
  }
  return block_runs(*sources[0].block, part);
}

Result<std::string> sharing(const Params& params) {
  if (!params.has("shares"))
    return std::string();
  TROUPE_TRY(shares, params.text("shares"));
  if (shares != "whole" && shares != "stretches")
    return fail(Errc::invalid_argument, "array.gather: 'shares' is 'whole' or 'stretches', not '" + shares + "'");
  return shares;
}

Result<ChunkPtr> gather_pieces(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(work, Assembly::read(context));
  TROUPE_TRY(order, InputOrder::make(work.axes));
  // A block of no elements is made of none; where it has unknown extents, one beside it says how long they are.
  const bool beside = order.inputs() == 0 && inputs.size() == 1 && context.params.has("unknown");
  TROUPE_TRY(sources, sources_of(inputs, work, beside ? 1 : order.inputs()));
  TROUPE_CHECK(fit_unknown(context.params, work, sources));
  TROUPE_CHECK(lay_out(work));
  TROUPE_TRY(shares, sharing(context.params));
  if (is_the_input(work, sources) && (shares == "whole" || may_overwrite(inputs[0], *sources[0].block)))
    return make_chunk(Block{work.dtype, work.shape, sources[0].block->data});
  if (context.roomy && shares == "stretches")
    if (auto part = shared_part(work, sources))
      return part;
  const auto count = element_count(work.shape);
  Block result{work.dtype, work.shape, context.pool.allocate(static_cast<std::size_t>(count) * work.item())};
  if (count > 0)
    TROUPE_CHECK(assemble_pieces(context, work, order, sources, result.data.data()));
  return make_chunk(std::move(result));
}

} // namespace

void add_array_gather(KernelRegistry& registry) {
  add_builtin(registry, {"array.gather", gather_pieces, nullptr, nullptr});
}

} // namespace troupe
