#include "runtime/kernels/random_fill.hpp"

#include "runtime/kernels/philox.hpp"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/kernels/random_fill.cpp"
#include "runtime/kernels/simd_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using F64 = hn::ScalableTag<double>;
using U64 = hn::ScalableTag<std::uint64_t>;
using F = hn::Vec<F64>;
using U = hn::Vec<U64>;

/// One Philox block in each 64-bit lane; only the low halves of the lanes count.
struct Words {
  U w0, w1, w2, w3;
};

/// The key of every round, made once a call; wide, so that a round can take it straight from memory.
struct RoundKeys {
  explicit RoundKeys(std::uint64_t seed) {
    auto key0 = static_cast<std::uint32_t>(seed);
    auto key1 = static_cast<std::uint32_t>(seed >> 32);
    for (int round = 0; round < Philox::rounds; ++round) {
      first[round] = key0;
      second[round] = key1;
      key0 += Philox::weyl0;
      key1 += Philox::weyl1;
    }
  }
  std::uint64_t first[Philox::rounds];
  std::uint64_t second[Philox::rounds];
};

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

/// The high halves of the words fill with rubbish; the products do not look at them.
HWY_INLINE Words philox(U block, Distribution distribution, const RoundKeys& keys) {
  const U64 u64;
  const U m0 = hn::Set(u64, Philox::multiplier0);
  const U m1 = hn::Set(u64, Philox::multiplier1);
  Words x{block, hn::ShiftRight<32>(block), hn::Set(u64, static_cast<std::uint64_t>(distribution)), hn::Zero(u64)};
  for (int round = 0; round < Philox::rounds; ++round) {
    const U product0 = multiply_low(x.w0, m0);
    const U product1 = multiply_low(x.w2, m1);
    x.w0 = hn::Xor(hn::Xor(hn::ShiftRight<32>(product1), x.w1), hn::Set(u64, keys.first[round]));
    x.w1 = product1;
    x.w2 = hn::Xor(hn::Xor(hn::ShiftRight<32>(product0), x.w3), hn::Set(u64, keys.second[round]));
    x.w3 = product0;
  }
  return x;
}

/// Whole numbers below 2^52 to double, exactly: they are the last bits of a double in [2^52, 2^53).
HWY_INLINE F to_double(U whole) {
  const F64 f64;
  const U64 u64;
  const F magic = hn::Set(f64, 0x1p52);
  return hn::Sub(hn::BitCast(f64, hn::Or(whole, hn::BitCast(u64, magic))), magic);
}

HWY_INLINE U low_half(U word) { return hn::And(word, hn::Set(U64(), 0xFFFFFFFFull)); }

/// 64 random bits and a half, over 2^64: in [2^-65, 1].
HWY_INLINE F open_uniform(U high, U low) {
  const F64 f64;
  const F fine = hn::Mul(hn::Add(to_double(low_half(low)), hn::Set(f64, 0.5)), hn::Set(f64, 0x1p-64));
  return hn::Add(hn::Mul(to_double(low_half(high)), hn::Set(f64, 0x1p-32)), fine);
}

/// Horner's rule without fused operations: c0 + x (c1 + x (c2 + ...)).
template <class... Rest>
HWY_INLINE F polynomial(F x, double c0, Rest... rest) {
  const F64 f64;
  if constexpr (sizeof...(rest) == 0)
    return hn::Set(f64, c0);
  else
    return hn::Add(hn::Set(f64, c0), hn::Mul(x, polynomial(x, rest...)));
}

/// The natural logarithm of a normal positive number, to within 1 ulp (the method and constants of fdlibm's e_log.c).
HWY_INLINE F logarithm(F x) {
  const F64 f64;
  const U64 u64;
  // x = 2^k (1 + f) with sqrt(1/2) < 1 + f < sqrt(2): add to the bits so that the carry rounds the exponent there.
  const std::uint64_t sqrt_half = 0x3FE6A09E00000000ull;
  const std::uint64_t one = 0x3FF0000000000000ull;
  const U bits = hn::Add(hn::BitCast(u64, x), hn::Set(u64, one - sqrt_half));
  const F k = hn::Sub(to_double(hn::ShiftRight<52>(bits)), hn::Set(f64, 1023.0));
  const U mantissa = hn::Add(hn::And(bits, hn::Set(u64, 0x000FFFFFFFFFFFFFull)), hn::Set(u64, sqrt_half));
  const F f = hn::Sub(hn::BitCast(f64, mantissa), hn::Set(f64, 1.0));
  const F s = hn::Div(f, hn::Add(hn::Set(f64, 2.0), f));
  const F z = hn::Mul(s, s);
  const F w = hn::Mul(z, z);
  const F even = hn::Mul(w, polynomial(w, 3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01));
  const F odd = hn::Mul(z, polynomial(w, 6.666666666666735130e-01, 2.857142874366239149e-01, 1.818357216161805012e-01,
                                      1.479819860511658591e-01));
  const F half_square = hn::Mul(hn::Set(f64, 0.5), hn::Mul(f, f));
  F result = hn::Mul(s, hn::Add(half_square, hn::Add(even, odd)));
  result = hn::Add(result, hn::Mul(k, hn::Set(f64, 1.90821492927058770002e-10)));
  result = hn::Add(hn::Sub(result, half_square), f);
  return hn::Add(result, hn::Mul(k, hn::Set(f64, 6.93147180369123816490e-01)));
}

struct Direction {
  F cosine, sine;
};

/// Cosine and sine of 2 pi (64 random bits and a half) / 2^64, to within 1 ulp (fdlibm's k_cos.c and k_sin.c). The
/// angle is cut into its quarter turn, by the top bits, and a rest of at most an eighth of a turn either way.
HWY_INLINE Direction direction(U high, U low) {
  const F64 f64;
  const U64 u64;
  const U shifted = hn::Add(low_half(high), hn::Set(u64, 1ull << 29));
  const U quarter = hn::ShiftRight<30>(shifted);
  const F coarse = hn::Sub(to_double(hn::And(shifted, hn::Set(u64, (1ull << 30) - 1))), hn::Set(f64, 0x1p29));
  const F fine = hn::Mul(hn::Add(to_double(low_half(low)), hn::Set(f64, 0.5)), hn::Set(f64, 0x1p-62));
  const F turns = hn::Add(hn::Mul(coarse, hn::Set(f64, 0x1p-30)), fine);
  const F x = hn::Mul(turns, hn::Set(f64, 1.57079632679489661923));
  const F z = hn::Mul(x, x);

  const F sine_rest = polynomial(z, -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
                                 2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10);
  const F sine = hn::Add(x, hn::Mul(hn::Mul(z, x), sine_rest));
  const F cosine_rest =
    polynomial(z, 4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
               -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11);
  const F half_z = hn::Mul(hn::Set(f64, 0.5), z);
  const F first = hn::Sub(hn::Set(f64, 1.0), half_z);
  const F lost = hn::Sub(hn::Sub(hn::Set(f64, 1.0), first), half_z);
  const F cosine = hn::Add(first, hn::Add(lost, hn::Mul(hn::Mul(z, z), cosine_rest)));

  // An odd quarter swaps the two; the signs follow the second bit of the quarter (and of its successor).
  const auto swap = hn::RebindMask(f64, hn::TestBit(quarter, hn::Set(u64, 1)));
  const U second_bit = hn::Set(u64, 2);
  const U sine_sign = hn::ShiftLeft<62>(hn::And(quarter, second_bit));
  const U cosine_sign = hn::ShiftLeft<62>(hn::And(hn::Add(quarter, hn::Set(u64, 1)), second_bit));
  return {hn::Xor(hn::IfThenElse(swap, sine, cosine), hn::BitCast(f64, cosine_sign)),
          hn::Xor(hn::IfThenElse(swap, cosine, sine), hn::BitCast(f64, sine_sign))};
}

struct Normal {
  RoundKeys keys;
  double loc, scale;

  HWY_INLINE void blocks(U block, F& even, F& odd) const {
    const F64 f64;
    const Words words = philox(block, Distribution::normal, keys);
    const F radius = hn::Sqrt(hn::Mul(hn::Set(f64, -2.0), logarithm(open_uniform(words.w0, words.w1))));
    const Direction at = direction(words.w2, words.w3);
    even = hn::Add(hn::Set(f64, loc), hn::Mul(hn::Set(f64, scale), hn::Mul(radius, at.cosine)));
    odd = hn::Add(hn::Set(f64, loc), hn::Mul(hn::Set(f64, scale), hn::Mul(radius, at.sine)));
  }
};

struct Uniform {
  RoundKeys keys;
  double low, width;

  HWY_INLINE F scaled(U high_word, U low_word) const {
    const F64 f64;
    const F high_bits = hn::Mul(to_double(low_half(high_word)), hn::Set(f64, 0x1p-32));
    const F low_bits = hn::Mul(to_double(hn::ShiftRight<11>(low_half(low_word))), hn::Set(f64, 0x1p-53));
    return hn::Add(hn::Set(f64, low), hn::Mul(hn::Set(f64, width), hn::Add(high_bits, low_bits)));
  }
  HWY_INLINE void blocks(U block, F& even, F& odd) const {
    const Words words = philox(block, Distribution::uniform, keys);
    even = scaled(words.w0, words.w1);
    odd = scaled(words.w2, words.w3);
  }
};

HWY_INLINE void store_pairs(F even, F odd, double* out) {
#if HWY_TARGET == HWY_SCALAR
  out[0] = even.raw;
  out[1] = odd.raw;
#else
  hn::StoreInterleaved2(even, odd, F64(), out);
#endif
}

/// Elements [first, first + count): whole vectors of blocks straight to `out`, what sticks out at either end by way of
/// a small buffer, so that an element never depends on its neighbours.
template <class Generator>
HWY_INLINE void fill(const Generator& generator, std::uint64_t first, std::uint64_t count, double* out) {
  const U64 u64;
  const std::uint64_t lanes = hn::Lanes(u64);
  HWY_ALIGN double pairs[2 * hn::MaxLanes(F64())];
  std::uint64_t block = first / 2;
  std::uint64_t skip = first % 2;
  F even, odd;
  while (count > 0) {
    generator.blocks(hn::Add(hn::Set(u64, block), hn::Iota(u64, 0)), even, odd);
    const auto made = std::min(2 * lanes - skip, count);
    if (made == 2 * lanes) {
      store_pairs(even, odd, out);
    } else {
      store_pairs(even, odd, pairs);
      std::copy_n(pairs + skip, made, out);
    }
    skip = 0;
    block += lanes;
    out += made;
    count -= made;
  }
}

void normal(std::uint64_t seed, std::uint64_t first, std::uint64_t count, double loc, double scale, double* out) {
  fill(Normal{RoundKeys(seed), loc, scale}, first, count, out);
}

void uniform(std::uint64_t seed, std::uint64_t first, std::uint64_t count, double low, double high, double* out) {
  fill(Uniform{RoundKeys(seed), low, high - low}, first, count, out);
}

} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {
namespace {
HWY_EXPORT(normal);
HWY_EXPORT(uniform);
} // namespace

void fill_normal(std::uint64_t seed, std::uint64_t first, std::uint64_t count, double loc, double scale, double* out) {
  HWY_DYNAMIC_DISPATCH(normal)(seed, first, count, loc, scale, out);
}

void fill_uniform(std::uint64_t seed, std::uint64_t first, std::uint64_t count, double low, double high, double* out) {
  HWY_DYNAMIC_DISPATCH(uniform)(seed, first, count, low, high, out);
}

} // namespace troupe
#endif // HWY_ONCE
