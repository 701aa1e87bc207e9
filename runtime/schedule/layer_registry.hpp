// The layers of all jobs: a kernel and its parameters, stored once for all their tasks; and what their tasks took, by
// layer and by kernel. Plain value for one thread; constant time an operation.
// Invariants: a number is used again only once nothing counts on it, with another generation; two layers that are the
// same have one number; kernels that no layer has are forgotten once there are many.
#pragma once

#include "runtime/base/key.hpp"
#include "runtime/base/params.hpp"
#include "runtime/graph/task_graph.hpp"
#include "runtime/schedule/scheduler_numbers.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace troupe::schedule {

/// What the scheduler reads of a layer.
struct LayerRecord {
  Key key;
  std::string kernel;
  Params params;
  std::uint32_t tasks = 0;         ///< what counts on it
  std::uint32_t generation = 0;    ///< raised with every new use of the number
  std::uint32_t constraint = none; ///< which workers it is for; none: any
  std::int32_t priority = 0;
  std::uint32_t retries = 0;
  std::int64_t timeout_us = 0; ///< 0: none
};

class LayerRegistry {
public:
  /// @param constraint  The number of the layer's rule; none: any worker.
  /// @returns Its number; its count is raised for the caller, who gives it back with release(). A layer that is the
  /// same
  ///          (key, kernel, parameters, priority, retries, timeout, rule) keeps its number.
  LayerNumber add(const Layer& layer, std::int32_t priority, std::int64_t timeout_us, std::uint32_t constraint);
  void retain(LayerNumber layer) { ++layers_[layer].record.tasks; }
  /// @returns True when that was the last: the layer is gone. Its record can be read until the next add().
  bool release(LayerNumber layer);

  const LayerRecord& operator[](LayerNumber layer) const { return layers_[layer].record; }
  std::size_t size() const { return layers_.size(); } ///< numbers in use and free
  std::size_t kernels() const { return kernels_.size(); }
  bool has(const Key& key) const { return by_key_.contains(key); }

  /// What a task of so many inputs took or will take, in microseconds: as others of its layer, else of its kernel with
  /// about as many inputs, or more where one has been running for longer; 0 where nothing is known.
  double measured_us(LayerNumber layer, std::size_t inputs) const;
  bool is_measured(LayerNumber layer) const { return layers_[layer].duration_us > 0; }
  /// @returns What its tasks are expected to take from now on.
  double measure(LayerNumber layer, std::size_t inputs, double duration_us);
  /// A task of a layer that is not measured has been running for so long; `unmeasured_us` was expected of it.
  void measure_running(LayerNumber layer, double ran_us, double unmeasured_us);

private:
  struct Entry {
    LayerRecord record;
    std::uint32_t kernel = none;
    double duration_us = 0; ///< smoothed; 0 while unmeasured
    double running_us = 0;  ///< while unmeasured: what is expected of a task that has run for so long already
  };
  /// What is known of a kernel whatever its parameters: a first guess for layers that are not measured yet. Apart for
  /// tasks of one input, of two and three, of four to seven and so on: cutting a chunk says nothing of putting twenty
  /// together.
  struct Kernel {
    static constexpr std::size_t kinds = 8;
    std::string name;
    std::array<double, kinds> duration_us{};
    double running_us = 0;
  };

  LayerNumber find_same(const Layer& layer, std::int32_t priority, std::int64_t timeout_us,
                        std::uint32_t constraint) const;
  LayerNumber free_number();
  std::uint32_t kernel_number(const std::string& name);
  void forget_unused_kernels();

  std::vector<Entry> layers_;
  std::vector<LayerNumber> free_;
  std::unordered_multimap<Key, LayerNumber> by_key_;
  std::vector<Kernel> kernels_;
  std::unordered_map<std::string, std::uint32_t> kernels_by_name_;
  std::size_t kernels_limit_ = 0; ///< more are looked through for such as nothing has
};

} // namespace troupe::schedule
