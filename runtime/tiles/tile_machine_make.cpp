#include "runtime/tiles/tile_machine.hpp"

#include <algorithm>
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
/// A value so many times smaller than the whole is computed once instead of for every tile.
constexpr std::int64_t much_smaller = 4;

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
    return fail(Errc::invalid_shape,
                "a block of " + std::to_string(rank) + " axes cannot be transposed by " + std::to_string(axes.size()));
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
    return fail(Errc::invalid_argument, "the program takes input " + std::to_string(node.index) + "; there are "
                                            + std::to_string(inputs.blocks.size()));
  const auto& block = *inputs.blocks[node.index];
  if (block.dtype != node.dtype)
    return fail(Errc::invalid_dtype, "the program takes " + std::string(to_string(node.dtype)) + "; input "
                                         + std::to_string(node.index) + " is " + std::string(to_string(block.dtype)));
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

Result<TileMachine> TileMachine::make(const TileProgram& program, std::span<const Place> values,
                                      const TileInputs& inputs, const TileContext& context,
                                      const std::vector<Reductions>& reduced, Reductions summed) {
  TileMachine machine(program, inputs, context);
  const auto last = *std::max_element(values.begin(), values.end());
  TROUPE_TRY(shapes, shapes_of(program, last, inputs));
  machine.shape_ = shapes[values.front()];
  std::vector<std::optional<std::size_t>> known(last + 1);
  for (auto value : values) {
    TROUPE_TRY(root, machine.add_steps(value, known, shapes));
    machine.roots_.push_back(root);
  }
  std::size_t widest = 1;
  for (const auto& step : machine.steps_)
    widest = std::max(widest, step.element);
  auto operands = machine.operands_;
  operands.push_back(c_strides(machine.shape_)); // what is written is an operand too
  const bool reads_across = std::any_of(machine.steps_.begin(), machine.steps_.end(), [&](const Step& step) {
    return step.data && runs_across(machine.operands_[step.operand]);
  });
  machine.layout_ = tile_layout(machine.shape_, reduced, operands,
                                static_cast<std::int64_t>(machine.tile_bytes() / widest), reads_across);
  machine.fold_products(summed);
  machine.give_slots();
  return machine;
}

std::size_t TileMachine::tile_bytes() const {
  if (std::any_of(operands_.begin(), operands_.end(), runs_across))
    return crossed_register_bytes;
  return steps_.size() == 1 && steps_[0].data ? wide_tile_bytes : register_bytes;
}

/// Much smaller than the whole: computed once, and then read like a block.
bool TileMachine::made_at_once(Place place, const std::vector<Shape>& shapes) const {
  const auto kind = program_.node(place).kind;
  return (kind == Kind::function || kind == Kind::source) && shapes[place] != shape_
         && element_count(shapes[place]) * much_smaller <= element_count(shape_);
}

/// Adds the steps that a value needs, arguments first: depth first with a stack of its own, since programs may be long.
Result<std::size_t> TileMachine::add_steps(Place value, std::vector<std::optional<std::size_t>>& known,
                                           const std::vector<Shape>& shapes) {
  std::vector<std::pair<Place, std::size_t>> path{{value, 0}}; // and the next argument to look at
  while (!path.empty()) {
    auto& [place, next] = path.back();
    const auto& node = program_.node(place);
    const bool looks = !known[place] && node.kind == Kind::function && !made_at_once(place, shapes);
    if (looks && next < node.arguments.size()) {
      path.emplace_back(node.arguments[next++], 0);
      continue;
    }
    if (!known[place])
      TROUPE_CHECK(add_step(place, known, shapes));
    path.pop_back();
  }
  return *known[value];
}

/// @pre the steps of its arguments were added
Result<void> TileMachine::add_step(Place place, std::vector<std::optional<std::size_t>>& known,
                                   const std::vector<Shape>& shapes) {
  const auto& node = program_.node(place);
  Step step{.place = place, .node = &node, .element = size_of(node.dtype)};
  if (made_at_once(place, shapes)) {
    TROUPE_TRY(block, run_elements(program_, place, TileInputs{inputs_.blocks}, context_));
    made_.push_back(block);
    add_block(step, made_.back(), {});
  } else if (node.kind == Kind::function) {
    for (auto argument : node.arguments)
      step.arguments.push_back(*known[argument]);
  } else if (node.kind == Kind::input) {
    add_block(step, *inputs_.blocks[node.index], node.axes);
  } else if (node.kind == Kind::source) {
    add_source(step);
  }
  steps_.push_back(std::move(step));
  known[place] = steps_.size() - 1;
  return {};
}

void TileMachine::add_block(Step& step, const Block& block, const std::vector<std::size_t>& axes) {
  step.data = block.data.data();
  step.operand = operands_.size();
  operands_.push_back(stretched(permuted(c_strides(block.shape), axes), permuted(block.shape, axes), shape_));
}

void TileMachine::add_source(Step& step) {
  step.source = &program_.element_source(step.node->index);
  step.operand = operands_.size();
  operands_.push_back(stretched(permuted(step.source->strides, step.node->axes),
                                permuted(step.source->extents, step.node->axes), shape_));
}

/// A product, or a square, that nothing else looks at.
bool TileMachine::may_fold(std::size_t root) const {
  const auto& node = *steps_[root].node;
  if (node.kind != Kind::function || node.dtype != DType::float64 || steps_[root].arguments.empty()
      || (node.run != tile_function(Ufunc::multiply, DType::float64)
          && node.run != tile_function(Ufunc::square, DType::float64)))
    return false;
  return std::count(roots_.begin(), roots_.end(), root) == 1
         && std::none_of(steps_.begin(), steps_.end(), [&](const Step& step) {
              return std::find(step.arguments.begin(), step.arguments.end(), root) != step.arguments.end();
            });
}

/// Stretched along the rows, and read by folded products alone, whose other factor is not read so too.
bool TileMachine::may_stay_one_of_the_row(std::size_t step) const {
  const auto& given = steps_[step];
  if (!given.data || layout_.columns() == 1 || layout_.strides[given.operand].back() != 0
      || std::find(roots_.begin(), roots_.end(), step) != roots_.end())
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
      if (last_use[from] == reader && !steps_[from].stays
          && (steps_[from].element == steps_[reader].element) == same_size
          && std::find(free.begin(), free.end(), slots[from]) == free.end())
        free.push_back(slots[from]);
  };
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    auto& step = steps_[i];
    if (step.folded)
      continue;
    const auto* strides = step.data || step.source ? &layout_.strides[step.operand] : nullptr;
    step.stays = step.node->kind == Kind::constant
                 || (strides && (strides->back() == 0 || (*strides)[strides->size() - 2] == 0));
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

} // namespace troupe
