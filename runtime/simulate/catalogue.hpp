// Every task of a run under a small number, with its expected value (a hash of its kernel, its index and its inputs'
// values, evaluated here directly, without scheduler or workers), its duration and its size. Immutable once made. Tasks
// that several jobs share are one.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/simulate/workload.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace troupe::simulate {

constexpr std::uint32_t no_task = 0xffffffff;

/// What a simulated kernel computes. @param salt  of its layer
constexpr std::uint64_t kernel_value(std::uint64_t salt, std::uint32_t index);
/// The next input, in the kernel's order.
constexpr std::uint64_t take_input(std::uint64_t value, std::uint64_t input);

class Catalogue {
public:
  Catalogue(std::vector<std::shared_ptr<const Workload>> workloads, std::uint64_t seed);

  std::uint32_t size() const { return static_cast<std::uint32_t>(origins_.size()); }
  /// no_task when there is none of that key.
  std::uint32_t find(const Key& key) const;
  /// Of task `task` of the workload's table.
  std::uint32_t number_of(std::size_t workload, std::uint32_t task) const { return numbers_[workload][task]; }

  std::uint64_t value(std::uint32_t number) const { return values_[number]; }
  /// On a worker of normal speed; at least 1.
  LogicalTime duration_us(std::uint32_t number) const;
  std::uint64_t nbytes(std::uint32_t number) const;
  /// Bytes that are enough for the inputs and the output of any one task.
  std::uint64_t most_at_once() const;
  const Key& key(std::uint32_t number) const;
  /// "update#12", with the layer's number where its kernel has several: "update.3#12"
  std::string name(std::uint32_t number) const;
  /// Calls visit(number) for each input, in order.
  template <class Visit>
  void for_each_input(std::uint32_t number, Visit&& visit) const {
    const auto [workload, task] = origins_[number];
    for (auto input : workloads_[workload]->table->inputs_of(task))
      visit(numbers_[workload][input]);
  }

private:
  struct Origin {
    std::uint32_t workload = 0;
    std::uint32_t task = 0;
  };
  const LayerModel& model(std::uint32_t number) const;
  double weight(std::uint32_t number) const;
  std::uint32_t index(std::uint32_t number) const;
  void add(std::uint32_t workload);
  void enter(std::uint32_t number);

  std::vector<std::shared_ptr<const Workload>> workloads_;
  std::uint64_t seed_;
  std::vector<std::vector<std::uint32_t>> numbers_; ///< by workload and task of its table
  std::vector<Origin> origins_;
  std::vector<std::uint64_t> values_;
  std::vector<std::uint32_t> places_; ///< open addressing by key; a power of two, at most half full
};

constexpr std::uint64_t kernel_value(std::uint64_t salt, std::uint32_t index) {
  return salt * 0x9E3779B97F4A7C15ull ^ (index + 0x632BE59BD9B4E019ull);
}

constexpr std::uint64_t take_input(std::uint64_t value, std::uint64_t input) {
  value = (value ^ (value >> 29)) * 0xBF58476D1CE4E5B9ull;
  return (value ^ (value >> 32)) * 0x94D049BB133111EBull + input;
}

} // namespace troupe::simulate
