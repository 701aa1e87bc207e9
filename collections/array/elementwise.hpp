// Functions of one or two arrays, element by element, with NumPy's names, broadcasting and operators. Pure functions.
// Both operands must be cut alike along every axis that neither stretches; otherwise TroupeError names the axis.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

Array add(const Array& a, const Array& b);
Array subtract(const Array& a, const Array& b);
Array multiply(const Array& a, const Array& b);
Array divide(const Array& a, const Array& b);
Array power(const Array& a, const Array& b);
Array minimum(const Array& a, const Array& b);
Array maximum(const Array& a, const Array& b);

Array power(const Array& a, double exponent);
Array power(double base, const Array& exponent);
Array minimum(const Array& a, double b);
Array minimum(double a, const Array& b);
Array maximum(const Array& a, double b);
Array maximum(double a, const Array& b);

Array operator+(const Array& a, const Array& b);
Array operator-(const Array& a, const Array& b);
Array operator*(const Array& a, const Array& b);
Array operator/(const Array& a, const Array& b);
Array operator+(const Array& a, double b);
Array operator-(const Array& a, double b);
Array operator*(const Array& a, double b);
Array operator/(const Array& a, double b);
Array operator+(double a, const Array& b);
Array operator-(double a, const Array& b);
Array operator*(double a, const Array& b);
Array operator/(double a, const Array& b);
Array operator-(const Array& a);

Array absolute(const Array& a);
Array abs(const Array& a);
Array negative(const Array& a);
Array sqrt(const Array& a);
Array square(const Array& a);
Array exp(const Array& a);
Array log(const Array& a);
Array sin(const Array& a);
Array cos(const Array& a);
Array tanh(const Array& a);

} // namespace troupe
