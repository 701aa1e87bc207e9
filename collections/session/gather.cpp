#include "collections/session/gather.hpp"

#include "collections/session/submitted.hpp"

namespace troupe {

Result<std::vector<std::vector<ChunkPtr>>> gather(Executor& executor, std::span<const ExpressionPtr> expressions,
                                                  const JobOptions& options) {
  TROUPE_TRY(submitted, Submitted::make(executor, expressions, options));
  return submitted.gather();
}

} // namespace troupe
