#include "runtime/tiles/tile_machine.hpp"

#include "runtime/tiles/crossing.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace troupe {
namespace {

/// Rows shorter than this are packed, so that a loop is called once for many of them.
constexpr std::int64_t short_row = 64;

template <class T>
void repeat_as(const std::byte* from, std::byte* to, std::int64_t count) {
  T value;
  std::memcpy(&value, from, sizeof value);
  std::fill_n(reinterpret_cast<T*>(to), count, value);
}

/// `count` times the same element.
void repeat(const std::byte* from, std::byte* to, std::int64_t count, std::size_t size) {
  switch (size) {
  case 1:
    return repeat_as<std::uint8_t>(from, to, count);
  case 2:
    return repeat_as<std::uint16_t>(from, to, count);
  case 4:
    return repeat_as<std::uint32_t>(from, to, count);
  case 8:
    return repeat_as<std::uint64_t>(from, to, count);
  default:
    for (; count > 0; --count, to += size)
      std::memcpy(to, from, size);
  }
}

} // namespace

bool TileMachine::advance(std::vector<std::int64_t>& outer) const {
  for (auto axis = outer.size(); axis-- > 0;) {
    if (++outer[axis] < layout_.extents[axis])
      return true;
    outer[axis] = 0;
  }
  return false;
}

std::array<RowsOfFactor, 2> TileMachine::factors(std::size_t value) const {
  const auto& arguments = steps_[roots_[value]].arguments;
  std::array<RowsOfFactor, 2> both;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto from = arguments[std::min(i, arguments.size() - 1)];
    both[i] = {reinterpret_cast<const double*>(views_[from].data), views_[from].row_stride,
               steps_[from].one_of_the_row};
  }
  if (both[0].one_of_the_row)
    std::swap(both[0], both[1]);
  return both;
}

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
  TileCorner next{corner.outer, wraps ? band + layout_.band_rows : band,
                  wraps ? 0 : corner.column + layout_.tile_columns, 0, 0};
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
      bring_near(from + first_column * column_stride, column_stride, std::min(share, columns - first_column),
                 rows * size);
    else if (column_stride == size)
      bring_near(from + first_row * row_stride, row_stride, std::min(layout_.tile_rows, rows - first_row),
                 columns * size);
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
    for (std::int64_t c = 0; c < corner.columns;
         ++c, to += size, element += column_stride * static_cast<std::int64_t>(size))
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
    source.fill({.first = number, .count = rows * columns}, step.slot);
  } else if (column_stride == 1) {
    source.fill({number, columns, rows, static_cast<std::uint64_t>(row_stride)}, step.slot);
  } else if (row_stride == 1) {
    source.fill({number, rows, columns, static_cast<std::uint64_t>(column_stride)}, scratch_);
    copy_crossed(scratch_, corner.rows, step.slot, corner.columns, corner.rows, corner.columns, step.element);
  } else {
    for (std::uint64_t r = 0; r < rows; ++r)
      source.fill(
          {number + r * static_cast<std::uint64_t>(row_stride), 1, columns, static_cast<std::uint64_t>(column_stride)},
          step.slot + r * columns * step.element);
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
      in[i] = views_[step.arguments[i]].data
              + r * views_[step.arguments[i]].row_stride * static_cast<std::int64_t>(from.element);
    }
    step.node->run(in, to + r * to_stride * static_cast<std::int64_t>(step.element),
                   static_cast<std::size_t>(corner.columns));
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
    std::memcpy(to + r * row_stride * static_cast<std::int64_t>(element),
                from.data + r * from.row_stride * static_cast<std::int64_t>(element),
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
