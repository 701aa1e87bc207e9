#include "actors/protocol/slice_landing.hpp"

namespace troupe {

void SliceLanding::open(std::uint64_t ticket, Buffer whole) {
  std::lock_guard lock(mutex_);
  fields_[ticket] = {std::move(whole), {}};
}

void SliceLanding::close(std::uint64_t ticket) {
  std::lock_guard lock(mutex_);
  fields_.erase(ticket);
}

void SliceLanding::expect(std::uint64_t ticket, std::uint64_t offset, std::uint64_t length) {
  std::lock_guard lock(mutex_);
  fields_.at(ticket).expected[offset] = length;
}

Buffer SliceLanding::claim(std::uint64_t ticket, std::uint64_t offset, std::uint64_t length) {
  std::lock_guard lock(mutex_);
  const auto field = fields_.find(ticket);
  if (field == fields_.end())
    return {};
  const auto part = field->second.expected.find(offset);
  if (part == field->second.expected.end() || part->second != length)
    return {};
  field->second.expected.erase(part);
  return field->second.whole.slice(offset, length);
}

SliceLanding& slice_landing() {
  static SliceLanding landing;
  return landing;
}

} // namespace troupe
