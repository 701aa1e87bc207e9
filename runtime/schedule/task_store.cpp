#include "runtime/schedule/task_store.hpp"

#include <algorithm>
#include <iterator>

namespace troupe::schedule {

TaskNumber TaskStore::allocate(std::uint32_t count) {
  if (count <= page_size - opened_) {
    const auto first = open_ * page_size + opened_;
    std::fill_n(&pages_[open_][opened_], count, TaskRecord{});
    opened_ += count;
    count_in(first, count);
    return first;
  }
  const auto pages = (count + page_size - 1) / page_size;
  const auto page = find_pages(pages);
  for (auto at = page; at < page + pages; ++at)
    pages_[at] = std::make_unique<TaskRecord[]>(page_size);
  count_in(page * page_size, count);
  const auto used_of_last = count - (pages - 1) * page_size;
  if (page_size - used_of_last > page_size - opened_) {
    const auto left = open_;
    open_ = page + pages - 1;
    opened_ = used_of_last;
    if (left != none && taken_[left] == 0)
      give_back_page(left);
  }
  return page * page_size;
}

void TaskStore::release(TaskNumber first, std::uint32_t count) {
  while (count > 0) {
    const auto page = first / page_size;
    const auto here = std::min(count, page_size - first % page_size);
    taken_[page] -= here;
    if (taken_[page] == 0) {
      if (page == open_)
        opened_ = 0;
      else
        give_back_page(page);
    }
    first += here;
    count -= here;
  }
}

void TaskStore::count_in(TaskNumber first, std::uint32_t count) {
  while (count > 0) {
    const auto here = std::min(count, page_size - first % page_size);
    taken_[first / page_size] += here;
    first += here;
    count -= here;
  }
}

/// The first run that is long enough, else new ones at the end.
std::uint32_t TaskStore::find_pages(std::uint32_t count) {
  for (auto run = free_runs_.begin(); run != free_runs_.end(); ++run) {
    const auto [first, length] = *run;
    if (length < count)
      continue;
    free_runs_.erase(run);
    if (length > count)
      free_runs_.emplace(first + count, length - count);
    return first;
  }
  const auto first = static_cast<std::uint32_t>(pages_.size());
  pages_.resize(first + std::size_t{count});
  taken_.resize(first + std::size_t{count});
  return first;
}

void TaskStore::give_back_page(std::uint32_t page) {
  pages_[page].reset();
  auto first = page;
  std::uint32_t length = 1;
  if (const auto after = free_runs_.find(page + 1); after != free_runs_.end()) {
    length += after->second;
    free_runs_.erase(after);
  }
  if (const auto next = free_runs_.lower_bound(page); next != free_runs_.begin())
    if (const auto before = std::prev(next); before->first + before->second == page) {
      first = before->first;
      length += before->second;
      free_runs_.erase(before);
    }
  free_runs_.emplace(first, length);
}

} // namespace troupe::schedule
