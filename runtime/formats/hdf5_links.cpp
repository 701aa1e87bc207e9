// Resolves links on the way to an object of an HDF5 file, with errors for links that lead nowhere or to another file.
#include "runtime/formats/hdf5_library.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace troupe::hdf5 {
namespace {

/// "/a", "/a/b", "/a/b/c" of "/a/b/c"; each names the last step of a way.
std::vector<std::string> steps_to(const std::string& name) {
  std::vector<std::string> steps;
  for (std::size_t at = 0; at < name.size();) {
    const auto end = std::min(name.find('/', at), name.size());
    if (end > at)
      steps.push_back((name.front() == '/' ? "" : "/") + name.substr(0, end));
    at = end + 1;
  }
  return steps;
}

/// What a link says: where it leads, if it is not simply the object's name.
std::string said_of_link(const OpenedFile& file, const std::string& step) {
  H5L_info_t link = {};
  if (H5Lget_info(file.id(), step.c_str(), &link, H5P_DEFAULT) < 0 || link.type == H5L_TYPE_HARD)
    return "";
  std::string value(link.u.val_size + 1, '\0');
  const auto got = H5Lget_val(file.id(), step.c_str(), value.data(), link.u.val_size, H5P_DEFAULT);
  if (link.type == H5L_TYPE_SOFT && got >= 0)
    return "a soft link to '" + std::string(value.c_str()) + "'";
  const char *other = nullptr, *object = nullptr;
  if (link.type == H5L_TYPE_EXTERNAL && got >= 0
      && H5Lunpack_elink_val(value.data(), link.u.val_size, nullptr, &other, &object) >= 0)
    return "a link to '" + std::string(object) + "' of the file '" + other + "'";
  return "a link of a kind that Troupe does not follow";
}

/// Names in the group that the dataset is looked for in.
std::vector<std::string> names_beside(const OpenedFile& file, const std::string& dataset) {
  const auto slash = dataset.rfind('/');
  const auto group = slash == std::string::npos || slash == 0 ? std::string("/") : dataset.substr(0, slash);
  const auto prefix = slash == std::string::npos ? std::string() : dataset.substr(0, slash + 1);
  std::pair<std::string, std::vector<std::string>> found{prefix, {}};
  const auto take = [](hid_t, const char* name, const H5L_info_t*, void* into) -> herr_t {
    auto& [before, names] = *static_cast<std::pair<std::string, std::vector<std::string>>*>(into);
    names.push_back(before + name);
    return 0;
  };
  const Handle within(H5Gopen2(file.id(), group.c_str(), file.way(H5P_GROUP_ACCESS)), H5Gclose);
  if (within.ok())
    H5Literate(within, H5_INDEX_NAME, H5_ITER_INC, nullptr, take, &found);
  return found.second;
}

/// Why a dataset cannot be opened.
Failure not_there(const OpenedFile& file, const std::string& dataset) {
  for (const auto& step : steps_to(dataset)) {
    const auto said = H5Lexists(file.id(), step.c_str(), H5P_DEFAULT) > 0 ? said_of_link(file, step) : "";
    if (said.empty() || Handle(H5Oopen(file.id(), step.c_str(), file.way(H5P_LINK_ACCESS)), H5Oclose).ok())
      continue;
    const bool shut = said.find(" of the file ") != std::string::npos && !file.folders().is_everything();
    return fail(shut ? Errc::invalid_argument : Errc::not_found,
                "'" + step + "' in '" + file.path() + "' is " + said + ", which "
                    + (shut ? "is refused where not every folder may be used" : "cannot be opened"));
  }
  const auto names = names_beside(file, dataset);
  std::string listed;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 8); ++i)
    listed += (i == 0 ? "; there is '" : ", '") + names[i] + "'";
  return fail(Errc::not_found, "no dataset '" + dataset + "' in '" + file.path() + "'" + listed);
}

/// Refuses a dataset whose elements are in other files.
Result<void> check_within(const OpenedFile& file, hid_t dataset, const std::string& name) {
  const Handle made(H5Dget_create_plist(dataset), H5Pclose);
  if (file.folders().is_everything() || (H5Pget_layout(made) != H5D_VIRTUAL && H5Pget_external_count(made) == 0))
    return {};
  return fail(Errc::invalid_argument,
              "the elements of the dataset '" + name + "' of '" + file.path()
                  + "' are in other files, which is refused where not every folder may be used");
}

} // namespace

std::string name_in_file(hid_t object) {
  const auto length = H5Iget_name(object, nullptr, 0);
  if (length <= 0)
    return "";
  std::string name(static_cast<std::size_t>(length) + 1, '\0');
  H5Iget_name(object, name.data(), name.size());
  name.pop_back();
  return name;
}

std::string name_at(hid_t file, std::int64_t address) {
  struct Search {
    haddr_t address;
    std::string name;
  } search{static_cast<haddr_t>(address), {}};
  const auto look = [](hid_t, const char* name, const H5O_info_t* info, void* data) -> herr_t {
    auto& wanted = *static_cast<Search*>(data);
    if (info->addr != wanted.address)
      return 0;
    wanted.name = std::string("/") + name;
    return 1;
  };
  H5Ovisit2(file, H5_INDEX_NAME, H5_ITER_INC, look, &search, H5O_INFO_BASIC);
  return search.name;
}

Result<Handle> open_dataset(const OpenedFile& file, const std::string& dataset) {
  Handle opened(H5Dopen2(file.id(), dataset.c_str(), file.way(H5P_DATASET_ACCESS)), H5Dclose);
  if (!opened.ok())
    return not_there(file, dataset);
  TROUPE_CHECK(check_within(file, opened, dataset));
  return opened;
}

Result<void> require_own(const OpenedFile& file, const std::string& name) {
  const Handle root(H5Oopen(file.id(), "/", H5P_DEFAULT), H5Oclose);
  const auto own = place_of_object(root);
  for (const auto& step : steps_to(name)) {
    if (H5Lexists(file.id(), step.c_str(), H5P_DEFAULT) <= 0)
      return {};
    const Handle object(H5Oopen(file.id(), step.c_str(), file.way(H5P_LINK_ACCESS)), H5Oclose);
    const auto place = object.ok() ? place_of_object(object) : std::nullopt;
    if (!place || !own || place->file != own->file) {
      const auto said = said_of_link(file, step);
      return fail(Errc::invalid_argument, "'" + step + "' in '" + file.path() + "' is "
                                              + (said.empty() ? "an object of another file" : said)
                                              + "; name the file and the dataset that are to be written themselves");
    }
  }
  return {};
}

} // namespace troupe::hdf5
