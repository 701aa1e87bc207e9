// Collections computed once and kept. As thread-safe as the executor. What is persisted stays with the workers that
// made it, and is made again from its lineage when one of those dies; it goes with the last collection made of it, and
// with the client.
#pragma once

#include "collections/session/compute.hpp"
#include "collections/session/from_memory.hpp"
#include "collections/session/rewrapped.hpp"

#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace troupe {

namespace persist_detail {

/// A selection from an array counts as an array.
template <class T>
using Kept = std::conditional_t<std::derived_from<T, Array>, Array, T>;

/// A description for error messages about lost data: "array float64 {10, 10}".
std::string what_is(const Array& array);
template <Collection T>
requires(!std::derived_from<T, Array>) std::string what_is(const T& collection) {
  return "collection of " + std::to_string(collection.expression()->tasks()) + " partitions";
}

/// Each expression over its persisted chunks. @param what  what_is() of each
std::vector<ExpressionPtr> persisted(Executor& executor, std::span<const ExpressionPtr> expressions,
                                     std::span<const std::string> what, const JobOptions& options);

/// The collection over those expressions; an array whose chunks are already computed knows their sizes.
Array finished(Executor& executor, const Array& like, ExpressionPtr kept);
template <Collection T>
requires(!std::derived_from<T, Array>) T finished(Executor&, const T& like, ExpressionPtr kept) {
  return rewrapped(like, std::move(kept));
}

} // namespace persist_detail

/// Starts computing the collection and keeps its chunks on the workers that make them, as long as this client and some
/// collection made of the result live. The result has the same chunks and is not computed again. Returns once the
/// scheduler has the job, without waiting for it. Computations on the result wait for it and fail with its error; see
/// wait(), cancel(), progress() and futures_of() in collections/session/future.hpp. An executor without workers (the
/// serial one) computes at once. Throws TroupeError.
Array persist(Executor& executor, const Array& array, const JobOptions& options = {});
template <Collection T>
requires(!std::derived_from<T, Array>) T
    persist(Executor& executor, const T& collection, const JobOptions& options = {}) {
  const ExpressionPtr expressions[] = {collection.expression()};
  const std::string what[] = {persist_detail::what_is(collection)};
  return persist_detail::finished(executor, collection,
                                  persist_detail::persisted(executor, expressions, what, options).front());
}

/// Several collections as one job: shared parts are computed once, the first error fails all, and their chunks are kept
/// until the last collection is gone.
///
///     auto [x, y] = persist(client, a, b);
template <Collection First, Collection Second, Collection... More>
std::tuple<persist_detail::Kept<First>, persist_detail::Kept<Second>, persist_detail::Kept<More>...>
persist(Executor& executor, const First& first, const Second& second, const More&... more) {
  const ExpressionPtr expressions[] = {first.expression(), second.expression(), more.expression()...};
  const std::string what[] = {persist_detail::what_is(first), persist_detail::what_is(second),
                              persist_detail::what_is(more)...};
  auto kept = persist_detail::persisted(executor, expressions, what, {});
  std::size_t next = 0;
  const auto take = [&](const auto& like) { return persist_detail::finished(executor, like, std::move(kept[next++])); };
  return std::tuple<persist_detail::Kept<First>, persist_detail::Kept<Second>, persist_detail::Kept<More>...>{
      take(first), take(second), take(more)...}; // braces: from left to right
}

/// Finds unknown chunk sizes (x(x > 0), unique(x)): one job computes the array and returns only the sizes. The array is
/// computed again when it is used; persist() it first if that is expensive.
Array compute_chunk_sizes(Executor& executor, const Array& array, const JobOptions& options = {});

template <class AnyExecutor>
Array Array::persist(AnyExecutor& executor) const {
  return troupe::persist(executor, *this);
}
template <class AnyExecutor>
Array Array::compute_chunk_sizes(AnyExecutor& executor) const {
  return troupe::compute_chunk_sizes(executor, *this);
}

} // namespace troupe
