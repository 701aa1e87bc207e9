// The end of laziness: compute(executor, x) runs what x describes and hands over what came out. As thread-safe as the
// executor.
//
//     Values means = compute(client, x.mean(0));
//     auto [low, high] = compute(client, x.min(), x.max());   // one job: what they share is computed once
//
// A collection takes part by having expression() and a collect(collection, chunks) beside it. Errors, also those of the
// job, are thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"
#include "collections/bag/bag.hpp"
#include "collections/delayed/delayed.hpp"
#include "collections/frame/frame.hpp"
#include "collections/session/array2string.hpp"
#include "collections/session/gather.hpp"
#include "collections/session/values.hpp"

#include <concepts>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace troupe {

/// What the chunks of a computed collection make together.
Result<Values> collect(const Array& array, std::span<const ChunkPtr> chunks);
Result<ChunkPtr> collect(const Delayed& delayed, std::span<const ChunkPtr> chunks);
Result<Table> collect(const DataFrame& frame, std::span<const ChunkPtr> chunks);
Result<Column> collect(const Series& series, std::span<const ChunkPtr> chunks);
Result<std::vector<std::string>> collect(const Bag& bag, std::span<const ChunkPtr> chunks);
Result<std::vector<std::pair<std::string, std::int64_t>>> collect(const BagFrequencies& frequencies,
                                                                  std::span<const ChunkPtr> chunks);

template <class T>
concept Collection = requires(const T& collection, std::span<const ChunkPtr> chunks) {
  { collection.expression() } -> std::convertible_to<ExpressionPtr>;
  collect(collection, chunks).ok();
};

/// A collection without a text of its own has nothing to show before it is computed: print what compute(executor, x)
/// returns.
template <class T>
concept NothingToPrintBeforeCompute = Collection<T> && !requires(const T& collection) {
  to_string(collection);
};
template <NothingToPrintBeforeCompute T>
std::ostream& operator<<(std::ostream& out, const T& collection) = delete;

/// @returns Values for an Array, a Table for a DataFrame, a Column for a Series, the items of a Bag, the chunk for a
/// Delayed.
template <Collection T>
auto compute(Executor& executor, const T& collection, const JobOptions& options = {}) {
  const ExpressionPtr expressions[] = {collection.expression()};
  const auto gathered = gather(executor, expressions, options).value();
  return collect(collection, std::span<const ChunkPtr>(gathered[0])).value();
}

namespace compute_detail {

template <class Collections, std::size_t... I>
auto collect_all(const Collections& collections, const std::vector<std::vector<ChunkPtr>>& gathered,
                 std::index_sequence<I...>) {
  return std::make_tuple(collect(std::get<I>(collections), std::span<const ChunkPtr>(gathered[I])).value()...);
}

} // namespace compute_detail

/// Several at once, as one job. @returns A tuple.
template <Collection First, Collection Second, Collection... More>
auto compute(Executor& executor, const First& first, const Second& second, const More&... more) {
  const ExpressionPtr expressions[] = {first.expression(), second.expression(), more.expression()...};
  const auto gathered = gather(executor, expressions).value();
  return compute_detail::collect_all(std::tie(first, second, more...), gathered,
                                     std::make_index_sequence<2 + sizeof...(More)>{});
}

template <class AnyExecutor>
auto Array::compute(AnyExecutor& executor) const {
  return troupe::compute(executor, *this);
}
template <class T, class AnyExecutor>
T Array::item(AnyExecutor& executor) const {
  return troupe::compute(executor, *this).template scalar<T>();
}

} // namespace troupe
