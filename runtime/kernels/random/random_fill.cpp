#include "runtime/kernels/random/random_fill.hpp"

#include "runtime/kernels/random/philox.hpp"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/kernels/random/random_fill.cpp"
#include "runtime/kernels/simd_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#include "runtime/kernels/random/philox_vectors.inl"
// Order matters: this uses what stands above.
#include "runtime/kernels/random/box_muller.inl"

/// What is made of blocks: from each lane's two words, an element of a group's first half and one of its second.
/// Box and Muller's method, a root at a time: while a vector's root is being drawn, which takes as long as all the
/// rest, the words of the next ones are mixed and the points of the last one turned.
template <bool Standard>
class Normals {
public:
  HWY_INLINE Normals(std::uint64_t seed, double loc, double scale)
      : blocks_(seed, Distribution::normal), loc_(loc), scale_(scale) {}
  HWY_INLINE void seek(std::uint64_t block) {
    blocks_.seek(block);
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
  HWY_INLINE Uniforms(std::uint64_t seed, double low, double width)
      : blocks_(seed, Distribution::uniform), low_(low), width_(width) {}
  HWY_INLINE void seek(std::uint64_t block) { blocks_.seek(block); }
  HWY_INLINE void next(F& first, F& second) {
    const WordPair words = blocks_.next();
    first = scaled(words.first);
    second = scaled(words.second);
  }

private:
  HWY_INLINE F scaled(U word) const {
    const F share = hn::Mul(hn::ConvertTo(F64(), hn::BitCast(hn::RebindToSigned<U64>(), hn::ShiftRight<11>(word))),
                            number(0x1p-53));
    return hn::Add(number(low_), hn::Mul(number(width_), share));
  }

  PhiloxVectors blocks_;
  double low_, width_;
};

/// `groups` whole groups: a vector's blocks are a part of the eight of a group.
template <class Generator>
HWY_INLINE void fill_groups(Generator& generator, std::uint64_t groups, double* out) {
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

/// Fewer than a group's: pieces of fixed lengths, since a call or a string instruction costs more than so few elements.
HWY_INLINE void copy_few(const double* from, std::uint64_t count, double* to) {
  const auto piece = [&](std::uint64_t length) {
    if ((count & length) == 0)
      return;
    __builtin_memcpy(to, from, length * sizeof *to);
    from += length;
    to += length;
  };
  piece(8), piece(4), piece(2), piece(1);
}

/// Elements [first, first + count): whole groups straight to `out`, what sticks out at either end by way of a small
/// buffer, so that an element never depends on its neighbours. The generator is set anew where the counter's first word
/// runs over.
template <class Generator>
HWY_INLINE void fill_run(Generator& generator, std::uint64_t first, std::uint64_t count, double* out) {
  constexpr std::uint64_t blocks = random_group / 2, groups_of_a_word = (std::uint64_t{1} << 32) / blocks;
  HWY_ALIGN double buffer[random_group];
  generator.seek(first / random_group * blocks);
  while (true) {
    const auto group = first / random_group, skip = first % random_group;
    auto made = std::min(random_group - skip, count);
    if (made < random_group) {
      fill_groups(generator, 1, buffer);
      copy_few(buffer + skip, made, out);
    } else {
      const auto groups = std::min(count / random_group, groups_of_a_word - group % groups_of_a_word);
      fill_groups(generator, groups, out);
      made = groups * random_group;
    }
    first += made;
    out += made;
    count -= made;
    if (count == 0)
      return;
    if (first % (random_group * groups_of_a_word) == 0)
      generator.seek(first / random_group * blocks);
  }
}

template <class Generator>
HWY_INLINE void fill(Generator&& generator, const NumberRuns& numbers, double* out) {
  if (numbers.count > 0)
    for (std::uint64_t run = 0; run < numbers.runs; ++run, out += numbers.count)
      fill_run(generator, numbers.first + run * numbers.step, numbers.count, out);
}

void normal(std::uint64_t seed, const NumberRuns& numbers, double loc, double scale, double* out) {
  if (loc == 0 && scale == 1)
    fill(Normals<true>(seed, loc, scale), numbers, out);
  else
    fill(Normals<false>(seed, loc, scale), numbers, out);
}

void uniform(std::uint64_t seed, const NumberRuns& numbers, double low, double high, double* out) {
  fill(Uniforms(seed, low, high - low), numbers, out);
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

void fill_normal(std::uint64_t seed, const NumberRuns& numbers, double loc, double scale, double* out) {
  HWY_DYNAMIC_DISPATCH(normal)(seed, numbers, loc, scale, out);
}

void fill_uniform(std::uint64_t seed, const NumberRuns& numbers, double low, double high, double* out) {
  HWY_DYNAMIC_DISPATCH(uniform)(seed, numbers, low, high, out);
}

} // namespace troupe
#endif // HWY_ONCE
