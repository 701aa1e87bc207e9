#include "runtime/kernels/random_fill.hpp"

#include "runtime/kernels/philox.hpp"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/kernels/random_fill.cpp"
#include "runtime/kernels/simd_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#include "runtime/kernels/philox_vectors.inl"
#include "runtime/kernels/box_muller.inl"

/// What is made of blocks: from each lane's two words, an element of a group's first half and one of its second.
/// Box and Muller's method, a root at a time: while a vector's root is being drawn, which takes as long as all the rest, the
/// words of the next ones are mixed and the points of the last one turned.
template <bool Standard> class Normals {
public:
  HWY_INLINE Normals(std::uint64_t seed, std::uint64_t block, double loc, double scale)
      : blocks_(seed, block, Distribution::normal), loc_(loc), scale_(scale) {
    advance();
    advance();
  }
  HWY_INLINE void next(F& first, F& second) {
    const F radius = radius_;
    const U angle = angle_;
    advance();
    BoxMuller::turn(radius, angle, first, second);
    if constexpr (!Standard) {
      first = hn::Add(number(loc_), hn::Mul(number(scale_), first));
      second = hn::Add(number(loc_), hn::Mul(number(scale_), second));
    }
  }

private:
  HWY_INLINE void advance() {
    radius_ = hn::Sqrt(BoxMuller::squared_radius(words_.first));
    angle_ = words_.second;
    words_ = blocks_.next();
  }

  PhiloxVectors blocks_;
  double loc_, scale_;
  WordPair words_{hn::Zero(U64()), hn::Zero(U64())};
  F radius_ = hn::Zero(F64());
  U angle_ = hn::Zero(U64());
};

class Uniforms {
public:
  HWY_INLINE Uniforms(std::uint64_t seed, std::uint64_t block, double low, double width)
      : blocks_(seed, block, Distribution::uniform), low_(low), width_(width) {}
  HWY_INLINE void next(F& first, F& second) {
    const WordPair words = blocks_.next();
    first = scaled(words.first);
    second = scaled(words.second);
  }

private:
  HWY_INLINE F scaled(U word) const {
    const F share = hn::Mul(hn::ConvertTo(F64(), hn::BitCast(hn::RebindToSigned<U64>(), hn::ShiftRight<11>(word))), number(0x1p-53));
    return hn::Add(number(low_), hn::Mul(number(width_), share));
  }

  PhiloxVectors blocks_;
  double low_, width_;
};

/// `groups` whole groups: a vector's blocks are a part of the eight of a group.
template <class Generator> HWY_INLINE void fill_groups(Generator&& generator, std::uint64_t groups, double* out) {
  constexpr std::uint64_t half = random_group / 2;
  const auto lanes = static_cast<std::uint64_t>(hn::Lanes(F64()));
  F first, second;
#pragma GCC unroll 4 // so that instructions of several groups can be put side by side
  for (std::uint64_t group = 0; group < groups; ++group, out += random_group)
    for (std::uint64_t at = 0; at < half; at += lanes) {
      generator.next(first, second);
      hn::StoreU(first, F64(), out + at);
      hn::StoreU(second, F64(), out + half + at);
    }
}

/// Elements [first, first + count): whole groups straight to `out`, what sticks out at either end by way of a small buffer,
/// so that an element never depends on its neighbours. A run of groups ends where the counter's first word runs over.
template <class MakeGenerator>
HWY_INLINE void fill(const MakeGenerator& generator, std::uint64_t first, std::uint64_t count, double* out) {
  constexpr std::uint64_t groups_of_a_word = (std::uint64_t{1} << 32) / (random_group / 2);
  HWY_ALIGN double buffer[random_group];
  while (count > 0) {
    const auto group = first / random_group;
    const auto skip = first % random_group;
    auto made = std::min(random_group - skip, count);
    if (made < random_group) {
      fill_groups(generator(group * (random_group / 2)), 1, buffer);
      std::copy_n(buffer + skip, made, out);
    } else {
      const auto groups = std::min(count / random_group, groups_of_a_word - group % groups_of_a_word);
      fill_groups(generator(group * (random_group / 2)), groups, out);
      made = groups * random_group;
    }
    first += made;
    out += made;
    count -= made;
  }
}

void normal(std::uint64_t seed, std::uint64_t first, std::uint64_t count, double loc, double scale, double* out) {
  if (loc == 0 && scale == 1)
    fill([=](std::uint64_t block) { return Normals<true>(seed, block, loc, scale); }, first, count, out);
  else
    fill([=](std::uint64_t block) { return Normals<false>(seed, block, loc, scale); }, first, count, out);
}

void uniform(std::uint64_t seed, std::uint64_t first, std::uint64_t count, double low, double high, double* out) {
  fill([=](std::uint64_t block) { return Uniforms(seed, block, low, high - low); }, first, count, out);
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
