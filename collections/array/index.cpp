#include "collections/array/index.hpp"

#include "collections/array/array.hpp"
#include "runtime/chunk/slice_range.hpp"

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
  if (slice.step == 0)
    return fail(Errc::invalid_argument, "the step of a slice must not be zero");
  const auto elements = sliced({slice.start, slice.stop, slice.step.value_or(1)}, length);
  return SliceRange{elements.first, elements.step, elements.count};
}

} // namespace troupe
