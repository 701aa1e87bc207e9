// Loops over tiles from functions of single numbers, compiled again for each instruction set: included between
// HWY_BEFORE_NAMESPACE() and HWY_AFTER_NAMESPACE() inside HWY_NAMESPACE, or once in a plain namespace.
// What is written is at the index that is read, so output may be input: the compiler is told.
#if defined(__clang__)
#define TROUPE_EACH_APART _Pragma("clang loop vectorize(assume_safety)")
#else
#define TROUPE_EACH_APART _Pragma("GCC ivdep")
#endif

template <class Op, class In, class Out> void loop1(const void* const* in, void* out, std::size_t count) {
  const auto* a = static_cast<const In*>(in[0]);
  auto* to = static_cast<Out*>(out);
  TROUPE_EACH_APART
  for (std::size_t i = 0; i < count; ++i)
    to[i] = static_cast<Out>(Op()(a[i]));
}

template <class Op, class In, class Out> void loop2(const void* const* in, void* out, std::size_t count) {
  const auto* a = static_cast<const In*>(in[0]);
  const auto* b = static_cast<const In*>(in[1]);
  auto* to = static_cast<Out*>(out);
  TROUPE_EACH_APART
  for (std::size_t i = 0; i < count; ++i)
    to[i] = static_cast<Out>(Op()(a[i], b[i]));
}

template <class First, class Op, class In> void loop3(const void* const* in, void* out, std::size_t count) {
  const auto* a = static_cast<const First*>(in[0]);
  const auto* b = static_cast<const In*>(in[1]);
  const auto* c = static_cast<const In*>(in[2]);
  auto* to = static_cast<In*>(out);
  TROUPE_EACH_APART
  for (std::size_t i = 0; i < count; ++i)
    to[i] = Op()(a[i], b[i], c[i]);
}

/// The loop among those for Ts..., or nullptr.
template <class Op, class... Ts> TileFunction unary_loop(DType dtype) {
  TileFunction found = nullptr;
  ((dtype == dtype_of_v<Ts> ? void(found = &loop1<Op, Ts, Ts>) : void()), ...);
  return found;
}
template <class Op, class... Ts> TileFunction unary_to_bool(DType dtype) {
  TileFunction found = nullptr;
  ((dtype == dtype_of_v<Ts> ? void(found = &loop1<Op, Ts, bool>) : void()), ...);
  return found;
}
template <class Op, class... Ts> TileFunction binary_loop(DType dtype) {
  TileFunction found = nullptr;
  ((dtype == dtype_of_v<Ts> ? void(found = &loop2<Op, Ts, Ts>) : void()), ...);
  return found;
}
template <class Op, class... Ts> TileFunction binary_to_bool(DType dtype) {
  TileFunction found = nullptr;
  ((dtype == dtype_of_v<Ts> ? void(found = &loop2<Op, Ts, bool>) : void()), ...);
  return found;
}

#define TROUPE_SIGNED std::int8_t, std::int16_t, std::int32_t, std::int64_t
#define TROUPE_INTEGERS TROUPE_SIGNED, std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t
#define TROUPE_FLOATS float, double
#define TROUPE_NUMBERS TROUPE_INTEGERS, TROUPE_FLOATS
#define TROUPE_COMPLEX std::complex<float>, std::complex<double>
