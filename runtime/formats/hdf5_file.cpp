#include "runtime/formats/hdf5_file.hpp"

#include "runtime/formats/hdf5_library.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace troupe {
namespace {

using hdf5::Handle;
using hdf5::OpenedFile;

std::string file_of(hid_t object) {
  const auto length = H5Fget_name(object, nullptr, 0);
  if (length <= 0)
    return "";
  std::string name(static_cast<std::size_t>(length) + 1, '\0');
  H5Fget_name(object, name.data(), name.size());
  name.pop_back();
  std::error_code error;
  const auto absolute = std::filesystem::absolute(name, error);
  return error ? "" : absolute.lexically_normal().string();
}

/// @see Hdf5Dataset::data. @pre the dataset is in the file that is meant
std::optional<std::int64_t> place_of(hid_t dataset, hid_t made, hid_t type, DType dtype) {
  if (H5Pget_layout(made) != H5D_CONTIGUOUS || H5Pget_external_count(made) != 0
      || H5Tequal(type, hdf5::memory_type(dtype)) <= 0)
    return std::nullopt;
  const auto offset = H5Dget_offset(dataset);
  return offset == HADDR_UNDEF ? std::nullopt : std::optional(static_cast<std::int64_t>(offset));
}

Result<Hdf5Dataset> inspected(hid_t dataset, const std::string& path, const std::string& name) {
  const Handle type(H5Dget_type(dataset), H5Tclose), made(H5Dget_create_plist(dataset), H5Pclose);
  const auto dtype = hdf5::dtype_of_type(type);
  if (!dtype)
    return fail(Errc::invalid_dtype, "the dataset '" + name + "' of '" + path
                                         + "' holds elements that are no bool, integer, float or complex numbers");
  TROUPE_TRY(shape, hdf5::shape_of(dataset, name));
  auto chunks = hdf5::chunks_of(made, shape.size());
  return Hdf5Dataset{path, name, *dtype, std::move(shape), std::move(chunks), place_of(dataset, made, type, *dtype)};
}

/// A dataset that a link into another file led to, as one of that file.
Result<Hdf5Dataset> followed(const DataFolders& folders, hid_t dataset, const Hdf5Dataset& by_link) {
  const auto path = file_of(dataset);
  const auto there = hdf5::place_of_object(dataset);
  TROUPE_TRY(file, OpenedFile::open(folders, path, OpenedFile::Access::read));
  // The library's own name of it may be that of a soft link in the file that it came from.
  const auto name = there ? hdf5::name_at(file.id(), there->address) : std::string();
  if (name.empty())
    return fail(Errc::io_error, "cannot tell where the link '" + by_link.name + "' of '" + by_link.path + "' leads");
  TROUPE_TRY(opened, hdf5::open_dataset(file, name));
  return inspected(opened, path, name);
}

} // namespace

Result<Hdf5Dataset> inspect_hdf5(const DataFolders& folders, const std::string& path, const std::string& dataset) {
  const auto entered = hdf5::enter_library();
  TROUPE_TRY(file, OpenedFile::open(folders, path, OpenedFile::Access::read));
  TROUPE_TRY(opened, hdf5::open_dataset(file, dataset));
  TROUPE_TRY(found, inspected(opened, path, dataset));
  const auto root = hdf5::place_of_object(Handle(H5Oopen(file.id(), "/", H5P_DEFAULT), H5Oclose));
  const auto place = hdf5::place_of_object(opened);
  if (!root || !place || place->file != root->file)
    return followed(folders, opened, found);
  return found;
}

namespace {

/// Names the filter that the library has not, where that is why; the library itself does not always.
Failure unreadable(hid_t dataset, const std::string& what) {
  const Handle made(H5Dget_create_plist(dataset), H5Pclose);
  for (int i = 0; i < H5Pget_nfilters(made); ++i) {
    std::array<char, 64> name{};
    std::size_t count = 0;
    unsigned flags = 0, how = 0;
    const auto filter =
        H5Pget_filter2(made, static_cast<unsigned>(i), &flags, &count, nullptr, name.size() - 1, name.data(), &how);
    if (filter >= 0 && H5Zfilter_avail(filter) <= 0)
      return fail(Errc::io_error, what + ": its elements are packed by the filter '" + name.data() + "' (number "
                                      + std::to_string(filter) + "), which the HDF5 library here has not");
  }
  return hdf5::failed(Errc::io_error, what);
}

} // namespace

Result<void> read_hdf5(const DataFolders& folders, const std::string& path, const std::string& dataset, DType dtype,
                       const Region& region, std::byte* to) {
  const auto entered = hdf5::enter_library();
  TROUPE_TRY(file, OpenedFile::open(folders, path, OpenedFile::Access::read));
  TROUPE_TRY(opened, hdf5::open_dataset(file, dataset));
  TROUPE_TRY(now, inspected(opened, path, dataset));
  if (now.shape != region.whole || now.dtype != dtype)
    return fail(Errc::io_error, "the dataset '" + dataset + "' of '" + path + "' changed since the read was planned");
  if (element_count(region.extent) == 0)
    return {};
  const Handle space(H5Dget_space(opened), H5Sclose);
  const std::vector<hsize_t> begin(region.origin.begin(), region.origin.end()),
      count(region.extent.begin(), region.extent.end());
  if (!count.empty())
    H5Sselect_hyperslab(space, H5S_SELECT_SET, begin.data(), nullptr, count.data(), nullptr);
  if (H5Dread(opened, hdf5::memory_type(dtype), hdf5::space_of(region.extent), space, H5P_DEFAULT, to) < 0)
    return unreadable(opened, "cannot read the dataset '" + dataset + "' of '" + path + "'");
  return {};
}

} // namespace troupe
