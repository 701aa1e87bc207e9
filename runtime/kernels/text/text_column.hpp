// Makes a column of texts in Arrow's layout, one text after the other. One thread at a time.
#pragma once

#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"

#include <string>
#include <string_view>

namespace troupe {

class TextColumnBuilder {
public:
  /// @param rows, bytes  How many are expected; more are taken all the same.
  TextColumnBuilder(BufferPool& pool, std::size_t rows, std::size_t bytes);

  void append(std::string_view text);
  std::size_t length() const { return length_; }

  /// Nothing can be appended any more.
  Column finish(std::string name);

private:
  void grow(Buffer& buffer, std::size_t used, std::size_t needed);

  BufferPool& pool_;
  Buffer data_;
  Buffer offsets_;
  std::size_t length_ = 0;
  std::size_t bytes_ = 0;
};

} // namespace troupe
