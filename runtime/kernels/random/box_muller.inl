// Box and Muller's normals from two words of 64 bits, by tables of sixteen entries and short polynomials. Included inside
// HWY_NAMESPACE. Every step is one correctly rounded operation, fused where it says so, so that all CPUs make the same bits.
// Tables and coefficients: tools/dev/box_muller_constants prints them.

using F64 = hn::ScalableTag<double>;
using F = hn::Vec<F64>;

HWY_INLINE F number(double value) { return hn::Set(F64(), value); }

/// a * b + c, rounded once. A CPU without that instruction gets it from the C library, slowly.
HWY_INLINE F fused(F a, F b, F c) {
#if HWY_NATIVE_FMA
  return hn::MulAdd(a, b, c);
#else
  HWY_ALIGN double x[hn::MaxLanes(F64())], y[hn::MaxLanes(F64())], z[hn::MaxLanes(F64())];
  hn::Store(a, F64(), x);
  hn::Store(b, F64(), y);
  hn::Store(c, F64(), z);
  for (std::size_t lane = 0; lane < hn::Lanes(F64()); ++lane)
    z[lane] = std::fma(x[lane], y[lane], z[lane]);
  return hn::Load(F64(), z);
#endif
}

HWY_INLINE F fused_less(F a, F b, F c) {
#if HWY_NATIVE_FMA
  return hn::MulSub(a, b, c);
#else
  return fused(a, b, hn::Neg(c));
#endif
}

/// table[lane mod 16]
HWY_INLINE F look_up(const double* table, U lane) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL // of two vectors; Highway 1.0 has this for one
  return F{_mm512_permutex2var_pd(_mm512_load_pd(table), lane.raw, _mm512_load_pd(table + 8))};
#else
  HWY_ALIGN std::uint64_t places[hn::MaxLanes(U64())];
  HWY_ALIGN double values[hn::MaxLanes(F64())];
  hn::Store(hn::And(lane, hn::Set(U64(), 15)), U64(), places);
  for (std::size_t i = 0; i < hn::Lanes(F64()); ++i)
    values[i] = table[places[i]];
  return hn::Load(F64(), values);
#endif
}

struct BoxMuller {
  /// -2 log u for u = (word | 1) / 2^64, to within 1e-14 or, where it is large, an ulp.
  /// With the word as a double 2^e m, 1 <= m < 2, and i the first four bits behind m's point: m = (1 + r) / inverse[i] with r
  /// at most 1/33 either way. The inverses are chosen such that the offsets, which hold -2 log(1 / inverse[i]), lie within
  /// 1e-16 of a double (S. Gal's method); they are 2^-47 more than that, so that nothing below zero comes out where u is near 1.
  static HWY_INLINE F squared_radius(U word) {
    const U64 u64;
    const hn::RebindToSigned<U64> i64;
    const U bits = hn::BitCast(u64, hn::ConvertTo(F64(), hn::Or(word, hn::Set(u64, 1))));
    const U top = hn::ShiftRight<48>(bits); // 16 (1023 + e) + i
    const U mantissa = hn::OrAnd(hn::Set(u64, 0x3FF0000000000000ull), bits, hn::Set(u64, 0x000FFFFFFFFFFFFFull));
    const F minus_eighth_of_log_2 = number(-0x1.62e42fefa39efp-4);
    const F whole = fused(hn::ConvertTo(F64(), hn::BitCast(i64, top)), minus_eighth_of_log_2, look_up(offsets, top));
    const F r = fused(hn::BitCast(F64(), mantissa), look_up(inverses, top), number(-1.0));
    F sum = fused(r, number(-0x1.24effcacb9b7dp-2), number(0x1.55bebebe4254bp-2));
    sum = fused(r, sum, number(-0x1.99998e955591ep-2));
    sum = fused(r, sum, number(0x1.fffff39b4982bp-2));
    sum = fused(r, sum, number(-0x1.555555557ec61p-1));
    sum = fused(r, sum, number(0x1.00000000174f4p+0));
    sum = fused(r, sum, number(-2.0));
    return fused(r, sum, whole);
  }

  /// The point at an even angle: a sixteenth of a turn chosen by the word's last four bits, and the word, as a signed
  /// number t, over 2^64 of another sixteenth. The polynomials take t itself; sine and cosine are within 1e-14.
  static HWY_INLINE void turn(F radius, U word, F& x, F& y) {
    const F t = hn::ConvertTo(F64(), hn::BitCast(hn::RebindToSigned<U64>(), word));
    const F square = hn::Mul(t, t);
    F sine = fused(square, number(-0x1.327eb938eb7b0p-470), number(0x1.466bb954c7dc1p-334));
    sine = fused(square, sine, number(-0x1.4abbce610ba86p-199));
    sine = fused(square, sine, number(0x1.921fb54442bc8p-66));
    sine = hn::Mul(sine, t);
    F cosine = fused(square, number(0x1.e18b5ce9cc5edp-539), number(-0x1.55d3bfa2ceb54p-402));
    cosine = fused(square, cosine, number(0x1.03c1f0814c075p-266));
    cosine = fused(square, cosine, number(-0x1.3bd3cc9be45aap-132));
    cosine = fused(square, cosine, number(1.0));
    const F along = hn::Mul(radius, look_up(cosines, word));
    const F across = hn::Mul(radius, look_up(sines, word));
    x = fused_less(along, cosine, hn::Mul(across, sine));
    y = fused(across, cosine, hn::Mul(along, sine));
  }

private:
  alignas(64) static constexpr double inverses[16] = {
    0x1.f07c1f07c2e35p-1, 0x1.d41d41d41e29bp-1, 0x1.bacf914c1bae6p-1, 0x1.a41a41a419e41p-1,
    0x1.8f9c18f9c152ap-1, 0x1.7d05f417d13c2p-1, 0x1.6c16c16c1757fp-1, 0x1.5c9882b930975p-1,
    0x1.4e5e0a72f0af6p-1, 0x1.4141414140c6ap-1, 0x1.3521cfb2b7a79p-1, 0x1.29e4129e4175bp-1,
    0x1.1f7047dc12186p-1, 0x1.15b1e5f75327dp-1, 0x1.0c9714fbcd722p-1, 0x1.0410410410384p-1};
  alignas(64) static constexpr double offsets[16] = {
    0x1.78b5c98f40213p+10, 0x1.78b3cd0a1c3c1p+10, 0x1.78b23bb1294d2p+10, 0x1.78b10a3a44373p+10,
    0x1.78b02f0d338bep+10, 0x1.78afa1f0eae6dp+10, 0x1.78af5bcba1b77p+10, 0x1.78af5670d2a33p+10,
    0x1.78af8c79a84b7p+10, 0x1.78aff925561f4p+10, 0x1.78b0983f88ca5p+10, 0x1.78b1660b934cep+10,
    0x1.78b25f3354b7fp+10, 0x1.78b380b91144ep+10, 0x1.78b4c7eba79abp+10, 0x1.78b6325cad43dp+10};
  static constexpr double half = 0x1.6a09e667f3bcdp-1; ///< cosine of a quarter of pi, of an eighth and of three eighths
  static constexpr double high = 0x1.d906bcf328d46p-1;
  static constexpr double low = 0x1.87de2a6aea963p-2;
  alignas(64) static constexpr double cosines[16] = {1,  high,  half,  low,  0, -low, -half, -high,
                                                     -1, -high, -half, -low, 0, low,  half,  high};
  alignas(64) static constexpr double sines[16] = {0, low,  half,  high,  1,  high,  half,  low,
                                                   0, -low, -half, -high, -1, -high, -half, -low};
};
