#include "runtime/kernels/text/text_column.hpp"

#include <algorithm>
#include <cstring>

namespace troupe {

TextColumnBuilder::TextColumnBuilder(BufferPool& pool, std::size_t rows, std::size_t bytes)
    : pool_(pool), data_(pool.allocate(bytes)), offsets_(pool.allocate_for<std::int64_t>(rows + 1)) {
  offsets_.as<std::int64_t>()[0] = 0;
}

void TextColumnBuilder::append(std::string_view text) {
  if (bytes_ + text.size() > data_.size())
    grow(data_, bytes_, bytes_ + text.size());
  if ((length_ + 2) * sizeof(std::int64_t) > offsets_.size())
    grow(offsets_, (length_ + 1) * sizeof(std::int64_t), (length_ + 2) * sizeof(std::int64_t));
  if (!text.empty())
    std::memcpy(data_.data() + bytes_, text.data(), text.size());
  bytes_ += text.size();
  offsets_.as<std::int64_t>()[++length_] = static_cast<std::int64_t>(bytes_);
}

void TextColumnBuilder::grow(Buffer& buffer, std::size_t used, std::size_t needed) {
  auto larger = pool_.allocate(std::max(needed, buffer.size() * 2));
  if (used > 0)
    std::memcpy(larger.data(), buffer.data(), used);
  buffer = std::move(larger);
}

Column TextColumnBuilder::finish(std::string name) {
  Column column;
  column.name = std::move(name);
  column.dtype = DType::string;
  column.length = static_cast<std::int64_t>(length_);
  column.data = bytes_ > 0 ? data_.slice(0, bytes_) : Buffer();
  column.offsets = offsets_.slice(0, (length_ + 1) * sizeof(std::int64_t));
  return column;
}

} // namespace troupe
