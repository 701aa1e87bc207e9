// A reference-counted piece of memory: what chunks are made of. Copying the handle shares the bytes.
// The count is thread-safe; the bytes are written by one thread before they are shared, and only read afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>

namespace troupe {

class Buffer {
public:
  Buffer() = default;
  /// @param owner keeps `data` alive.
  Buffer(std::shared_ptr<void> owner, std::byte* data, std::size_t size)
      : owner_(std::move(owner)), data_(data), size_(size) {}

  std::byte* data() { return data_; }
  const std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  /// True when no other handle shares the bytes, so that they may be overwritten in place.
  bool unique() const { return owner_.use_count() == 1; }

  /// A part of the same memory. @pre offset + size <= this->size()
  Buffer slice(std::size_t offset, std::size_t size) const { return {owner_, data_ + offset, size}; }

  template <class T>
  std::span<T> as() {
    return {reinterpret_cast<T*>(data_), size_ / sizeof(T)};
  }
  template <class T>
  std::span<const T> as() const {
    return {reinterpret_cast<const T*>(data_), size_ / sizeof(T)};
  }

private:
  std::shared_ptr<void> owner_;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

} // namespace troupe
