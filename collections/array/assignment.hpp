// Writing to some elements of an array, lazily: the array is replaced by one that has them changed. As NumPy's x[...] =
// value.
//
//     x(slice(2, 5), all) = 0;              // x is another array from here on; others that were x are not changed
//     x[x < 0] += 1;
//     auto y = setitem(x, {slice(2, 5)}, values);
//
// Pure functions; what does not fit is thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"

#include <initializer_list>
#include <utility>
#include <vector>

namespace troupe {

class ArrayLike;

/// The array with `value` at the places that the indices pick (index.hpp; no new axes): cast to the array's type,
/// broadcast to the places' shape. Of places named twice the last counts. Several lists name places together, as in
/// indexing. One index may be a lazy array, beside integers and slices. A mask: a number, or, where it covers all axes
/// that are left, as many values as it keeps elements, in C order - another number fails the job. Positions of one
/// axis: a task takes all of them. Only chunks that are touched are written.
Array setitem(const Array& array, const std::vector<Index>& indices, const ArrayLike& value);

/// What x(...) and x[...] return of an array that may change: the elements picked, and, on the left of an assignment,
/// their places. One that is picked from in turn, x[2][all] = 0, has places in x where the first indices are integers
/// and slices; after others, whose elements NumPy copies, an assignment is Errc::invalid_argument.
class Selection : public Array {
public:
  /// @pre `from` outlives the assignment
  Selection(Array picked, Array& from, std::vector<Index> indices);
  Selection(const Selection&) = default;
  Selection(Selection&&) = default;

  void operator=(const ArrayLike& value) &&;
  void operator=(const Selection& value) &&;
  /// A variable made by `auto y = x(...)` is an array of its own, and may be given another.
  Selection& operator=(const Array& other) & {
    Array::operator=(other);
    return *this;
  }
  Selection& operator=(const Selection& other) & { return *this = static_cast<const Array&>(other); }

  using Array::operator();
  using Array::operator[];
  template <class... Indices>
  Selection operator()(const Indices&... indices) && {
    return within({Index(indices)...});
  }
  template <IndexLike At>
  Selection operator[](const At& at) && {
    return within({Index(at)});
  }
  Selection operator[](std::initializer_list<Index> at) && { return within(at); }

private:
  Selection within(std::vector<Index> indices) const;
  Array* from_;
  std::vector<std::vector<Index>> steps_; ///< one after the other
};

template <class... Indices>
Selection Array::operator()(const Indices&... indices) & {
  std::vector<Index> listed{Index(indices)...};
  auto picked = index(listed);
  return Selection(std::move(picked), *this, std::move(listed));
}
template <IndexLike At>
Selection Array::operator[](const At& at) & {
  return (*this)(at);
}
inline Selection Array::operator[](std::initializer_list<Index> at) & { return Selection(index(at), *this, at); }

} // namespace troupe
