#include "runtime/tiles/tile_machine.hpp"

#include "runtime/tiles/crossing.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace troupe {
namespace {

using Place = TileProgram::Place;
using Kind = TileProgram::Kind;

/// Bytes of a register: a few of them fit the first-level cache.
constexpr std::size_t register_bytes = 16 << 10;
/// Bytes of a tile that is only looked at where it lies, or read across: whole cache lines of many rows at once.
constexpr std::size_t wide_tile_bytes = 128 << 10;
constexpr std::size_t crossed_register_bytes = 32 << 10;
/// Rows shorter than this are packed, so that a loop is called once for many of them.
constexpr std::int64_t short_row = 64;
/// A value so many times smaller than the whole is computed once instead of for every tile.
constexpr std::int64_t much_smaller = 4;

template <class T> void repeat_as(const std::byte* from, std::byte* to, std::int64_t count) {
  T value;
  std::memcpy(&value, from, sizeof value);
  std::fill_n(reinterpret_cast<T*>(to), count, value);
}

/// `count` times the same element.
void repeat(const std::byte* from, std::byte* to, std::int64_t count, std::size_t size) {
  switch (size) {
    case 1: return repeat_as<std::uint8_t>(from, to, count);
    case 2: return repeat_as<std::uint16_t>(from, to, count);
    case 4: return repeat_as<std::uint32_t>(from, to, count);
    case 8: return repeat_as<std::uint64_t>(from, to, count);
    default:
      for (; count > 0; --count, to += size)
        std::memcpy(to, from, size);
  }
}

Shape permuted(const Shape& shape, const std::vector<std::size_t>& axes) {
  if (axes.empty())
    return shape;
  Shape result;
  for (auto axis : axes)
    result.push_back(shape[axis]);
  return result;
}

Result<void> check_axes(const std::vector<std::size_t>& axes, std::size_t rank) {
  if (!axes.empty() && axes.size() != rank)
    return fail(Errc::invalid_shape, "a block of " + std::to_string(rank) + " axes cannot be transposed by " +
                                       std::to_string(axes.size()));
  return {};
}

Result<Shape> leaf_shape(const TileProgram& program, const TileProgram::Node& node, const TileInputs& inputs) {
  if (node.kind == Kind::constant)
    return Shape{};
  if (node.kind == Kind::source) {
    const auto& extents = program.element_source(node.index).extents;
    TROUPE_CHECK(check_axes(node.axes, extents.size()));
    return permuted(extents, node.axes);
  }
  if (node.index >= inputs.blocks.size())
    return fail(Errc::invalid_argument, "the program takes input " + std::to_string(node.index) + "; there are " +
                                          std::to_string(inputs.blocks.size()));
  const auto& block = *inputs.blocks[node.index];
  if (block.dtype != node.dtype)
    return fail(Errc::invalid_dtype, "the program takes " + std::string(to_string(node.dtype)) + "; input " +
                                       std::to_string(node.index) + " is " + std::string(to_string(block.dtype)));
  TROUPE_CHECK(check_axes(node.axes, block.shape.size()));
  return permuted(block.shape, node.axes);
}

/// Shapes of all values up to `last`.
Result<std::vector<Shape>> shapes_of(const TileProgram& program, Place last, const TileInputs& inputs) {
  std::vector<Shape> shapes;
  for (Place place = 0; place <= last; ++place) {
    const auto& node = program.node(place);
    if (node.kind != Kind::function) {
      TROUPE_TRY(shape, leaf_shape(program, node, inputs));
      shapes.push_back(shape);
      continue;
    }
    Shape shape;
    for (auto argument : node.arguments) {
      TROUPE_TRY(both, broadcast_shapes(shape, shapes[argument]));
      shape = both;
    }
    shapes.push_back(shape);
  }
  return shapes;
}

} // namespace

Result<Shape> value_shape(const TileProgram& program, Place value, const TileInputs& inputs) {
  TROUPE_TRY(shapes, shapes_of(program, value, inputs));
  return shapes.back();
}

// Laying out --------------------------------------------------------------------------------------------------------

Result<TileMachine> TileMachine::make(const TileProgram& program, std::span<const Place> values, const TileInputs& inputs,
                                      const TileContext& context, const std::vector<Reductions>& reduced, Reductions summed) {
  TileMachine machine(program, inputs, context);
  const auto last = *std::max_element(values.begin(), values.end());
  TROUPE_TRY(shapes, shapes_of(program, last, inputs));
  machine.shape_ = shapes[values.front()];
  std::vector<std::optional<std::size_t>> known(last + 1);
  for (auto value : values) {
    TROUPE_TRY(root, machine.add_step(value, known, shapes));
    machine.roots_.push_back(root);
  }
  std::size_t widest = 1;
  for (const auto& step : machine.steps_)
    widest = std::max(widest, step.element);
  auto operands = machine.operands_;
  operands.push_back(c_strides(machine.shape_)); // what is written is an operand too
  machine.layout_ = tile_layout(machine.shape_, reduced, operands, static_cast<std::int64_t>(machine.tile_bytes() / widest));
  machine.fold_products(summed);
  machine.give_slots();
  return machine;
}

std::size_t TileMachine::tile_bytes() const {
  const auto runs_along = [](const Strides& strides) { return strides.empty() || strides.back() == 1 || strides.back() == 0; };
  if (!std::all_of(operands_.begin(), operands_.end(), runs_along))
    return crossed_register_bytes;
  return steps_.size() == 1 && steps_[0].data ? wide_tile_bytes : register_bytes;
}

Result<std::size_t> TileMachine::add_step(Place place, std::vector<std::optional<std::size_t>>& known, const std::vector<Shape>& shapes) {
  if (known[place])
    return *known[place];
  const auto& node = program_.node(place);
  Step step{.place = place, .node = &node, .element = size_of(node.dtype)};
  const bool small = element_count(shapes[place]) * much_smaller <= element_count(shape_);
  if ((node.kind == Kind::function || node.kind == Kind::source) && small && shapes[place] != shape_) {
    TROUPE_TRY(block, run_elements(program_, place, TileInputs{inputs_.blocks}, context_));
    made_.push_back(block);
    add_block(step, made_.back(), {});
  } else if (node.kind == Kind::function) {
    for (auto argument : node.arguments) {
      TROUPE_TRY(from, add_step(argument, known, shapes));
      step.arguments.push_back(from);
    }
  } else if (node.kind == Kind::input) {
    add_block(step, *inputs_.blocks[node.index], node.axes);
  } else if (node.kind == Kind::source) {
    add_source(step);
  }
  steps_.push_back(std::move(step));
  known[place] = steps_.size() - 1;
  return steps_.size() - 1;
}

void TileMachine::add_block(Step& step, const Block& block, const std::vector<std::size_t>& axes) {
  step.data = block.data.data();
  step.operand = operands_.size();
  operands_.push_back(stretched(permuted(c_strides(block.shape), axes), permuted(block.shape, axes), shape_));
}

void TileMachine::add_source(Step& step) {
  step.source = &program_.element_source(step.node->index);
  step.operand = operands_.size();
  operands_.push_back(
    stretched(permuted(step.source->strides, step.node->axes), permuted(step.source->extents, step.node->axes), shape_));
}

/// A product, or a square, that nothing else looks at.
bool TileMachine::may_fold(std::size_t root) const {
  const auto& node = *steps_[root].node;
  if (node.kind != Kind::function || node.dtype != DType::float64 || steps_[root].arguments.empty() ||
      (node.run != tile_function(Ufunc::multiply, DType::float64) && node.run != tile_function(Ufunc::square, DType::float64)))
    return false;
  return std::count(roots_.begin(), roots_.end(), root) == 1 && std::none_of(steps_.begin(), steps_.end(), [&](const Step& step) {
           return std::find(step.arguments.begin(), step.arguments.end(), root) != step.arguments.end();
         });
}

/// Stretched along the rows, and read by folded products alone, whose other factor is not read so too.
bool TileMachine::may_stay_one_of_the_row(std::size_t step) const {
  const auto& given = steps_[step];
  if (!given.data || layout_.columns() == 1 || layout_.strides[given.operand].back() != 0 ||
      std::find(roots_.begin(), roots_.end(), step) != roots_.end())
    return false;
  return std::all_of(steps_.begin(), steps_.end(), [&](const Step& reader) {
    const auto& from = reader.arguments;
    if (std::find(from.begin(), from.end(), step) == from.end())
      return true;
    const auto other = from.front() == step ? from.back() : from.front();
    return reader.folded && other != step && !steps_[other].one_of_the_row;
  });
}

/// Products whose rows are added up, element by element, are made while they are added.
void TileMachine::fold_products(Reductions summed) {
  for (std::size_t k = 0; k < roots_.size(); ++k)
    if ((summed >> k & 1u) != 0 && (layout_.reduced.back() >> k & 1u) == 0 && may_fold(roots_[k]))
      steps_[roots_[k]].folded = true;
  for (std::size_t i = 0; i < steps_.size(); ++i)
    if (steps_[i].folded)
      for (auto from : steps_[i].arguments)
        steps_[from].one_of_the_row = may_stay_one_of_the_row(from);
}

std::array<RowsOfFactor, 2> TileMachine::factors(std::size_t value) const {
  const auto& arguments = steps_[roots_[value]].arguments;
  std::array<RowsOfFactor, 2> both;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto from = arguments[std::min(i, arguments.size() - 1)];
    both[i] = {reinterpret_cast<const double*>(views_[from].data), views_[from].row_stride, steps_[from].one_of_the_row};
  }
  if (both[0].one_of_the_row)
    std::swap(both[0], both[1]);
  return both;
}

/// Registers by last use: a value whose last reader writes elements of the same size hands its slot over to it.
void TileMachine::give_slots() {
  const auto tile = static_cast<std::size_t>(layout_.tile_rows * layout_.tile_columns);
  std::vector<std::size_t> last_use(steps_.size(), 0), slots(steps_.size());
  std::size_t widest = 1;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    widest = std::max(widest, steps_[i].element);
    last_use[i] = i;
    for (auto from : steps_[i].arguments)
      last_use[from] = std::max(last_use[from], steps_[i].folded ? steps_.size() : i);
  }
  for (auto root : roots_)
    last_use[root] = steps_.size(); // read when all steps have run
  std::vector<std::size_t> free;
  std::size_t count = 0;
  const auto release = [&](std::size_t reader, bool same_size) {
    for (auto from : steps_[reader].arguments)
      if (last_use[from] == reader && !steps_[from].stays && (steps_[from].element == steps_[reader].element) == same_size &&
          std::find(free.begin(), free.end(), slots[from]) == free.end())
        free.push_back(slots[from]);
  };
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    auto& step = steps_[i];
    if (step.folded)
      continue;
    const auto* strides = step.data || step.source ? &layout_.strides[step.operand] : nullptr;
    step.stays = step.node->kind == Kind::constant ||
                 (strides && (strides->back() == 0 || (*strides)[strides->size() - 2] == 0));
    release(i, true);
    if (free.empty() || step.stays) {
      slots[i] = count++;
    } else {
      slots[i] = free.back();
      free.pop_back();
    }
    release(i, false);
  }
  const auto slot_bytes = (tile * widest + 63) / 64 * 64;
  memory_ = context_.pool.allocate(slot_bytes * (count + 1));
  scratch_ = memory_.data() + slot_bytes * count;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    steps_[i].slot = memory_.data() + slot_bytes * slots[i];
    if (steps_[i].node->kind == Kind::constant)
      steps_[i].node->scalar.fill(steps_[i].node->dtype, steps_[i].slot, tile);
  }
  views_.resize(steps_.size());
  held_.assign(steps_.size(), {-1, {0, 0}});
}

bool TileMachine::advance(std::vector<std::int64_t>& outer) const {
  for (auto axis = outer.size(); axis-- > 0;) {
    if (++outer[axis] < layout_.extents[axis])
      return true;
    outer[axis] = 0;
  }
  return false;
}

// Running -----------------------------------------------------------------------------------------------------------

std::int64_t TileMachine::offset(const Step& step, const TileCorner& corner) const {
  const auto& strides = layout_.strides[step.operand];
  auto at = corner.row * strides[strides.size() - 2] + corner.column * strides.back();
  for (std::size_t axis = 0; axis < corner.outer.size(); ++axis)
    at += corner.outer[axis] * strides[axis];
  return at;
}

void TileMachine::look_ahead(const TileCorner& corner, std::int64_t band) const {
  if (layout_.band_rows == layout_.tile_rows)
    return;
  const bool wraps = corner.column + layout_.tile_columns >= layout_.columns();
  TileCorner next{corner.outer, wraps ? band + layout_.band_rows : band, wraps ? 0 : corner.column + layout_.tile_columns, 0, 0};
  const auto rows = std::min(layout_.band_rows, layout_.rows() - next.row);
  const auto columns = std::min(layout_.tile_columns, layout_.columns() - next.column);
  const auto share = (columns * layout_.tile_rows + layout_.band_rows - 1) / layout_.band_rows;
  const auto first_row = corner.row - band, first_column = first_row / layout_.tile_rows * share;
  for (const auto& step : steps_) {
    if (!step.data || rows <= 0)
      continue;
    const auto& strides = layout_.strides[step.operand];
    const auto size = static_cast<std::int64_t>(step.element);
    const auto row_stride = strides[strides.size() - 2] * size, column_stride = strides.back() * size;
    const auto* from = step.data + offset(step, next) * size;
    if (row_stride == size && column_stride > size)
      bring_near(from + first_column * column_stride, column_stride, std::min(share, columns - first_column), rows * size);
    else if (column_stride == size)
      bring_near(from + first_row * row_stride, row_stride, std::min(layout_.tile_rows, rows - first_row), columns * size);
  }
}

TileView TileMachine::load(Step& step, const TileCorner& corner) {
  const auto& strides = layout_.strides[step.operand];
  const auto row_stride = strides[strides.size() - 2];
  const auto column_stride = strides.back();
  const auto at = offset(step, corner);
  if (step.one_of_the_row)
    return {step.data + static_cast<std::size_t>(at) * step.element, row_stride};
  const bool together = column_stride == 1 || corner.columns == 1;
  const bool packed = row_stride == corner.columns || corner.rows == 1;
  if (step.data && together && (packed || corner.columns >= short_row))
    return {step.data + static_cast<std::size_t>(at) * step.element, packed ? corner.columns : row_stride};
  auto& held = held_[static_cast<std::size_t>(&step - steps_.data())];
  const auto what = std::pair{at, std::pair{corner.rows, corner.columns}};
  if (!step.stays || held != what) {
    held = what;
    if (step.source)
      make(step, at, corner);
    else
      pack(step, step.data + static_cast<std::size_t>(at) * step.element, corner);
  }
  return {step.slot, corner.columns};
}

/// Copies a tile into the step's slot, its rows together.
void TileMachine::pack(const Step& step, const std::byte* from, const TileCorner& corner) const {
  const auto& strides = layout_.strides[step.operand];
  const auto row_stride = strides[strides.size() - 2];
  const auto column_stride = strides.back();
  const auto size = step.element;
  if (column_stride > 1 && row_stride == 1) {
    copy_crossed(from, column_stride, step.slot, corner.columns, corner.rows, corner.columns, size);
    return;
  }
  auto* to = step.slot;
  for (std::int64_t r = 0; r < corner.rows; ++r, from += row_stride * static_cast<std::int64_t>(size)) {
    if (column_stride == 1 || corner.columns == 1) {
      std::memcpy(to, from, static_cast<std::size_t>(corner.columns) * size);
      to += static_cast<std::size_t>(corner.columns) * size;
      continue;
    }
    if (column_stride == 0) {
      repeat(from, to, corner.columns, size);
      to += static_cast<std::size_t>(corner.columns) * size;
      continue;
    }
    const auto* element = from;
    for (std::int64_t c = 0; c < corner.columns; ++c, to += size, element += column_stride * static_cast<std::int64_t>(size))
      std::memcpy(to, element, size);
  }
}

/// Makes a tile in the step's slot.
void TileMachine::make(const Step& step, std::int64_t at, const TileCorner& corner) const {
  const auto& strides = layout_.strides[step.operand];
  const auto row_stride = strides[strides.size() - 2];
  const auto column_stride = strides.back();
  const auto& source = *step.source;
  const auto number = source.first + static_cast<std::uint64_t>(at);
  const auto rows = static_cast<std::uint64_t>(corner.rows);
  const auto columns = static_cast<std::uint64_t>(corner.columns);
  if (column_stride == 1 && (row_stride == corner.columns || rows == 1)) {
    source.fill(number, rows * columns, step.slot);
  } else if (column_stride == 1) {
    for (std::uint64_t r = 0; r < rows; ++r)
      source.fill(number + r * static_cast<std::uint64_t>(row_stride), columns, step.slot + r * columns * step.element);
  } else if (row_stride == 1) {
    for (std::uint64_t c = 0; c < columns; ++c)
      source.fill(number + c * static_cast<std::uint64_t>(column_stride), rows, scratch_ + c * rows * step.element);
    copy_crossed(scratch_, corner.rows, step.slot, corner.columns, corner.rows, corner.columns, step.element);
  } else {
    for (std::uint64_t r = 0; r < rows; ++r)
      for (std::uint64_t c = 0; c < columns; ++c)
        source.fill(number + r * static_cast<std::uint64_t>(row_stride) + c * static_cast<std::uint64_t>(column_stride), 1,
                    step.slot + (r * columns + c) * step.element);
  }
}

void TileMachine::call(const Step& step, const TileCorner& corner, std::byte* to, std::int64_t to_stride) const {
  const void* in[3] = {};
  const auto count = step.arguments.size();
  bool packed = to_stride == corner.columns || corner.rows == 1;
  for (std::size_t i = 0; i < count; ++i) {
    in[i] = views_[step.arguments[i]].data;
    packed = packed && (corner.rows == 1 || views_[step.arguments[i]].row_stride == corner.columns);
  }
  if (packed)
    return step.node->run(in, to, static_cast<std::size_t>(corner.rows * corner.columns));
  for (std::int64_t r = 0; r < corner.rows; ++r) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto& from = steps_[step.arguments[i]];
      in[i] = views_[step.arguments[i]].data + r * views_[step.arguments[i]].row_stride * static_cast<std::int64_t>(from.element);
    }
    step.node->run(in, to + r * to_stride * static_cast<std::int64_t>(step.element), static_cast<std::size_t>(corner.columns));
  }
}

void TileMachine::compute(const TileCorner& corner) {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    auto& step = steps_[i];
    if (step.folded)
      continue;
    if (step.data || step.source) {
      views_[i] = load(step, corner);
    } else {
      if (!step.arguments.empty())
        call(step, corner, step.slot, corner.columns);
      views_[i] = {step.slot, corner.columns};
    }
  }
}

std::size_t TileMachine::place_in_whole(const TileCorner& corner) const {
  const auto& strides = layout_.strides.back();
  auto at = corner.row * strides[strides.size() - 2] + corner.column;
  for (std::size_t axis = 0; axis < corner.outer.size(); ++axis)
    at += corner.outer[axis] * strides[axis];
  return static_cast<std::size_t>(at);
}

std::int64_t TileMachine::whole_row_stride(const TileCorner& corner) const {
  const auto& strides = layout_.strides.back();
  return strides[strides.size() - 2] == 0 ? corner.columns : strides[strides.size() - 2];
}

void TileMachine::copy_out(std::size_t value, const TileCorner& corner, std::byte* whole) const {
  const auto element = steps_[roots_[value]].element;
  const auto row_stride = whole_row_stride(corner);
  auto* to = whole + place_in_whole(corner) * element;
  const auto from = view(value);
  for (std::int64_t r = 0; r < corner.rows; ++r)
    std::memcpy(to + r * row_stride * static_cast<std::int64_t>(element), from.data + r * from.row_stride * static_cast<std::int64_t>(element),
                static_cast<std::size_t>(corner.columns) * element);
}

void TileMachine::compute_into(const TileCorner& corner, std::byte* whole) {
  auto& last = steps_.back();
  const auto row_stride = whole_row_stride(corner);
  auto* to = whole + place_in_whole(corner) * last.element;
  if (!last.arguments.empty()) {
    for (std::size_t i = 0; i + 1 < steps_.size(); ++i) {
      auto& step = steps_[i];
      if (step.data || step.source) {
        views_[i] = load(step, corner);
        continue;
      }
      if (!step.arguments.empty())
        call(step, corner, step.slot, corner.columns);
      views_[i] = {step.slot, corner.columns};
    }
    call(last, corner, to, row_stride);
    return;
  }
  if (last.source && corner.columns == row_stride) { // made where it is wanted
    auto* const slot = std::exchange(last.slot, to);
    load(last, corner);
    last.slot = slot;
    return;
  }
  compute(corner);
  copy_out(0, corner, whole);
}

} // namespace troupe
