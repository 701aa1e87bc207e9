#include "runtime/kernels/strided_copy.hpp"

#include "runtime/tiles/crossing.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

namespace troupe {
namespace {

struct Bytes16 {
  std::uint64_t low, high;
};

template <class Item>
Item load(const std::byte* from) {
  Item item;
  std::memcpy(&item, from, sizeof item);
  return item;
}
template <class Item>
void store(std::byte* to, Item item) {
  std::memcpy(to, &item, sizeof item);
}

/// Axes in the order of the target, those of one element left out, those that run on from one to the next made one.
class Loops {
public:
  explicit Loops(std::span<const CopyAxis> axes) {
    for (const auto& axis : axes)
      if (axis.count != 1)
        axes_[size_++] = axis;
    std::stable_sort(axes_.begin(), axes_.begin() + static_cast<std::ptrdiff_t>(size_),
                     [](const CopyAxis& a, const CopyAxis& b) { return a.to > b.to; });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < size_; ++i) {
      if (kept > 0 && runs_on(axes_[kept - 1], axes_[i]))
        axes_[kept - 1] = {axes_[kept - 1].count * axes_[i].count, axes_[i].to, axes_[i].from};
      else
        axes_[kept++] = axes_[i];
    }
    size_ = kept;
  }

  bool empty() const {
    return std::any_of(axes_.begin(), axes_.begin() + static_cast<std::ptrdiff_t>(size_),
                       [](const CopyAxis& axis) { return axis.count <= 0; });
  }
  std::size_t size() const { return size_; }
  const CopyAxis& operator[](std::size_t i) const { return axes_[i]; }
  /// Takes an axis out, for the caller to run through.
  CopyAxis take(std::size_t at) {
    const auto taken = axes_[at];
    std::copy(axes_.begin() + static_cast<std::ptrdiff_t>(at) + 1, axes_.begin() + static_cast<std::ptrdiff_t>(size_),
              axes_.begin() + static_cast<std::ptrdiff_t>(at));
    --size_;
    return taken;
  }

private:
  static bool runs_on(const CopyAxis& outer, const CopyAxis& inner) {
    return outer.to == inner.to * inner.count && outer.from == inner.from * inner.count;
  }
  std::array<CopyAxis, most_axes> axes_;
  std::size_t size_ = 0;
};

/// Calls body(to, from) for every place of the loops.
template <class Body>
void walk(const Loops& loops, std::byte* to, const std::byte* from, const Body& body) {
  std::array<std::int64_t, most_axes> at{};
  for (;;) {
    body(to, from);
    auto axis = loops.size();
    for (;;) {
      if (axis-- == 0)
        return;
      to += loops[axis].to;
      from += loops[axis].from;
      if (++at[axis] < loops[axis].count)
        break;
      to -= loops[axis].to * loops[axis].count;
      from -= loops[axis].from * loops[axis].count;
      at[axis] = 0;
    }
  }
}

/// A table turned: rows run together in what is read, columns in what is written. Blocks of runs that are long enough
/// for the CPU to look ahead, the next one asked for before one is copied.
template <class Item>
void turn(std::byte* to, const std::byte* from, const CopyAxis& rows, const CopyAxis& columns) {
  constexpr auto item = static_cast<std::int64_t>(sizeof(Item));
  constexpr std::int64_t block_columns = 64, block_rows = 1024 / item;
  for (std::int64_t row = 0; row < rows.count; row += block_rows) {
    const auto height = std::min(block_rows, rows.count - row);
    for (std::int64_t column = 0; column < columns.count; column += block_columns) {
      const auto width = std::min(block_columns, columns.count - column);
      const auto* block = from + row * item + column * columns.from;
      bring_near(block + width * columns.from, columns.from, std::min(block_columns, columns.count - column - width),
                 height * item);
      copy_crossed(block, columns.from / item, to + row * rows.to + column * item, rows.to / item, height, width,
                   sizeof(Item));
    }
  }
}

template <class Item>
void copy_items(std::byte* to, const std::byte* from, Loops loops) {
  constexpr auto item = static_cast<std::ptrdiff_t>(sizeof(Item));
  if (loops.size() == 0)
    return store(to, load<Item>(from));
  const auto inner = loops.take(loops.size() - 1);
  if (inner.to == item && inner.from == item)
    return walk(loops, to, from, [&](std::byte* out, const std::byte* in) {
      std::memcpy(out, in, static_cast<std::size_t>(inner.count) * sizeof(Item));
    });
  if (inner.to == item && inner.from == 0)
    return walk(loops, to, from, [&](std::byte* out, const std::byte* in) {
      const auto value = load<Item>(in);
      for (std::int64_t i = 0; i < inner.count; ++i)
        store(out + i * item, value);
    });
  if (inner.to == item)
    for (std::size_t axis = 0; axis < loops.size(); ++axis)
      if (loops[axis].from == item) {
        if (inner.from % item != 0 || loops[axis].to % item != 0)
          break; // steps between elements, one by one
        const auto rows = loops.take(axis);
        return walk(loops, to, from, [&](std::byte* out, const std::byte* in) { turn<Item>(out, in, rows, inner); });
      }
  walk(loops, to, from, [&](std::byte* out, const std::byte* in) {
    for (std::int64_t i = 0; i < inner.count; ++i, out += inner.to, in += inner.from)
      store(out, load<Item>(in));
  });
}

} // namespace

void copy_strided(std::byte* to, const std::byte* from, std::span<const CopyAxis> axes, std::size_t item) {
  const Loops loops(axes);
  if (loops.empty())
    return;
  switch (item) {
  case 1:
    return copy_items<std::uint8_t>(to, from, loops);
  case 2:
    return copy_items<std::uint16_t>(to, from, loops);
  case 4:
    return copy_items<std::uint32_t>(to, from, loops);
  case 8:
    return copy_items<std::uint64_t>(to, from, loops);
  case 16:
    return copy_items<Bytes16>(to, from, loops);
  default:
    std::abort();
  }
}

} // namespace troupe
