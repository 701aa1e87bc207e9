#include "collections/array/index.hpp"

#include "collections/array/array.hpp"

#include <algorithm>

namespace troupe {

Index::Index(indexing::All whole) : value_(Slice{}) {
  if (whole != &all)
    throw TroupeError({Errc::invalid_argument, "a function is no index; `all` alone stands for a whole axis"});
}

Index::Index(const std::vector<bool>& mask) : mask_length_(static_cast<std::int64_t>(mask.size())) {
  Positions positions;
  for (std::size_t i = 0; i < mask.size(); ++i)
    if (mask[i])
      positions.push_back(static_cast<std::int64_t>(i));
  value_ = std::move(positions);
}

Index::Index(const Array& array) : value_(std::make_shared<const Array>(array)) {}

Result<SliceRange> fit(const Slice& slice, std::int64_t length) {
  const auto step = slice.step.value_or(1);
  if (step == 0)
    return fail(Errc::invalid_argument, "the step of a slice must not be zero");
  // Where a bound left out lies, and how far a bound may lie.
  const std::int64_t lowest = step > 0 ? 0 : -1, highest = step > 0 ? length : length - 1;
  const auto bound = [&](const std::optional<std::int64_t>& given, std::int64_t otherwise) {
    if (!given)
      return otherwise;
    return std::clamp(*given < 0 ? *given + length : *given, lowest, highest);
  };
  const auto start = bound(slice.start, step > 0 ? lowest : highest);
  const auto stop = bound(slice.stop, step > 0 ? highest : lowest);
  SliceRange range{start, step, 0};
  if (step > 0 && stop > start)
    range.count = (stop - start - 1) / step + 1;
  else if (step < 0 && stop < start)
    range.count = (start - stop - 1) / -step + 1;
  if (range.count == 0)
    range.first = 0;
  return range;
}

} // namespace troupe
