// The lazy bag: what dask.bag.Bag is to Python, of texts. An order of items in partitions; nothing is computed until
// compute(). An immutable handle, cheap to copy and safe to share between threads.
// Invariant: the expression has one task a partition, which makes a BagPart. How many items a partition has is not
// known before it is computed. Errors in a call (a negative k) are thrown by it as TroupeError.
//
//     auto words = read_text("books/*.txt").lower().split();
//     for (const auto& [word, times] : compute(client, words.frequencies().topk(10))) ...
#pragma once

#include "collections/array/array.hpp"
#include "runtime/base/named_params.hpp"
#include "runtime/graph/expression.hpp"

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace troupe {

class BagFrequencies;

class Bag {
public:
  /// For those who add readers: wraps an expression. @returns Errc::invalid_argument without one.
  static Result<Bag> make(ExpressionPtr expression);

  std::uint32_t npartitions() const { return expression_->tasks(); }
  const ExpressionPtr& expression() const { return expression_; }

  /// Functions registered under that name with runtime/kernels/user/bag_function.hpp, which all get `params`:
  /// every item to one (register_bag_map); the items for which it is true (register_bag_filter); every item to any
  /// number of them (register_bag_flat_map), Dask's map(f).flatten().
  Bag map(const std::string& function, const NamedParams& params = {}) const {
    return map_partitions(function, params);
  }
  Bag filter(const std::string& predicate, const NamedParams& params = {}) const {
    return map_partitions(predicate, params);
  }
  Bag flat_map(const std::string& function, const NamedParams& params = {}) const {
    return map_partitions(function, params);
  }
  /// Any kernel from one part of a bag to another; the job fails where it makes something else, naming it and the
  /// partition.
  Bag map_partitions(const std::string& function, const NamedParams& params = {}) const;

  Bag lower() const;                           ///< ASCII letters in lower case
  Bag strip() const;                           ///< without white space at both ends
  Bag split() const;                           ///< the words between white space, all in one bag
  Bag split(const std::string& sep) const;     ///< what stands between separators, also nothing
  Bag contains(const std::string& text) const; ///< the items that contain it
  /// Of what stands between separators in each item the index-th, from the end when negative. Computing fails where
  /// there is none.
  Bag pluck(std::int64_t index, const std::string& sep) const;
  Bag pluck(std::int64_t index, const std::string& sep, const std::string& otherwise) const;

  /// The first k items of the first `npartitions` partitions (-1: of all), as a bag of one partition. Other partitions
  /// are not computed; fewer items come out where these have fewer.
  Bag take(std::int64_t k, std::int64_t npartitions = 1) const;
  /// The different items in the order in which they first came, as one partition.
  Bag distinct() const;
  /// The k largest items, largest first, as one partition; of equal ones those that came first.
  /// @param key  what is compared: "text" (by bytes), "number" (items that are no numbers fail the job) or "length"
  Bag topk(std::int64_t k, const std::string& key = "text") const;

  /// Folds every partition, then what came out, `split_every` at a time in order, by a function registered with
  /// register_bag_fold: a bag of one item, or of none when there was none to begin with.
  Bag fold(const std::string& function, const NamedParams& params = {}, std::uint32_t split_every = 8) const;
  /// @param perpartition  a kernel from one part of a bag to another
  /// @param aggregate     a kernel from several of those to one; it also gets what it made itself
  Bag reduction(const std::string& perpartition, const std::string& aggregate, const NamedParams& params = {},
                std::uint32_t split_every = 8) const;

  /// How often each item is there.
  BagFrequencies frequencies() const;
  /// The number of items, as a 0-d float64 array.
  Array count() const;

private:
  explicit Bag(ExpressionPtr expression) : expression_(std::move(expression)) {}
  ExpressionPtr expression_;
};

/// Items and how often each is there, by rising item, or as topk() orders them. compute() gives pairs.
class BagFrequencies {
public:
  /// For those who wrap an expression whose only task makes such a table. @returns Errc::invalid_argument without one.
  static Result<BagFrequencies> make(ExpressionPtr expression);
  const ExpressionPtr& expression() const { return expression_; }
  /// The k most frequent, those first; of equally frequent ones by rising item.
  BagFrequencies topk(std::int64_t k) const;

private:
  friend class Bag;
  explicit BagFrequencies(ExpressionPtr expression) : expression_(std::move(expression)) {}
  ExpressionPtr expression_; ///< one task, whose table has columns `value` and `count`
};

struct FromSequenceOptions {
  std::int64_t npartitions = 0;    ///< about that many; 0: at most 100
  std::int64_t partition_size = 0; ///< items in each, but the last; not both
};

/// A bag of these items, which travel with the graph: for small ones.
Bag from_sequence(const std::vector<std::string>& items, const FromSequenceOptions& options = {});

/// "Bag(8 partitions)".
std::string to_string(const Bag& bag);
std::ostream& operator<<(std::ostream& out, const Bag& bag);

} // namespace troupe
