#include "runtime/base/key.hpp"

#include "runtime/base/ids.hpp"

#include <xxhash.h>

namespace troupe {

struct KeyHasher::State {
  XXH3_state_t* xxh = XXH3_createState();
  ~State() { XXH3_freeState(xxh); }
};

KeyHasher::KeyHasher() : state_(std::make_unique<State>()) {
  XXH3_128bits_reset(state_->xxh);
}

KeyHasher::~KeyHasher() = default;

KeyHasher& KeyHasher::bytes(const void* data, std::size_t size) {
  number(size);
  XXH3_128bits_update(state_->xxh, data, size);
  return *this;
}

KeyHasher& KeyHasher::number(std::uint64_t value) {
  unsigned char little[8];
  for (unsigned i = 0; i < 8; ++i)
    little[i] = static_cast<unsigned char>(value >> (8 * i));
  XXH3_128bits_update(state_->xxh, little, sizeof little);
  return *this;
}

Key KeyHasher::finish() const {
  const auto hash = XXH3_128bits_digest(state_->xxh);
  return {hash.high64, hash.low64};
}

Key task_key(const Key& layer, std::uint32_t index) {
  std::uint64_t words[3] = {layer.high, layer.low, index};
  const auto hash = XXH3_128bits(words, sizeof words);
  return {hash.high64, hash.low64};
}

std::string to_string(const Key& key) {
  return to_hex(key.high) + to_hex(key.low);
}

bool from_string(std::string_view text, Key& key) {
  return text.size() == 32 && from_hex(std::string(text.substr(0, 16)), key.high)
         && from_hex(std::string(text.substr(16)), key.low);
}

} // namespace troupe
