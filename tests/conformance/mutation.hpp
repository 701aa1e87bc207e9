// A task as no client of ours would ask for it: one thing about its parameters, its number or its inputs is changed.
// Drawn from a seed. One thread at a time.
#pragma once

#include "runtime/base/params.hpp"
#include "runtime/chunk/chunk.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace troupe::conformance {

struct Task {
  Params params;
  std::uint32_t index = 0;
  std::vector<ChunkPtr> inputs;
};

class Mutation {
public:
  explicit Mutation(std::uint64_t seed) : random_(seed) {}

  /// @returns What was changed, in words.
  std::string apply(Task& task);

private:
  std::size_t below(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_); }
  std::int64_t other_number(std::int64_t value);
  std::string change_parameter(Params& params);
  Params::Value changed(const Params::Value& value);
  Params::Value other_kind(const Params::Value& value);
  std::string change_input(std::vector<ChunkPtr>& inputs);
  ChunkPtr other_chunk(const ChunkPtr& chunk);
  Block other_block(const Block& block);

  std::mt19937_64 random_;
};

} // namespace troupe::conformance
