// Deduces from a function's C++ signature what it takes and makes. Compile time only; function.hpp lists the allowed
// signatures.
#pragma once

#include "runtime/kernels/function_context.hpp"

#include <array>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace troupe::function_detail {

template <class R, class... A>
struct Signature {
  using Result = R;
  static constexpr std::size_t arity = sizeof...(A);
};

template <class Member>
struct MemberSignature;
template <class R, class C, class... A>
struct MemberSignature<R (C::*)(A...)> {
  using type = Signature<R, A...>;
};
template <class R, class C, class... A>
struct MemberSignature<R (C::*)(A...) const> {
  using type = Signature<R, A...>;
};
template <class R, class C, class... A>
struct MemberSignature<R (C::*)(A...) noexcept> {
  using type = Signature<R, A...>;
};
template <class R, class C, class... A>
struct MemberSignature<R (C::*)(A...) const noexcept> {
  using type = Signature<R, A...>;
};

template <class F>
concept HasOneCall = requires {
  &F::operator();
};

/// Of generic lambdas and overloads, which have no one signature: the first of these that they can be called by.
template <class F>
consteval auto tried_signature() {
  using B = const Block&;
  using P = const Params&;
  using In = std::span<const double>;
  using Out = std::span<double>;
  if constexpr (std::is_invocable_r_v<Result<ChunkPtr>, F&, const KernelContext&, std::span<ChunkPtr>>)
    return Signature<Result<ChunkPtr>, const KernelContext&, std::span<ChunkPtr>>();
  else if constexpr (std::is_invocable_v<F&, double>)
    return Signature<std::invoke_result_t<F&, double>, double>();
  else if constexpr (std::is_invocable_v<F&, double, double>)
    return Signature<std::invoke_result_t<F&, double, double>, double, double>();
  else if constexpr (std::is_invocable_v<F&, In, Out>)
    return Signature<void, In, Out>();
  else if constexpr (std::is_invocable_v<F&, P, In, Out>)
    return Signature<void, P, In, Out>();
  else if constexpr (std::is_invocable_v<F&, B>)
    return Signature<std::invoke_result_t<F&, B>, B>();
  else if constexpr (std::is_invocable_v<F&, B, B>)
    return Signature<std::invoke_result_t<F&, B, B>, B, B>();
  else
    return Signature<void>();
}

template <class F>
struct SignatureOf {
  using type = decltype(tried_signature<F>());
};
template <HasOneCall F>
struct SignatureOf<F> : MemberSignature<decltype(&F::operator())> {};
template <class R, class... A>
struct SignatureOf<R (*)(A...)> {
  using type = Signature<R, A...>;
};
template <class R, class... A>
struct SignatureOf<R (*)(A...) noexcept> {
  using type = Signature<R, A...>;
};

/// std::int64_t is one of two types of its size; a function of the other is called with it all the same.
template <class T>
struct Named {
  using type = T;
};
template <class T>
requires std::is_same_v < std::remove_cvref_t<T>,
long long > struct Named<T> { using type = std::int64_t; };
template <class T>
requires std::is_same_v < std::remove_cvref_t<T>,
unsigned long long > struct Named<T> { using type = std::uint64_t; };
template <class S>
struct NamedSignature;
template <class R, class... A>
struct NamedSignature<Signature<R, A...>> {
  using type = Signature<typename Named<R>::type, typename Named<A>::type...>;
};
template <class F>
using signature_of = typename NamedSignature<typename SignatureOf<std::decay_t<F>>::type>::type;

// What an argument is ------------------------------------------------------------------------------------------------

template <class T>
concept Element = requires {
  dtype_of<T>::value;
};

template <class A>
struct SpanOf {
  using type = void;
};
template <class T>
struct SpanOf<std::span<T>> {
  using type = T;
};
/// The element type of a span; void of anything else.
template <class A>
using span_element = typename SpanOf<std::remove_cvref_t<A>>::type;

template <class A, class B>
concept Is = std::is_same_v<std::remove_cvref_t<A>, B>;
template <class A>
concept FromContext = Is<A, Params> || Is<A, FunctionContext> || Is<A, BlockInfo>;
template <class A>
concept Filled = std::is_same_v<A, Block&>; ///< a block that the function fills
template <class A>
concept FilledSpan = Element<span_element<A>> && !std::is_const_v<span_element<A>>;
template <class A>
concept ReadSpan = std::is_const_v<span_element<A>> && Element<std::remove_const_t<span_element<A>>>;
template <class A>
concept ReadBlock = Is<A, Block> && !Filled<A>;
template <class A>
concept Input = ReadBlock<A> || ReadSpan<A> || Is<A, Table> || Is<A, BagPart>;
template <class A>
concept Output = Filled<A> || FilledSpan<A>;
template <class A>
concept ElementInput =
    Element<std::remove_cvref_t<A>> &&(!std::is_reference_v<A> || std::is_const_v<std::remove_reference_t<A>>);

// What comes back ----------------------------------------------------------------------------------------------------

template <class R>
struct Unwrapped {
  using type = R;
};
template <class T>
struct Unwrapped<Result<T>> {
  using type = T;
};
/// R, or T of a Result<T>.
template <class R>
using unwrapped = typename Unwrapped<std::remove_cvref_t<R>>::type;

template <class R>
concept Several = requires {
  std::tuple_size<R>::value;
};

template <class R, std::size_t... I>
consteval bool all_elements(std::index_sequence<I...>) {
  return (Element<std::tuple_element_t<I, R>> && ...);
}
template <class R, std::size_t... I>
consteval bool all_blocks(std::index_sequence<I...>) {
  return (Is<std::tuple_element_t<I, R>, Block> && ...);
}
template <class R>
consteval bool several_elements() {
  if constexpr (Several<R>)
    return all_elements<R>(std::make_index_sequence<std::tuple_size_v<R>>());
  else
    return false;
}
template <class R>
consteval bool several_blocks() {
  if constexpr (Several<R>)
    return all_blocks<R>(std::make_index_sequence<std::tuple_size_v<R>>());
  else
    return false;
}

/// Functions of elements: numbers in, numbers out, beside what comes from the context.
template <class S>
struct IsElementwise : std::false_type {};
template <class R, class... A>
requires((FromContext<A> || ElementInput<A>)&&...) struct IsElementwise<Signature<R, A...>>
    : std::bool_constant<(ElementInput<A> || ...) && (Element<unwrapped<R>> || several_elements<unwrapped<R>>())> {
};

template <class S>
struct IsRaw : std::false_type {};
template <class R>
struct IsRaw<Signature<R, const KernelContext&, std::span<ChunkPtr>>> : std::is_convertible<R, Result<ChunkPtr>> {};

/// How many of the first `count` arguments are so: the number of an input among the inputs, say.
template <std::size_t count>
consteval std::size_t before(const std::array<bool, count>& is, std::size_t at) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < at; ++i)
    number += is[i] ? 1 : 0;
  return number;
}

// Types of the outputs, where the signature says them
// ------------------------------------------------------------------

template <class R, std::size_t... I>
std::vector<DType> dtypes_of(std::index_sequence<I...>) {
  return {dtype_of_v<std::tuple_element_t<I, R>>...};
}

template <class R, class... A>
std::vector<DType> result_dtypes(Signature<R, A...>) {
  using Made = unwrapped<R>;
  std::vector<DType> dtypes;
  if constexpr (Element<Made>)
    dtypes.push_back(dtype_of_v<Made>);
  else if constexpr (several_elements<Made>())
    dtypes = dtypes_of<Made>(std::make_index_sequence<std::tuple_size_v<Made>>());
  else if constexpr ((FilledSpan<A> || ...) && !(Filled<A> || ...)) {
    const auto add = [&]<class One>() {
      if constexpr (FilledSpan<One>)
        dtypes.push_back(dtype_of_v<span_element<One>>);
    };
    (add.template operator()<A>(), ...);
  }
  return dtypes;
}

} // namespace troupe::function_detail
