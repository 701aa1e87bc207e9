// Collections computed once and kept. As thread-safe as the executor. What is persisted stays with the workers that made it, and is
// made again from its lineage when one of those dies; it goes with the last collection made of it, and with the client.
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

/// What is picked of an array is an array.
template <class T> using Kept = std::conditional_t<std::derived_from<T, Array>, Array, T>;

/// For people, who read it where the data are lost: "array float64 {10, 10}".
std::string what_is(const Array& array);
template <Collection T>
  requires(!std::derived_from<T, Array>)
std::string what_is(const T& collection) { return "collection of " + std::to_string(collection.expression()->tasks()) + " partitions"; }

/// Each expression over chunks that are, or will be, kept. @param what  what_is() each
std::vector<ExpressionPtr> persisted(Executor& executor, std::span<const ExpressionPtr> expressions, std::span<const std::string> what,
                                     const JobOptions& options);

/// The collection over them; an array whose chunks are here already knows their sizes.
Array finished(Executor& executor, const Array& like, ExpressionPtr kept);
template <Collection T>
  requires(!std::derived_from<T, Array>)
T finished(Executor&, const T& like, ExpressionPtr kept) { return rewrapped(like, std::move(kept)); }

} // namespace persist_detail

/// Begins to compute the collection and keeps its chunks where they are made, for as long as something made of the result lives
/// and this client does: what comes back is cut alike and costs nothing to compute again. Does not wait for it: returns once
/// the scheduler has the job. What is computed of the result waits for it and fails with its error; wait(), cancel(), progress()
/// and futures_of() of collections/session/future.hpp tell how it goes. An executor that keeps nothing at workers (the serial one)
/// computes at once. Throws TroupeError.
Array persist(Executor& executor, const Array& array, const JobOptions& options = {});
template <Collection T>
  requires(!std::derived_from<T, Array>)
T persist(Executor& executor, const T& collection, const JobOptions& options = {}) {
  const ExpressionPtr expressions[] = {collection.expression()};
  const std::string what[] = {persist_detail::what_is(collection)};
  return persist_detail::finished(executor, collection, persist_detail::persisted(executor, expressions, what, options).front());
}

/// Several at once, as one job: what they share is computed once, the first error is that of all, and their chunks stay until
/// the last of them goes.
///
///     auto [x, y] = persist(client, a, b);
template <Collection First, Collection Second, Collection... More>
std::tuple<persist_detail::Kept<First>, persist_detail::Kept<Second>, persist_detail::Kept<More>...> persist(Executor& executor, const First& first, const Second& second, const More&... more) {
  const ExpressionPtr expressions[] = {first.expression(), second.expression(), more.expression()...};
  const std::string what[] = {persist_detail::what_is(first), persist_detail::what_is(second), persist_detail::what_is(more)...};
  auto kept = persist_detail::persisted(executor, expressions, what, {});
  std::size_t next = 0;
  const auto take = [&](const auto& like) { return persist_detail::finished(executor, like, std::move(kept[next++])); };
  return std::tuple<persist_detail::Kept<First>, persist_detail::Kept<Second>, persist_detail::Kept<More>...>{take(first), take(second), take(more)...}; // braces: from left to right
}

/// The array with the sizes of its chunks known, where they were not (x(x > 0), unique(x)): one job that computes it and
/// brings home the sizes alone. It is computed again when it is used; persist() it first where that is dear.
Array compute_chunk_sizes(Executor& executor, const Array& array, const JobOptions& options = {});

template <class AnyExecutor> Array Array::persist(AnyExecutor& executor) const { return troupe::persist(executor, *this); }
template <class AnyExecutor> Array Array::compute_chunk_sizes(AnyExecutor& executor) const { return troupe::compute_chunk_sizes(executor, *this); }

} // namespace troupe
