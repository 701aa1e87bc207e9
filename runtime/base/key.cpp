#include "runtime/base/key.hpp"

#include "runtime/base/ids.hpp"

#include <xxhash.h>

#include <array>
#include <cstring>

namespace troupe {

/// Most keys are of little: it is collected, and hashed at once, which gives the same as hashing it piece by piece.
struct KeyHasher::State {
  std::array<unsigned char, 256> little;
  std::size_t used = 0;
  XXH3_state_t* xxh = nullptr; ///< once it is more than that

  ~State() { XXH3_freeState(xxh); }

  void feed(const void* data, std::size_t size) {
    if (!xxh && size <= little.size() - used) {
      if (size > 0)
        std::memcpy(little.data() + used, data, size);
      used += size;
      return;
    }
    if (!xxh) {
      xxh = XXH3_createState();
      XXH3_128bits_reset(xxh);
      XXH3_128bits_update(xxh, little.data(), used);
    }
    XXH3_128bits_update(xxh, data, size);
  }
};

KeyHasher::KeyHasher() : state_(std::make_unique_for_overwrite<State>()) {}

KeyHasher::~KeyHasher() = default;

KeyHasher& KeyHasher::bytes(const void* data, std::size_t size) {
  number(size);
  state_->feed(data, size);
  return *this;
}

KeyHasher& KeyHasher::number(std::uint64_t value) {
  unsigned char little[8];
  for (unsigned i = 0; i < 8; ++i)
    little[i] = static_cast<unsigned char>(value >> (8 * i));
  state_->feed(little, sizeof little);
  return *this;
}

Key KeyHasher::finish() const {
  const auto hash = state_->xxh ? XXH3_128bits_digest(state_->xxh) : XXH3_128bits(state_->little.data(), state_->used);
  return {hash.high64, hash.low64};
}

Key task_key(const Key& layer, std::uint32_t index) {
  std::uint64_t words[3] = {layer.high, layer.low, index};
  const auto hash = XXH3_128bits(words, sizeof words);
  return {hash.high64, hash.low64};
}

std::string to_string(const Key& key) { return to_hex(key.high) + to_hex(key.low); }

bool from_string(std::string_view text, Key& key) {
  return text.size() == 32 && from_hex(std::string(text.substr(0, 16)), key.high)
         && from_hex(std::string(text.substr(16)), key.low);
}

} // namespace troupe
