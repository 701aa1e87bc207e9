// Runs a function on a thread with little stack, as actors' threads or a user's may have: what recurses by the depth of
// its data does not return.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <functional>
#include <system_error>

namespace troupe::test {

inline void with_small_stack(std::function<void()> function, std::size_t bytes = 256 << 10) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, bytes);
  pthread_t thread;
  const auto run = [](void* argument) -> void* {
    (*static_cast<std::function<void()>*>(argument))();
    return nullptr;
  };
  const int failed = pthread_create(&thread, &attributes, run, &function);
  pthread_attr_destroy(&attributes);
  if (failed != 0)
    throw std::system_error(failed, std::generic_category(), "cannot start a thread");
  pthread_join(thread, nullptr);
}

} // namespace troupe::test
