// The records of tasks, by number. A job's tasks get consecutive numbers. Records lie in pages, so that growth never
// moves existing records, and a page whose tasks are all forgotten is freed. Plain value for one thread.
// Invariant: a number means one task from allocate() to release().
#pragma once

#include "runtime/schedule/scheduler_records.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace troupe::schedule {

class TaskStore {
public:
  TaskRecord& operator[](TaskNumber number) { return pages_[number / page_size][number % page_size]; }
  const TaskRecord& operator[](TaskNumber number) const { return pages_[number / page_size][number % page_size]; }

  /// False for a number that was released, or never allocated; a record of its page may say more.
  bool contains(TaskNumber number) const { return number / page_size < pages_.size() && pages_[number / page_size]; }

  /// `count` consecutive numbers with fresh records. @returns The first.
  TaskNumber allocate(std::uint32_t count);
  /// Gives back what one allocate() gave.
  void release(TaskNumber first, std::uint32_t count);

  std::size_t pages() const { return pages_.size(); } ///< with memory and without

private:
  static constexpr std::uint32_t page_size = 4096;

  std::uint32_t find_pages(std::uint32_t count);
  void give_back_page(std::uint32_t page);
  void count_in(TaskNumber first, std::uint32_t count);

  std::vector<std::unique_ptr<TaskRecord[]>> pages_;
  std::vector<std::uint32_t> taken_;                 ///< records of each page that are allocated
  std::map<std::uint32_t, std::uint32_t> free_runs_; ///< first page without memory -> how many follow it
  std::uint32_t open_ = none;                        ///< the page that small jobs share
  std::uint32_t opened_ = page_size;                 ///< records of it that were given out
};

} // namespace troupe::schedule
