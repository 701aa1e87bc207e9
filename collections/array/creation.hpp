// Where lazy arrays come from: generators whose blocks are made by the workers. Pure functions; a wrong shape or cut is
// thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"
#include "collections/array/chunks.hpp"

namespace troupe {

/// troupe::ones({1000, 4}, {.chunks = {250, -1}})
struct CreationOptions {
  Chunks chunks = {};
};

Array full(const Shape& shape, double value, const CreationOptions& options = {});
Array zeros(const Shape& shape, const CreationOptions& options = {});
Array ones(const Shape& shape, const CreationOptions& options = {});
/// 0, 1, ... below `stop`.
Array arange(double stop, const CreationOptions& options = {});
/// start, start + step, ... before `stop`; step may be negative, not zero.
Array arange(double start, double stop, double step = 1, const CreationOptions& options = {});

namespace random {

struct NormalOptions {
  Chunks chunks = {};
  std::uint64_t seed = 0;
  double loc = 0;
  double scale = 1;
};
/// Normal numbers of mean `loc` and standard deviation `scale`. An element depends on the seed and its place in the
/// array alone: the same for any chunks.
Array normal(const Shape& shape, const NormalOptions& options = {});

struct UniformOptions {
  Chunks chunks = {};
  std::uint64_t seed = 0;
  double low = 0;
  double high = 1;
};
/// Even over [low, high).
Array uniform(const Shape& shape, const UniformOptions& options = {});

} // namespace random
} // namespace troupe
