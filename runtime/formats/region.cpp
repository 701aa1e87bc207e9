#include "runtime/formats/region.hpp"

#include "runtime/formats/open_file.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace troupe {
namespace {

/// Rows are read together, with what lies between them, as long as that is about as quick as one row alone.
constexpr std::int64_t staged_bytes = 1 << 20;
constexpr std::int64_t widest_gap = 1 << 15;

bool cancelled_now(const std::atomic<bool>* cancelled) {
  return cancelled && cancelled->load(std::memory_order_relaxed);
}

/// The box as rows of equal length, each in one piece in the file; in rising order of their places.
class Rows {
public:
  Rows(const ElementFile& file, const Region& region) : extent_(region.extent) {
    const auto rank = region.whole.size();
    strides_.assign(rank, 0);
    auto stride = static_cast<std::int64_t>(file.item);
    for (auto axis = rank; axis-- > 0;) {
      strides_[axis] = stride;
      stride *= region.whole[axis];
    }
    bytes_ = static_cast<std::int64_t>(file.item);
    outer_ = rank;
    while (outer_ > 0) { // axes that are whole, and the first one before them that is not
      const auto axis = --outer_;
      bytes_ *= extent_[axis];
      if (extent_[axis] != region.whole[axis])
        break;
    }
    first_ = file.data;
    for (std::size_t axis = 0; axis < rank; ++axis)
      first_ += region.origin[axis] * strides_[axis];
    at_.assign(outer_, 0);
    left_ = bytes_ == 0 ? 0 : 1;
    for (std::size_t axis = 0; axis < outer_; ++axis)
      left_ *= extent_[axis];
  }

  std::int64_t bytes() const { return bytes_; }
  std::int64_t left() const { return left_; }
  /// Where the next row begins in the file, in bytes.
  std::int64_t place() const {
    auto place = first_;
    for (std::size_t axis = 0; axis < outer_; ++axis)
      place += at_[axis] * strides_[axis];
    return place;
  }
  void next() {
    --left_;
    for (auto axis = outer_; axis-- > 0 && ++at_[axis] == extent_[axis];)
      at_[axis] = 0;
  }

private:
  Shape extent_, strides_, at_;
  std::size_t outer_ = 0; ///< axes that rows are counted along
  std::int64_t bytes_ = 0, first_ = 0, left_ = 0;
};

} // namespace

Result<void> read_region(const ElementFile& file, const Region& region, std::byte* to,
                         const std::atomic<bool>* cancelled) {
  Rows rows(file, region);
  if (rows.left() == 0)
    return {};
  TROUPE_TRY(open, OpenFile::to_read(file.folders, file.path));
  std::vector<std::byte> staged;
  std::vector<std::int64_t> places;
  while (rows.left() > 0) {
    if (cancelled_now(cancelled))
      return fail(Errc::cancelled, "reading '" + file.path + "' was cancelled");
    const auto begin = rows.place();
    auto end = begin;
    places.clear();
    do {
      places.push_back(rows.place());
      end = places.back() + rows.bytes();
      rows.next();
    } while (rows.left() > 0 && rows.place() + rows.bytes() - begin <= staged_bytes
             && rows.place() - end <= widest_gap);
    if (places.size() == 1) {
      TROUPE_CHECK(open.read(begin, std::span(to, static_cast<std::size_t>(rows.bytes()))));
      to += rows.bytes();
      continue;
    }
    staged.resize(static_cast<std::size_t>(end - begin));
    TROUPE_CHECK(open.read(begin, staged));
    for (auto place : places) {
      std::memcpy(to, staged.data() + (place - begin), static_cast<std::size_t>(rows.bytes()));
      to += rows.bytes();
    }
  }
  return {};
}

Result<void> write_region(const ElementFile& file, const Region& region, const std::byte* from,
                          const std::atomic<bool>* cancelled) {
  Rows rows(file, region);
  TROUPE_TRY(open, OpenFile::to_write(file.folders, file.path));
  for (; rows.left() > 0; rows.next()) {
    if (cancelled_now(cancelled))
      return fail(Errc::cancelled, "writing '" + file.path + "' was cancelled");
    TROUPE_CHECK(open.write(rows.place(), std::span(from, static_cast<std::size_t>(rows.bytes()))));
    from += rows.bytes();
  }
  return {};
}

void swap_bytes(std::byte* elements, std::size_t bytes, std::size_t part) {
  for (std::size_t at = 0; part > 1 && at + part <= bytes; at += part)
    std::reverse(elements + at, elements + at + part);
}

} // namespace troupe
