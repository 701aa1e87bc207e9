#include "tests/conformance/mutation.hpp"

#include "runtime/chunk/buffer_pool.hpp"

#include <cstring>
#include <limits>

namespace troupe::conformance {
namespace {

Block zeros(DType dtype, const Shape& shape) {
  Block block{dtype, shape, process_pool().allocate(static_cast<std::size_t>(element_count(shape)) * size_of(dtype))};
  std::memset(block.data.data(), 0, block.data.size());
  return block;
}

Column words() {
  Column column;
  column.name = "word";
  column.dtype = DType::string;
  column.length = 1;
  column.data = process_pool().allocate(4);
  std::memcpy(column.data.data(), "word", 4);
  column.offsets = process_pool().allocate_for<std::int64_t>(2);
  column.offsets.as<std::int64_t>()[0] = 0;
  column.offsets.as<std::int64_t>()[1] = 4;
  return column;
}

} // namespace

std::string Mutation::apply(Task& task) {
  switch (below(task.params.empty() ? 3 : 8)) {
  case 0: {
    constexpr std::uint32_t others[] = {0, 1, 7, std::numeric_limits<std::uint32_t>::max()};
    task.index = below(2) == 0 ? task.index + 1 : others[below(4)];
    return "task " + std::to_string(task.index);
  }
  case 1:
  case 2:
    return change_input(task.inputs);
  default:
    return change_parameter(task.params);
  }
}

std::int64_t Mutation::other_number(std::int64_t value) {
  constexpr auto least = std::numeric_limits<std::int64_t>::min();
  const std::int64_t others[] = {
      -1, 0, 1, 3, value == least ? least : -value, least, std::numeric_limits<std::int64_t>::max()};
  switch (below(4)) {
  case 0:
    return value < std::numeric_limits<std::int64_t>::max() ? value + 1 : value;
  case 1:
    return value > least ? value - 1 : value;
  default:
    return value == least ? 0 : others[below(7)];
  }
}

std::string Mutation::change_parameter(Params& params) {
  const auto at = below(params.entries().size());
  const auto drops = below(6) == 0;
  Params made;
  std::string what;
  for (std::size_t i = 0; i < params.entries().size(); ++i) {
    const auto& [name, value] = params.entries()[i];
    if (i != at) {
      made.set(name, value);
    } else if (drops) {
      what = "without " + name;
    } else {
      made.set(name, below(6) == 0 ? other_kind(value) : changed(value));
      what = "another " + name;
    }
  }
  params = std::move(made);
  return what + ": " + to_string(params);
}

Params::Value Mutation::other_kind(const Params::Value& value) {
  switch (below(4)) {
  case 0:
    return std::holds_alternative<std::int64_t>(value) ? Params::Value(0.5) : Params::Value(std::int64_t{1});
  case 1:
    return std::string("none such");
  case 2:
    return Params::Ints{1, 2};
  default:
    return Params::List{Params{}};
  }
}

Params::Value Mutation::changed(const Params::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value))
    return !*flag;
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return other_number(*number);
  if (const auto* real = std::get_if<double>(&value)) {
    const double others[] = {0, -*real, 1e300, std::numeric_limits<double>::infinity(),
                             std::numeric_limits<double>::quiet_NaN()};
    return others[below(5)];
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    const char* others[] = {"", "float64", "string", "complex64", "int8", "none such"};
    return below(2) == 0 ? text->substr(0, text->size() / 2) : std::string(others[below(6)]);
  }
  const auto changed_list = [&](auto list, auto change) -> Params::Value {
    const auto kind = below(5);
    if (kind == 0 && !list.empty())
      list.pop_back();
    else if (kind == 1)
      list.push_back(list.empty() ? typename decltype(list)::value_type{} : list[below(list.size())]);
    else if (!list.empty())
      change(list[below(list.size())]);
    return list;
  };
  if (const auto* numbers = std::get_if<Params::Ints>(&value))
    return changed_list(*numbers, [&](std::int64_t& number) { number = other_number(number); });
  if (const auto* list = std::get_if<Params::List>(&value))
    return changed_list(*list, [&](Params& params) {
      if (!params.empty())
        change_parameter(params);
    });
  return other_kind(value);
}

std::string Mutation::change_input(std::vector<ChunkPtr>& inputs) {
  if (inputs.empty() || below(8) == 0) {
    inputs.push_back(make_chunk(zeros(DType::float64, {2, 3})));
    return "one input more";
  }
  const auto at = below(inputs.size());
  if (below(4) == 0) {
    inputs.erase(inputs.begin() + static_cast<std::ptrdiff_t>(at));
    return "without input " + std::to_string(at);
  }
  inputs[at] = other_chunk(inputs[at]);
  return "input " + std::to_string(at) + " a " + describe(*inputs[at]);
}

ChunkPtr Mutation::other_chunk(const ChunkPtr& chunk) {
  Table table;
  table.rows = 1;
  table.columns.push_back(words());
  const auto* block = std::get_if<Block>(chunk.get());
  switch (below(block ? 8 : 4)) {
  case 0:
    return make_chunk(std::move(table));
  case 1:
    return make_chunk(BagPart{words()});
  case 2:
    return make_chunk(ChunkList{{make_chunk(zeros(DType::float64, {1})), make_chunk(std::move(table))}});
  case 3:
    return make_chunk(ChunkList{});
  default:
    return make_chunk(other_block(*block));
  }
}

Block Mutation::other_block(const Block& block) {
  auto shape = block.shape;
  switch (below(5)) {
  case 0:
    return zeros(static_cast<DType>(below(static_cast<std::size_t>(DType::complex128) + 1)), shape);
  case 1:
    shape.push_back(2);
    break;
  case 2:
    shape.clear();
    break;
  default:
    if (!shape.empty()) {
      auto& extent = shape[below(shape.size())];
      extent = below(3) == 0 ? 0 : extent + (extent > 0 && below(2) == 0 ? -1 : 1);
    }
  }
  return zeros(block.dtype, shape);
}

} // namespace troupe::conformance
