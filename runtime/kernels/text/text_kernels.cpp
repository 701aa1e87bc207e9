#include "runtime/kernels/text/text_kernels.hpp"

namespace troupe {

void add_text_kernels(KernelRegistry& registry) {
  add_bag(registry);
  add_bag_choose(registry);
  add_bag_from_sequence(registry);
  add_text_read_lines(registry);
}

} // namespace troupe
