// Objects that a process holds under names, each until its last handle is destroyed. Internal to this room.
// Thread-safe.
#pragma once

#include "runtime/base/key.hpp"

#include <map>
#include <memory>
#include <mutex>

namespace troupe {

template <class T>
class HeldByName {
public:
  void add(const Key& name, const std::shared_ptr<const T>& held) {
    std::lock_guard lock(mutex_);
    held_.emplace(name, held);
  }
  void remove(const Key& name) {
    std::lock_guard lock(mutex_);
    held_.erase(name);
  }
  /// One handle more; nullptr when nothing of that name is held (any more).
  std::shared_ptr<const T> find(const Key& name) {
    std::lock_guard lock(mutex_);
    const auto at = held_.find(name);
    return at == held_.end() ? nullptr : at->second.lock();
  }

private:
  std::mutex mutex_;
  std::map<Key, std::weak_ptr<const T>> held_;
};

} // namespace troupe
