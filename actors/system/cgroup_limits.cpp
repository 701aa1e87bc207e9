#include "actors/system/cgroup_limits.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace troupe {
namespace {

namespace fs = std::filesystem;

/// One hierarchy of groups: its files, and where this process stands in it.
struct Hierarchy {
  bool second_version = false;
  fs::path folder; ///< where it is mounted
  fs::path below;  ///< the process's group, from there
};

/// A line of /proc/self/mountinfo, as far as it matters here.
struct Mount {
  std::string kind;
  std::string root; ///< the group that is seen at `point`
  std::string point;
  std::string options; ///< "rw,memory"
};

/// A line of /proc/self/cgroup: "0::/user.slice" or "9:memory:/slurm/job_5".
struct Membership {
  std::string controllers;
  std::string group;
};

bool lists(const std::string& names, const std::string& name) {
  std::istringstream all(names);
  for (std::string one; std::getline(all, one, ',');)
    if (one == name)
      return true;
  return false;
}

/// Blanks in paths are written as "\040".
std::string unescaped(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\\' && i + 3 < text.size() && text.find_first_not_of("01234567", i + 1) >= i + 4;
    plain += escape ? static_cast<char>(std::stoi(text.substr(i + 1, 3), nullptr, 8)) : text[i];
    i += escape ? 3 : 0;
  }
  return plain;
}

std::vector<Mount> mounts_of(const fs::path& root) {
  std::ifstream file(root / "proc/self/mountinfo");
  std::vector<Mount> mounts;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string skipped, source;
    Mount mount;
    words >> skipped >> skipped >> skipped >> mount.root >> mount.point;
    while (words >> skipped && skipped != "-") // as many optional fields as there are
      ;
    if (words >> mount.kind >> source >> mount.options && mount.kind.starts_with("cgroup"))
      mounts.push_back({mount.kind, unescaped(mount.root), unescaped(mount.point), mount.options});
  }
  return mounts;
}

std::vector<Membership> memberships_of(const fs::path& root) {
  std::ifstream file(root / "proc/self/cgroup");
  std::vector<Membership> found;
  for (std::string line; std::getline(file, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first != std::string::npos && second != std::string::npos)
      found.push_back({line.substr(first + 1, second - first - 1), line.substr(second + 1)});
  }
  return found;
}

/// Of the group, from the one that the mount shows; nothing where the group is not below that.
fs::path below(const std::string& group, const std::string& mounted) {
  if (group.find("/..") != std::string::npos || mounted.find("/..") != std::string::npos)
    return {}; // outside the namespace: no name from here
  if (mounted == "/")
    return group.substr(std::min(group.find_first_not_of('/'), group.size()));
  if (group == mounted || !group.starts_with(mounted + "/"))
    return {};
  return group.substr(mounted.size() + 1);
}

/// The hierarchies that have files of this controller.
std::vector<Hierarchy> hierarchies_of(const fs::path& root, const std::string& controller) {
  const auto memberships = memberships_of(root);
  std::vector<Hierarchy> found;
  for (const auto& mount : mounts_of(root)) {
    const bool second_version = mount.kind == "cgroup2";
    if (!second_version && !lists(mount.options, controller))
      continue;
    const auto own = std::ranges::find_if(memberships, [&](const auto& one) {
      return second_version ? one.controllers.empty() : lists(one.controllers, controller);
    });
    const auto group = own == memberships.end() ? std::string("/") : own->group;
    found.push_back({second_version, root / fs::path(mount.point).relative_path(), below(group, mount.root)});
  }
  if (found.empty()) { // no table of mounts: where they usually are
    found.push_back({true, root / "sys/fs/cgroup", {}});
    found.push_back({false, root / "sys/fs/cgroup" / controller, {}});
  }
  return found;
}

/// From the own group to the one that is mounted.
std::vector<fs::path> folders_of(const Hierarchy& hierarchy) {
  std::vector<fs::path> folders;
  for (auto below = hierarchy.below; !below.empty(); below = below.parent_path())
    folders.push_back(hierarchy.folder / below);
  folders.push_back(hierarchy.folder);
  return folders;
}

/// 0 when there is none: "max", no such file, or what version 1 writes for none (the largest multiple of a page).
std::uint64_t bytes_in(const fs::path& path) {
  constexpr std::uint64_t no_limit = std::uint64_t{1} << 62;
  std::ifstream file(path);
  std::uint64_t value = 0;
  return file >> value && value < no_limit ? value : 0;
}

/// What version 1 found when it walked up, also beyond what is mounted here.
std::uint64_t hierarchical_limit(const fs::path& folder) {
  std::ifstream file(folder / "memory.stat");
  std::string name;
  std::uint64_t value = 0;
  while (file >> name >> value)
    if (name == "hierarchical_memory_limit")
      return value < std::uint64_t{1} << 62 ? value : 0;
  return 0;
}

/// "200000 100000" means two cores; "max 100000", or a quota of -1, no limit, which is 0.
double cores_of(const fs::path& folder, bool second_version) {
  double quota = 0;
  double period = 0;
  if (second_version) {
    std::ifstream file(folder / "cpu.max");
    if (!(file >> quota >> period))
      return 0;
  } else {
    std::ifstream(folder / "cpu.cfs_quota_us") >> quota;
    std::ifstream(folder / "cpu.cfs_period_us") >> period;
  }
  return quota > 0 && period > 0 ? quota / period : 0;
}

template <class Number>
void take_least(Number& least, Number limit) {
  if (limit > 0 && (least == 0 || limit < least))
    least = limit;
}

} // namespace

CgroupLimits cgroup_limits(const fs::path& root) {
  CgroupLimits limits;
  for (const auto& hierarchy : hierarchies_of(root, "memory"))
    for (const auto& folder : folders_of(hierarchy)) {
      if (hierarchy.second_version) {
        take_least(limits.memory, bytes_in(folder / "memory.max"));
        take_least(limits.memory, bytes_in(folder / "memory.high"));
      } else {
        take_least(limits.memory, bytes_in(folder / "memory.limit_in_bytes"));
        take_least(limits.memory, hierarchical_limit(folder));
      }
    }
  for (const auto& hierarchy : hierarchies_of(root, "cpu"))
    for (const auto& folder : folders_of(hierarchy))
      take_least(limits.cores, cores_of(folder, hierarchy.second_version));
  return limits;
}

} // namespace troupe
