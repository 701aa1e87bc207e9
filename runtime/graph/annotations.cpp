#include "runtime/graph/annotations.hpp"

#include <utility>

namespace troupe {
namespace {

thread_local const Annotations* innermost = nullptr;

} // namespace

Annotate::Annotate(Annotations annotations) : mine_(std::move(annotations)), outer_(std::exchange(innermost, &mine_)) {}

Annotate::~Annotate() { innermost = outer_; }

const Annotations& Annotate::current() {
  static const Annotations none;
  return innermost ? *innermost : none;
}

} // namespace troupe
