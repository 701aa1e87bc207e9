// NumPy's operators of arrays: x + 1, 2 ** x as pow(2, x), x < y, x & mask, x += 1. Pure functions, but for those with
// a =. One operand at least is an array, the other one an array or a number of any arithmetic or complex type; so no
// operation of numbers alone, of Scalars or of enums ends here by accident.
#pragma once

#include "collections/array/elementwise.hpp"

#include <concepts>

namespace troupe {

template <class T>
concept ArrayOperand = std::derived_from<T, Array> || std::same_as<T, ArrayLike>;
template <class A, class B>
concept ArrayOperands = (ArrayOperand<A> || ArrayOperand<B>)&&std::convertible_to<
    const A&, ArrayLike>&& std::convertible_to<const B&, ArrayLike>;

template <class A, class B>
requires ArrayOperands<A, B> Array operator+(const A& a, const B& b) { return add(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator-(const A& a, const B& b) { return subtract(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator*(const A& a, const B& b) { return multiply(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator/(const A& a, const B& b) { return divide(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator%(const A& a, const B& b) { return remainder(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator==(const A& a, const B& b) { return equal(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator!=(const A& a, const B& b) { return not_equal(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator<(const A& a, const B& b) { return less(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator<=(const A& a, const B& b) { return less_equal(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator>(const A& a, const B& b) { return greater(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator>=(const A& a, const B& b) { return greater_equal(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator&(const A& a, const B& b) { return bitwise_and(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator|(const A& a, const B& b) { return bitwise_or(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator^(const A& a, const B& b) { return bitwise_xor(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator<<(const A& a, const B& b) { return left_shift(a, b); }
template <class A, class B>
requires ArrayOperands<A, B> Array operator>>(const A& a, const B& b) { return right_shift(a, b); }
Array operator-(const Array& a);
Array operator+(const Array& a);
Array operator~(const Array& a);
Array operator!(const Array& a);

/// In place, as NumPy has it: the variable keeps its shape and type, or the call is refused - int64 += 1.5, a sum of a
/// larger shape - where x = x + 1.5 would make another array. Other arrays that were x are not changed. For x[...] +=
/// value: the elements picked, places named twice once.
Array updated(Ufunc op, const Array& a, const ArrayLike& b);

inline Array& operator+=(Array& a, const ArrayLike& b) { return a = updated(Ufunc::add, a, b); }
inline Array& operator-=(Array& a, const ArrayLike& b) { return a = updated(Ufunc::subtract, a, b); }
inline Array& operator*=(Array& a, const ArrayLike& b) { return a = updated(Ufunc::multiply, a, b); }
inline Array& operator/=(Array& a, const ArrayLike& b) { return a = updated(Ufunc::divide, a, b); }
inline Array& operator%=(Array& a, const ArrayLike& b) { return a = updated(Ufunc::remainder, a, b); }
inline Array& operator&=(Array& a, const ArrayLike& b) { return a = updated(Ufunc::bitwise_and, a, b); }
inline Array& operator|=(Array& a, const ArrayLike& b) { return a = updated(Ufunc::bitwise_or, a, b); }
inline Array& operator^=(Array& a, const ArrayLike& b) { return a = updated(Ufunc::bitwise_xor, a, b); }
inline Array& operator<<=(Array& a, const ArrayLike& b) { return a = updated(Ufunc::left_shift, a, b); }
inline Array& operator>>=(Array& a, const ArrayLike& b) { return a = updated(Ufunc::right_shift, a, b); }

void operator+=(Selection&& a, const ArrayLike& b);
void operator-=(Selection&& a, const ArrayLike& b);
void operator*=(Selection&& a, const ArrayLike& b);
void operator/=(Selection&& a, const ArrayLike& b);
void operator%=(Selection&& a, const ArrayLike& b);
void operator&=(Selection&& a, const ArrayLike& b);
void operator|=(Selection&& a, const ArrayLike& b);
void operator^=(Selection&& a, const ArrayLike& b);
void operator<<=(Selection&& a, const ArrayLike& b);
void operator>>=(Selection&& a, const ArrayLike& b);

} // namespace troupe
