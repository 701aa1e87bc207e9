// 128-bit content keys: what a task computes, hashed. The same expression has the same key in every process, so it
// is computed once. Pure values. Source of the hash: XXH3 128 bits (libxxhash), seedless.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace troupe {

struct Key {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  auto operator<=>(const Key&) const = default;
};

/// 32 hexadecimal digits.
std::string to_string(const Key& key);
/// @returns True and the key when `text` is exactly 32 hexadecimal digits.
bool from_string(std::string_view text, Key& key);

/// Feeds values in, one after the other; the order and the kinds of the values are part of the hash.
/// One thread at a time.
class KeyHasher {
public:
  KeyHasher();
  ~KeyHasher();
  KeyHasher(const KeyHasher&) = delete;
  KeyHasher& operator=(const KeyHasher&) = delete;

  KeyHasher& bytes(const void* data, std::size_t size); ///< length, then the bytes
  KeyHasher& text(std::string_view text) { return bytes(text.data(), text.size()); }
  KeyHasher& number(std::uint64_t value);
  KeyHasher& key(const Key& value) { return number(value.high).number(value.low); }
  Key finish() const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The key of task `index` of the layer whose key is `layer`: cheap enough to make for millions (some ns).
Key task_key(const Key& layer, std::uint32_t index);

} // namespace troupe

template <>
struct std::hash<troupe::Key> {
  std::size_t operator()(const troupe::Key& key) const noexcept { return key.low; }
};
