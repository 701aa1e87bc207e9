#include "runtime/formats/hdf5_write.hpp"

#include "runtime/formats/hdf5_attribute_copy.hpp"
#include "runtime/formats/hdf5_library.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace troupe {
namespace {

using hdf5::Handle;
using hdf5::OpenedFile;

std::string told(const Hdf5Target& target) { return "the dataset '" + target.dataset + "' of '" + target.path + "'"; }

/// Folds a name of a dataset into the group that it is in, and its name there.
std::pair<std::string, std::string> group_and_name(const std::string& dataset) {
  const auto slash = dataset.rfind('/');
  if (slash == std::string::npos)
    return {"/", dataset};
  return {slash == 0 ? "/" : dataset.substr(0, slash), dataset.substr(slash + 1)};
}

/// What writers that were killed left beside the dataset.
void remove_parts(const OpenedFile& file, const Hdf5Target& target) {
  const auto [group, name] = group_and_name(target.dataset);
  const Handle within(H5Gopen2(file.id(), group.c_str(), H5P_DEFAULT), H5Gclose);
  if (!within.ok())
    return;
  struct Search {
    std::string prefix, own;
    std::vector<std::string> found;
  } search{name + ".part-", group_and_name(target.part).second, {}};
  const auto take = [](hid_t, const char* link, const H5L_info_t*, void* into) -> herr_t {
    auto& wanted = *static_cast<Search*>(into);
    if (std::string_view(link).starts_with(wanted.prefix) && link != wanted.own)
      wanted.found.emplace_back(link);
    return 0;
  };
  H5Literate(within, H5_INDEX_NAME, H5_ITER_INC, nullptr, take, &search);
  for (const auto& left : search.found)
    H5Ldelete(within, left.c_str(), H5P_DEFAULT);
}

/// Whether the dataset has the wanted type and shape, and keeps its elements as wanted.
bool is_alike(hid_t dataset, const Hdf5Target& target) {
  const Handle type(H5Dget_type(dataset), H5Tclose), made(H5Dget_create_plist(dataset), H5Pclose);
  const auto shape = hdf5::shape_of(dataset, target.dataset);
  if (!shape || *shape != target.shape || H5Tequal(type, hdf5::memory_type(target.dtype)) <= 0
      || H5Pget_external_count(made) != 0)
    return false;
  return H5Pget_layout(made) == (target.form.chunks.empty() ? H5D_CONTIGUOUS : H5D_CHUNKED);
}

/// Refuses a dataset that may not be replaced. One that is not there may.
Result<void> check_replaceable(const OpenedFile& file, const Hdf5Target& target) {
  TROUPE_CHECK(hdf5::require_own(file, target.dataset));
  const Handle old(H5Dopen2(file.id(), target.dataset.c_str(), file.way(H5P_DATASET_ACCESS)), H5Dclose);
  if (!old.ok()) {
    const Handle other(H5Oopen(file.id(), target.dataset.c_str(), H5P_DEFAULT), H5Oclose);
    return other.ok() ? Result<void>(
               fail(Errc::already_exists, "'" + target.dataset + "' in '" + target.path + "' is no dataset"))
                      : Result<void>();
  }
  if (!is_alike(old, target))
    return fail(Errc::already_exists, told(target) + " is there already, of another type, shape or form than "
                                          + std::string(to_string(target.dtype)) + " " + to_string(target.shape)
                                          + (target.form.chunks.empty() ? " in one piece" : " in chunks"));
  const auto place = hdf5::place_of_object(old);
  if (!place || place->links > 1)
    return fail(Errc::already_exists, told(target) + " has other names in the file, which would keep its old elements");
  return {};
}

Result<Handle> options_of(const Hdf5Target& target) {
  Handle options(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  const auto& form = target.form;
  H5Pset_fill_time(options, H5D_FILL_TIME_NEVER);
  if (form.chunks.empty()) {
    H5Pset_layout(options, H5D_CONTIGUOUS);
    H5Pset_alloc_time(options, H5D_ALLOC_TIME_EARLY);
    return options;
  }
  const std::vector<hsize_t> chunks(form.chunks.begin(), form.chunks.end());
  bool good = chunks.size() == target.shape.size() && form.compression <= 9
              && H5Pset_chunk(options, static_cast<int>(chunks.size()), chunks.data()) >= 0;
  good = good && (!form.shuffle || H5Pset_shuffle(options) >= 0);
  good = good && (form.compression < 0 || H5Pset_deflate(options, static_cast<unsigned>(form.compression)) >= 0);
  if (!good)
    return hdf5::failed(Errc::invalid_argument,
                        told(target) + " cannot be kept in chunks of " + to_string(form.chunks));
  return options;
}

Result<Handle> new_part(const OpenedFile& file, const Hdf5Target& target) {
  TROUPE_TRY(options, options_of(target));
  const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(links, 1);
  Handle made(H5Dcreate2(file.id(), target.part.c_str(), hdf5::memory_type(target.dtype), hdf5::space_of(target.shape),
                         links, options, file.way(H5P_DATASET_ACCESS)),
              H5Dclose);
  if (!made.ok())
    return hdf5::failed(Errc::io_error, "cannot make the dataset '" + target.part + "' in '" + target.path + "'");
  return made;
}

std::optional<std::int64_t> address_of(hid_t dataset) {
  const auto place = hdf5::place_of_object(dataset);
  return place ? std::optional(place->address) : std::nullopt;
}

/// The dataset of that token: `part`, or `dataset`, which it became.
Result<Handle> written_to(const OpenedFile& file, const Hdf5Target& target, std::int64_t token) {
  for (const auto* name : {&target.part, &target.dataset}) {
    Handle found(H5Dopen2(file.id(), name->c_str(), H5P_DEFAULT), H5Dclose);
    if (found.ok() && address_of(found) == token && is_alike(found, target))
      return found;
  }
  return fail(Errc::io_error, told(target) + " was begun anew by another writer");
}

/// Through the library, as chunks are.
Result<void> write_chunked(hid_t dataset, const Hdf5Target& target, const Region& region, const std::byte* from) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  const std::vector<hsize_t> begin(region.origin.begin(), region.origin.end()),
      count(region.extent.begin(), region.extent.end());
  H5Sselect_hyperslab(space, H5S_SELECT_SET, begin.data(), nullptr, count.data(), nullptr);
  if (H5Dwrite(dataset, hdf5::memory_type(target.dtype), hdf5::space_of(region.extent), space, H5P_DEFAULT, from) < 0)
    return hdf5::failed(Errc::io_error, "cannot write " + told(target));
  return {};
}

} // namespace

Result<std::int64_t> create_hdf5(const DataFolders& folders, const Hdf5Target& target) {
  const auto entered = hdf5::enter_library();
  TROUPE_TRY(file, OpenedFile::make(folders, target.path));
  TROUPE_CHECK(check_replaceable(file, target));
  std::optional<std::int64_t> token;
  {
    const Handle before(H5Dopen2(file.id(), target.part.c_str(), H5P_DEFAULT), H5Dclose);
    if (before.ok() && is_alike(before, target))
      token = address_of(before);
  }
  if (!token) {
    H5Ldelete(file.id(), target.part.c_str(), H5P_DEFAULT);
    TROUPE_TRY(made, new_part(file, target));
    token = address_of(made);
  }
  remove_parts(file, target); // after, so that no writer's part comes to be where another's was
  TROUPE_CHECK(std::move(file).close());
  if (!token)
    return fail(Errc::io_error, "cannot examine " + told(target));
  return *token;
}

Result<void> write_hdf5(const DataFolders& folders, const Hdf5Target& target, std::int64_t token, const Region& region,
                        const std::byte* from, const std::atomic<bool>* cancelled) {
  const bool whole = target.form.chunks.empty();
  auto entered = hdf5::enter_library();
  TROUPE_TRY(file,
             OpenedFile::open(folders, target.path, whole ? OpenedFile::Access::read : OpenedFile::Access::change));
  std::int64_t data = 0;
  {
    TROUPE_TRY(dataset, written_to(file, target, token));
    if (element_count(region.extent) == 0)
      return {};
    if (!whole)
      TROUPE_CHECK(write_chunked(dataset, target, region, from));
    data = whole ? static_cast<std::int64_t>(H5Dget_offset(dataset)) : 0;
  }
  if (!whole)
    return std::move(file).close();
  // The lock stays: nobody takes the part away meanwhile. Others write to other places of the file at the same time.
  const auto lock = std::move(file).keep_lock();
  entered.unlock();
  return write_region({folders, target.path, data, size_of(target.dtype)}, region, from, cancelled);
}

Result<void> finish_hdf5(const DataFolders& folders, const Hdf5Target& target, std::int64_t token) {
  const auto entered = hdf5::enter_library();
  TROUPE_TRY(file, OpenedFile::open(folders, target.path, OpenedFile::Access::change));
  auto name = target.dataset;
  {
    TROUPE_CHECK(written_to(file, target, token));
    const Handle part(H5Dopen2(file.id(), target.part.c_str(), H5P_DEFAULT), H5Dclose);
    if (!part.ok() || address_of(part) != token)
      return {}; // done before
    TROUPE_CHECK(check_replaceable(file, target));
    const Handle old(H5Dopen2(file.id(), target.dataset.c_str(), H5P_DEFAULT), H5Dclose);
    if (old.ok()) {
      TROUPE_CHECK(hdf5::copy_attributes(old, part));
      name = hdf5::name_in_file(old); // a soft link goes on leading there
    }
  }
  if (H5Lexists(file.id(), name.c_str(), H5P_DEFAULT) > 0)
    H5Ldelete(file.id(), name.c_str(), H5P_DEFAULT);
  if (H5Lmove(file.id(), target.part.c_str(), file.id(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT) < 0)
    return hdf5::failed(Errc::io_error, "cannot name " + told(target));
  return std::move(file).close();
}

} // namespace troupe
