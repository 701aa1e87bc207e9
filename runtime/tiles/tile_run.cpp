#include "runtime/tiles/tile_run.hpp"

#include "runtime/tiles/accumulator.hpp"
#include "runtime/tiles/tile_machine.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace troupe {
namespace {

using Place = TileProgram::Place;

/// The input whose memory the output may take over: of the same size and read nowhere but at the same place.
std::optional<std::size_t> expendable_input(const TileProgram& program, const TileInputs& inputs, DType dtype,
                                            const Shape& shape) {
  for (std::size_t i = 0; i < inputs.expendable.size(); ++i) {
    const auto& block = *inputs.blocks[i];
    if (!inputs.expendable[i] || block.shape != shape || size_of(block.dtype) != size_of(dtype))
      continue;
    const bool straight =
        std::all_of(program.nodes().begin(), program.nodes().end(), [&](const TileProgram::Node& node) {
          return node.kind != TileProgram::Kind::input || node.index != i || node.axes.empty();
        });
    if (straight)
      return i;
  }
  return std::nullopt;
}

/// Where the parts of a total lie in a walk over merged axes.
class ReducedPlaces {
public:
  /// @param value  which of the values computed together is reduced
  ReducedPlaces(const TileLayout& layout, std::size_t value)
      : layout_(layout), value_(value), totals_(layout.extents.size()), steps_(totals_.size()) {
    auto axis = layout.extents.size();
    for (; axis > 0 && is_reduced(axis - 1); --axis)
      run_ *= layout.extents[axis - 1];
    runs_from_ = axis;
    std::int64_t total = 1, step = 1;
    for (; axis-- > 0;) {
      auto& count = is_reduced(axis) ? step : total;
      (is_reduced(axis) ? steps_ : totals_)[axis] = count;
      count *= layout.extents[axis];
    }
    count_ = total;
  }

  std::int64_t count() const { return count_; }
  bool runs() const { return runs_from_ < layout_.extents.size(); }
  std::int64_t run() const { return run_; }
  std::int64_t total_of(const TileCorner& corner, std::int64_t row) const { return place(totals_, corner, row); }
  std::int64_t step_of(const TileCorner& corner, std::int64_t row) const { return place(steps_, corner, row); }
  bool rows_reduced() const { return is_reduced(layout_.extents.size() - 2); }

private:
  bool is_reduced(std::size_t axis) const { return (layout_.reduced[axis] >> value_ & 1u) != 0; }
  static std::int64_t place(const std::vector<std::int64_t>& strides, const TileCorner& corner, std::int64_t row) {
    auto at = row * strides[corner.outer.size()];
    for (std::size_t axis = 0; axis < corner.outer.size(); ++axis)
      at += corner.outer[axis] * strides[axis];
    return at;
  }

  const TileLayout& layout_;
  std::size_t value_;
  std::vector<std::int64_t> totals_, steps_; ///< strides of totals and of their parts; 0 inside a run
  std::size_t runs_from_ = 0;
  std::int64_t run_ = 1; ///< elements of a run: of the reduced axes at the end
  std::int64_t count_ = 1;
};

class Reducing {
public:
  Reducing(const TileLayout& layout, std::size_t value, Accumulator& into, std::size_t element)
      : places_(layout, value), value_(value), into_(into), element_(static_cast<std::int64_t>(element)) {}

  void take(const TileMachine& machine, const TileCorner& corner) {
    if (machine.folded(value_))
      take_products(corner, machine.factors(value_));
    else
      take_values(corner, machine.view(value_));
  }

private:
  void take_values(const TileCorner& corner, const TileView& view) {
    if (places_.runs())
      take_runs(corner, view);
    else if (places_.rows_reduced())
      into_.add_rows(places_.total_of(corner, 0) + corner.column, places_.step_of(corner, corner.row), view.data,
                     view.row_stride, corner.rows, corner.columns);
    else
      for (std::int64_t r = 0; r < corner.rows; ++r)
        into_.add_rows(places_.total_of(corner, corner.row + r) + corner.column, places_.step_of(corner, 0),
                       view.data + r * view.row_stride * element_, 0, 1, corner.columns);
  }

  void take_products(const TileCorner& corner, const std::array<RowsOfFactor, 2>& factors) {
    const auto at_once = places_.rows_reduced() ? corner.rows : 1;
    for (std::int64_t r = 0; r < corner.rows; r += at_once)
      into_.add_products(places_.total_of(corner, places_.rows_reduced() ? 0 : corner.row + r) + corner.column,
                         places_.step_of(corner, places_.rows_reduced() ? corner.row : 0), factors[0].from(r),
                         factors[1].from(r), at_once, corner.columns);
  }

  void take_runs(const TileCorner& corner, const TileView& view) {
    for (std::int64_t r = 0; r < corner.rows; ++r) {
      into_.add_run(view.data + r * view.row_stride * element_, corner.columns);
      taken_ += corner.columns;
      if (taken_ < places_.run())
        continue;
      into_.close_run(places_.total_of(corner, corner.row + r), places_.step_of(corner, corner.row + r));
      taken_ = 0;
    }
  }

  ReducedPlaces places_;
  std::size_t value_;
  Accumulator& into_;
  std::int64_t element_;
  std::int64_t taken_ = 0; ///< of the run that is open
};

Shape reduced_shape(Shape shape, const std::vector<std::size_t>& axes, ReduceOp op) {
  for (auto axis : axes)
    shape[axis] = 1;
  if (op == ReduceOp::moments)
    shape.insert(shape.begin(), 3);
  return shape;
}

/// An output while the tiles are walked.
class Making {
public:
  static Result<Making> make(const TileProgram& program, const TileOutput& output, const Shape& shape,
                             const TileContext& context) {
    const auto dtype = program.node(output.value).dtype;
    Making making;
    making.element_ = size_of(dtype);
    if (!output.op) {
      making.block_ = {dtype, shape,
                       context.pool.allocate(static_cast<std::size_t>(element_count(shape)) * size_of(dtype))};
      return making;
    }
    making.block_.shape = reduced_shape(shape, output.axes, *output.op);
    const auto totals = element_count(making.block_.shape) / (*output.op == ReduceOp::moments ? 3 : 1);
    TROUPE_TRY(into, make_accumulator(*output.op, dtype, totals, context.pool));
    making.into_ = std::move(into);
    return making;
  }

  void begin(const TileLayout& layout, std::size_t value) {
    if (into_)
      reducing_.emplace(layout, value, *into_, element_);
  }
  void take(const TileMachine& machine, std::size_t value, const TileCorner& corner) {
    if (reducing_)
      reducing_->take(machine, corner);
    else
      machine.copy_out(value, corner, block_.data.data());
  }
  Block finish() && {
    if (!into_)
      return std::move(block_);
    auto out = into_->finish();
    out.shape = block_.shape;
    return out;
  }

private:
  Block block_;
  std::size_t element_ = 1;
  std::unique_ptr<Accumulator> into_;
  std::optional<Reducing> reducing_;
};

/// Which are sums of float64.
Reductions summed(const TileProgram& program, std::span<const TileOutput> outputs) {
  Reductions which = 0;
  for (std::size_t k = 0; k < outputs.size(); ++k)
    if (outputs[k].op == ReduceOp::sum && program.node(outputs[k].value).dtype == DType::float64)
      which |= Reductions{1} << k;
  return which;
}

Result<std::vector<Reductions>> reductions_along(const Shape& shape, std::span<const TileOutput> outputs) {
  std::vector<Reductions> reduced(shape.size(), 0);
  for (std::size_t k = 0; k < outputs.size(); ++k)
    for (auto axis : outputs[k].axes) {
      if (axis >= shape.size())
        return fail(Errc::invalid_argument,
                    "axis " + std::to_string(axis) + " of a block of shape " + to_string(shape));
      reduced[axis] |= Reductions{1} << k;
    }
  return reduced;
}

} // namespace

Result<Block> run_elements(const TileProgram& program, Place value, const TileInputs& inputs,
                           const TileContext& context) {
  TROUPE_TRY(shape, value_shape(program, value, inputs));
  TROUPE_TRY(machine,
             TileMachine::make(program, {&value, 1}, inputs, context, std::vector<Reductions>(shape.size(), 0)));
  const auto dtype = program.node(value).dtype;
  const auto taken = expendable_input(program, inputs, dtype, shape);
  Block out{dtype, shape, {}};
  out.data = taken ? inputs.blocks[*taken]->data
                   : context.pool.allocate(static_cast<std::size_t>(element_count(shape)) * size_of(dtype));
  if (element_count(shape) > 0)
    TROUPE_CHECK(
        machine.for_each_tile([&](const TileCorner& corner) { machine.compute_into(corner, out.data.data()); }));
  return out;
}

Result<Block> run_reduction(const TileProgram& program, Place value, ReduceOp op, const std::vector<std::size_t>& axes,
                            const TileInputs& inputs, const TileContext& context) {
  const TileOutput output{value, op, axes};
  TROUPE_TRY(made, run_outputs(program, {&output, 1}, inputs, context));
  return std::move(made.front());
}

Result<std::vector<Block>> run_outputs(const TileProgram& program, std::span<const TileOutput> outputs,
                                       const TileInputs& inputs, const TileContext& context) {
  TROUPE_TRY(shape, value_shape(program, outputs.front().value, inputs));
  TROUPE_TRY(reduced, reductions_along(shape, outputs));
  std::vector<Place> values;
  std::vector<Making> making;
  for (const auto& output : outputs) {
    values.push_back(output.value);
    TROUPE_TRY(begun, Making::make(program, output, shape, context));
    making.push_back(std::move(begun));
  }
  if (element_count(shape) > 0) {
    TROUPE_TRY(machine, TileMachine::make(program, values, inputs, context, reduced, summed(program, outputs)));
    for (std::size_t k = 0; k < making.size(); ++k)
      making[k].begin(machine.layout(), k);
    TROUPE_CHECK(machine.for_each_tile([&](const TileCorner& corner) {
      machine.compute(corner);
      for (std::size_t k = 0; k < making.size(); ++k)
        making[k].take(machine, k, corner);
    }));
  }
  std::vector<Block> made;
  for (auto& each : making)
    made.push_back(std::move(each).finish());
  return made;
}

} // namespace troupe
