// Philox blocks of neighbouring counters, one in each 64-bit lane of a vector. Included inside HWY_NAMESPACE, as the loops that
// use it are compiled for each instruction set; the same words as Philox::block() of philox.hpp.

using U64 = hn::ScalableTag<std::uint64_t>;
using U = hn::Vec<U64>;

/// The products of the low halves of the lanes.
HWY_INLINE U multiply_low(U a, U b) {
#if HWY_TARGET == HWY_SCALAR
  const std::uint64_t mask = 0xFFFFFFFFu;
  return U((a.raw & mask) * (b.raw & mask));
#else
  const hn::Repartition<std::uint32_t, U64> u32;
  return hn::MulEven(hn::BitCast(u32, a), hn::BitCast(u32, b));
#endif
}

/// The two words of 64 bits of a block: RandomStream's first and second.
struct WordPair {
  U first, second;
};

/// Blocks counted up from a first one, as many at a time as a vector has lanes.
/// Only the first word of the counter differs from lane to lane, so that of the first two rounds most is the same for all
/// of them and is worked out once; it must not run over, which would change the second word.
class PhiloxVectors {
public:
  HWY_INLINE PhiloxVectors(std::uint64_t seed, Distribution distribution) {
    auto key0 = static_cast<std::uint32_t>(seed);
    auto key1 = static_cast<std::uint32_t>(seed >> 32);
    std::uint32_t first[Philox::rounds], second[Philox::rounds];
    for (int round = 0; round < Philox::rounds; ++round) {
      first[round] = key0;
      second[round] = key1;
      key0 += Philox::weyl0;
      key1 += Philox::weyl1;
    }
    const auto product1 = Philox::multiplier1 * static_cast<std::uint64_t>(distribution);
    word0_ = static_cast<std::uint32_t>(product1 >> 32) ^ first[0];
    second1_ = second[1];
    second2_ = second[2];
    put(before_[0], second[0]);
    put(before_[1], static_cast<std::uint32_t>(product1) ^ first[1]);
    for (int round = 2; round < Philox::rounds; ++round) {
      const auto shift = round + 1 == Philox::rounds ? 32 : 0;
      put(keys_[round - 2][0], std::uint64_t{first[round]} << shift);
      put(keys_[round - 2][1], std::uint64_t{second[round]} << shift);
    }
    take_second_word(0);
  }

  /// The blocks from this one on are next.
  HWY_INLINE void seek(std::uint64_t block) {
    const U64 u64;
    if (second_word_ != block >> 32)
      take_second_word(static_cast<std::uint32_t>(block >> 32));
    product_ = multiply_low(hn::Add(hn::Set(u64, block & 0xFFFFFFFFu), hn::Iota(u64, 0)), hn::Set(u64, Philox::multiplier0));
  }

  PhiloxVectors(const PhiloxVectors&) = delete; // its constants are many; it is made where it is used

  /// The next blocks, lane by lane. The high halves of the lanes fill with rubbish; the products do not look at them.
  HWY_INLINE WordPair next() {
    const U64 u64;
    const U multiplier0 = hn::Set(u64, Philox::multiplier0);
    const U multiplier1 = hn::Set(u64, Philox::multiplier1);
    U product0 = product_;
    product_ = hn::Add(product_, hn::Set(u64, Philox::multiplier0 * static_cast<std::uint64_t>(hn::Lanes(u64))));
    U product1 = multiply_low(hn::Xor(hn::ShiftRight<32>(product0), get(before_[0])), multiplier1);
    U w0 = hn::Xor(hn::ShiftRight<32>(product1), get(before_[1]));
    U w1 = product1;
    U w2 = hn::Xor(product0, get(before_[2]));
    U w3 = hn::Zero(u64);
    for (int round = 2; round + 1 < Philox::rounds; ++round) {
      product0 = multiply_low(w0, multiplier0);
      product1 = multiply_low(w2, multiplier1);
      w0 = hn::Xor3(hn::ShiftRight<32>(product1), w1, get(keys_[round - 2][0]));
      w1 = product1;
      w2 = hn::Xor3(hn::ShiftRight<32>(product0), w3, get(keys_[round - 2][1]));
      w3 = product0;
    }
    product0 = multiply_low(w0, multiplier0);
    product1 = multiply_low(w2, multiplier1);
    return {hn::Xor3(hn::ShiftLeft<32>(w1), product1, get(keys_[Philox::rounds - 3][0])),
            hn::Xor3(hn::ShiftLeft<32>(w3), product0, get(keys_[Philox::rounds - 3][1]))};
  }

private:
  /// What of the first rounds depends on the counter's second word.
  HWY_INLINE void take_second_word(std::uint32_t word) {
    second_word_ = word;
    const auto product0 = std::uint64_t{Philox::multiplier0} * (word0_ ^ word);
    put(before_[2], (product0 >> 32) ^ second1_);
    put(keys_[0][1], second2_ ^ static_cast<std::uint32_t>(product0));
  }

  /// Constants lie in memory as wide as a vector: an instruction takes them from there at no cost.
  using Wide = std::uint64_t[hn::MaxLanes(U64())];
  /// As one store: a load as wide waits long for several narrow ones.
  static HWY_INLINE void put(Wide& to, std::uint64_t value) { hn::Store(hn::Set(U64(), value), U64(), to); }
  static HWY_INLINE U get(const Wide& from) { return hn::Load(U64(), from); }

  HWY_ALIGN Wide before_[3];
  HWY_ALIGN Wide keys_[Philox::rounds - 2][2];
  std::uint32_t word0_, second1_, second2_, second_word_;
  U product_ = hn::Zero(U64());
};
