#include "runtime/formats/hdf5_file.hpp"

#include "runtime/base/suggest.hpp"

#include <fcntl.h>
#include <hdf5.h>

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

namespace troupe {
namespace {

/// Debian's library guards itself with one lock too, where it is built for threads; this one holds for a whole operation.
std::mutex& library() {
  static std::mutex lock;
  return lock;
}

/// An identifier of the library's, given back with the object.
class Handle {
public:
  Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
  ~Handle() {
    if (id_ >= 0)
      close_(id_);
  }
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&&) = delete;
  bool ok() const { return id_ >= 0; }
  operator hid_t() const { return id_; }

private:
  hid_t id_;
  herr_t (*close_)(hid_t);
};

/// What the library says of its last failure: the innermost reason.
std::string reason() {
  std::string text;
  const auto take = [](unsigned, const H5E_error2_t* error, void* into) -> herr_t {
    if (error->desc)
      *static_cast<std::string*>(into) = error->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take, &text);
  return text.empty() ? "" : " (" + text + ")";
}

Failure failed(Errc code, const std::string& what) { return fail(code, what + reason()); }

/// Failures are ours to tell, not the library's to print.
void be_quiet() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }

/// What the library is to open: the very file that the folders lead to, whatever is put at its path meanwhile. Where everything
/// may be used, its name, by which the library finds the files that it refers to.
std::string name_for_library(const DataFolders& folders, const std::string& path, const FileDescriptor& opened) {
  return folders.is_everything() ? path : "/proc/self/fd/" + std::to_string(opened.number());
}

Result<Handle> open_file(const DataFolders& folders, const std::string& path, unsigned flags) {
  TROUPE_TRY(opened, folders.open(path, O_RDONLY, "read"));
  Handle file(H5Fopen(name_for_library(folders, path, opened).c_str(), flags, H5P_DEFAULT), H5Fclose);
  if (!file.ok())
    return failed(Errc::corrupt, "'" + path + "' cannot be opened as an HDF5 file");
  return file;
}

/// How links are followed, for what is opened: not into other files where those might be anywhere.
Handle way_to(const DataFolders& folders, hid_t kind) {
  Handle way(H5Pcreate(kind), H5Pclose);
  const auto refuse = [](const char*, const char*, const char*, const char*, unsigned*, hid_t, void*) -> herr_t { return -1; };
  if (!folders.is_everything())
    H5Pset_elink_cb(way, refuse, nullptr);
  return way;
}

/// Refuses a dataset whose elements are in other files.
Result<void> check_within(const DataFolders& folders, hid_t dataset, const std::string& path, const std::string& name) {
  const Handle made(H5Dget_create_plist(dataset), H5Pclose);
  if (folders.is_everything() || (H5Pget_layout(made) != H5D_VIRTUAL && H5Pget_external_count(made) == 0))
    return {};
  return fail(Errc::invalid_argument, "the elements of the dataset '" + name + "' of '" + path +
                                        "' are in other files, which is refused where not every folder may be used");
}

/// Names in the group that the dataset is looked for in.
std::vector<std::string> names_beside(const DataFolders& folders, hid_t file, const std::string& dataset) {
  const auto slash = dataset.rfind('/');
  const auto group = slash == std::string::npos || slash == 0 ? std::string("/") : dataset.substr(0, slash);
  const auto prefix = slash == std::string::npos ? std::string() : dataset.substr(0, slash + 1);
  std::pair<std::string, std::vector<std::string>> found{prefix, {}};
  const auto take = [](hid_t, const char* name, const H5L_info_t*, void* into) -> herr_t {
    auto& [before, names] = *static_cast<std::pair<std::string, std::vector<std::string>>*>(into);
    names.push_back(before + name);
    return 0;
  };
  const Handle within(H5Gopen2(file, group.c_str(), way_to(folders, H5P_GROUP_ACCESS)), H5Gclose);
  if (within.ok())
    H5Literate(within, H5_INDEX_NAME, H5_ITER_INC, nullptr, take, &found);
  return found.second;
}

Result<Handle> open_dataset(const DataFolders& folders, hid_t file, const std::string& path, const std::string& dataset) {
  Handle opened(H5Dopen2(file, dataset.c_str(), way_to(folders, H5P_DATASET_ACCESS)), H5Dclose);
  if (opened.ok()) {
    TROUPE_CHECK(check_within(folders, opened, path, dataset));
    return opened;
  }
  const auto names = names_beside(folders, file, dataset);
  std::string listed;
  for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 8); ++i)
    listed += (i == 0 ? "; there is '" : ", '") + names[i] + "'";
  return fail(Errc::not_found, "no dataset '" + dataset + "' in '" + path + "'" + listed);
}

std::string member_name(hid_t type, unsigned at) {
  auto* text = H5Tget_member_name(type, at);
  const std::string name = text ? text : "";
  H5free_memory(text);
  return name;
}

/// Two parts of one floating type, named as h5py names them.
std::optional<DType> complex_type(hid_t type) {
  if (H5Tget_nmembers(type) != 2 || member_name(type, 0) != "r" || member_name(type, 1) != "i")
    return std::nullopt;
  const Handle real(H5Tget_member_type(type, 0), H5Tclose), imaginary(H5Tget_member_type(type, 1), H5Tclose);
  if (H5Tget_class(real) != H5T_FLOAT || H5Tequal(real, imaginary) <= 0)
    return std::nullopt;
  const auto size = H5Tget_size(real);
  return size == 4 ? std::optional(DType::complex64) : size == 8 ? std::optional(DType::complex128) : std::nullopt;
}

std::optional<DType> dtype_of_type(hid_t type) {
  const auto size = H5Tget_size(type);
  const bool of_sign = H5Tget_class(type) == H5T_INTEGER && H5Tget_sign(type) != H5T_SGN_NONE;
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
      switch (size) {
        case 1: return of_sign ? DType::int8 : DType::uint8;
        case 2: return of_sign ? DType::int16 : DType::uint16;
        case 4: return of_sign ? DType::int32 : DType::uint32;
        case 8: return of_sign ? DType::int64 : DType::uint64;
        default: return std::nullopt;
      }
    case H5T_FLOAT:
      if (size == 8)
        return DType::float64;
      return size == 4 || size == 2 ? std::optional(DType::float32) : std::nullopt;
    case H5T_ENUM:
      if (size == 1 && H5Tget_nmembers(type) == 2 && member_name(type, 0) == "FALSE" && member_name(type, 1) == "TRUE")
        return DType::bool_;
      return std::nullopt;
    case H5T_COMPOUND: return complex_type(type);
    default: return std::nullopt;
  }
}

/// The library's name for elements of that type in memory.
Handle memory_type(DType dtype) {
  const auto copy = [](hid_t type) { return Handle(H5Tcopy(type), H5Tclose); };
  const auto pair = [](hid_t part, std::size_t size) {
    Handle made(H5Tcreate(H5T_COMPOUND, 2 * size), H5Tclose);
    H5Tinsert(made, "r", 0, part);
    H5Tinsert(made, "i", size, part);
    return made;
  };
  switch (dtype) {
    case DType::bool_: {
      Handle made(H5Tenum_create(H5T_NATIVE_INT8), H5Tclose);
      const signed char values[] = {0, 1};
      H5Tenum_insert(made, "FALSE", &values[0]);
      H5Tenum_insert(made, "TRUE", &values[1]);
      return made;
    }
    case DType::int8: return copy(H5T_NATIVE_INT8);
    case DType::int16: return copy(H5T_NATIVE_INT16);
    case DType::int32: return copy(H5T_NATIVE_INT32);
    case DType::int64: return copy(H5T_NATIVE_INT64);
    case DType::uint8: return copy(H5T_NATIVE_UINT8);
    case DType::uint16: return copy(H5T_NATIVE_UINT16);
    case DType::uint32: return copy(H5T_NATIVE_UINT32);
    case DType::uint64: return copy(H5T_NATIVE_UINT64);
    case DType::float32: return copy(H5T_NATIVE_FLOAT);
    case DType::complex64: return pair(H5T_NATIVE_FLOAT, 4);
    case DType::complex128: return pair(H5T_NATIVE_DOUBLE, 8);
    default: return copy(H5T_NATIVE_DOUBLE);
  }
}

Result<Shape> shape_of(hid_t dataset, const std::string& name) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  const auto rank = H5Sget_simple_extent_ndims(space);
  if (rank < 0 || H5Sget_simple_extent_type(space) == H5S_NULL)
    return fail(Errc::invalid_shape, "the dataset '" + name + "' has no elements and no shape");
  std::vector<hsize_t> extents(static_cast<std::size_t>(rank));
  H5Sget_simple_extent_dims(space, extents.data(), nullptr);
  return Shape(extents.begin(), extents.end());
}

/// @see Hdf5Dataset::data
std::optional<std::int64_t> place_of(hid_t dataset, hid_t type, DType dtype) {
  const Handle made(H5Dget_create_plist(dataset), H5Pclose);
  const auto offset = H5Dget_offset(dataset);
  if (H5Pget_layout(made) != H5D_CONTIGUOUS || H5Pget_external_count(made) != 0 || offset == HADDR_UNDEF || H5Tequal(type, memory_type(dtype)) <= 0)
    return std::nullopt;
  return static_cast<std::int64_t>(offset);
}

Result<Hdf5Dataset> inspected(hid_t dataset, const std::string& path, const std::string& name) {
  const Handle type(H5Dget_type(dataset), H5Tclose);
  const auto dtype = dtype_of_type(type);
  if (!dtype)
    return fail(Errc::invalid_dtype, "the dataset '" + name + "' of '" + path +
                                       "' holds elements that are no bool, integer, float or complex numbers");
  TROUPE_TRY(shape, shape_of(dataset, name));
  return Hdf5Dataset{*dtype, std::move(shape), place_of(dataset, type, *dtype)};
}

Result<Handle> open_to_change(const DataFolders& folders, const std::string& path) {
  TROUPE_TRY(is_there, folders.exists(path));
  if (is_there)
    return open_file(folders, path, H5F_ACC_RDWR);
  TROUPE_TRY(empty, folders.open(path, O_RDWR | O_CREAT | O_EXCL, "write"));
  Handle made(H5Fcreate(name_for_library(folders, path, empty).c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT), H5Fclose);
  if (!made.ok())
    return failed(Errc::io_error, "cannot make the file '" + path + "'");
  return made;
}

Result<Handle> new_dataset(const DataFolders& folders, hid_t file, const std::string& path, const std::string& name, DType dtype, const Shape& shape) {
  const std::vector<hsize_t> extents(shape.begin(), shape.end());
  const Handle space(shape.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(static_cast<int>(shape.size()), extents.data(), nullptr), H5Sclose);
  const Handle links(H5Pcreate(H5P_LINK_CREATE), H5Pclose), options(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_create_intermediate_group(links, 1);
  H5Pset_layout(options, H5D_CONTIGUOUS);
  H5Pset_alloc_time(options, H5D_ALLOC_TIME_EARLY);
  H5Pset_fill_time(options, H5D_FILL_TIME_NEVER);
  Handle made(H5Dcreate2(file, name.c_str(), memory_type(dtype), space, links, options, way_to(folders, H5P_DATASET_ACCESS)), H5Dclose);
  if (!made.ok())
    return failed(Errc::io_error, "cannot make the dataset '" + name + "' in '" + path + "'");
  return made;
}

} // namespace

Result<Hdf5Dataset> inspect_hdf5(const DataFolders& folders, const std::string& path, const std::string& dataset) {
  const std::lock_guard lock(library());
  be_quiet();
  TROUPE_TRY(file, open_file(folders, path, H5F_ACC_RDONLY));
  TROUPE_TRY(opened, open_dataset(folders, file, path, dataset));
  return inspected(opened, path, dataset);
}

Result<void> read_hdf5(const DataFolders& folders, const std::string& path, const std::string& dataset, DType dtype, const Region& region,
                       std::byte* to) {
  const std::lock_guard lock(library());
  be_quiet();
  TROUPE_TRY(file, open_file(folders, path, H5F_ACC_RDONLY));
  TROUPE_TRY(opened, open_dataset(folders, file, path, dataset));
  TROUPE_TRY(now, inspected(opened, path, dataset));
  if (now.shape != region.whole || now.dtype != dtype)
    return fail(Errc::io_error, "the dataset '" + dataset + "' of '" + path + "' changed since the read was planned");
  if (element_count(region.extent) == 0)
    return {};
  const Handle space(H5Dget_space(opened), H5Sclose);
  const std::vector<hsize_t> begin(region.origin.begin(), region.origin.end()), count(region.extent.begin(), region.extent.end());
  if (!count.empty())
    H5Sselect_hyperslab(space, H5S_SELECT_SET, begin.data(), nullptr, count.data(), nullptr);
  const Handle within(count.empty() ? H5Screate(H5S_SCALAR) : H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), H5Sclose);
  if (H5Dread(opened, memory_type(dtype), within, space, H5P_DEFAULT, to) < 0)
    return failed(Errc::io_error, "cannot read the dataset '" + dataset + "' of '" + path + "'");
  return {};
}

Result<std::int64_t> create_hdf5(const DataFolders& folders, const std::string& path, const std::string& dataset, DType dtype, const Shape& shape) {
  const std::lock_guard lock(library());
  be_quiet();
  TROUPE_TRY(file, open_to_change(folders, path));
  Handle opened(H5Dopen2(file, dataset.c_str(), way_to(folders, H5P_DATASET_ACCESS)), H5Dclose);
  if (!opened.ok()) {
    TROUPE_TRY(made, new_dataset(folders, file, path, dataset, dtype, shape));
    TROUPE_TRY(now, inspected(made, path, dataset));
    if (!now.data && element_count(shape) > 0)
      return fail(Errc::io_error, "the dataset '" + dataset + "' of '" + path + "' does not lie in one piece");
    return now.data.value_or(0);
  }
  TROUPE_CHECK(check_within(folders, opened, path, dataset));
  TROUPE_TRY(now, inspected(opened, path, dataset));
  if (now.dtype != dtype || now.shape != shape || (!now.data && element_count(shape) > 0))
    return fail(Errc::already_exists, "'" + path + "' has a dataset '" + dataset + "' already, of another type, shape or form: " +
                                        std::string(to_string(now.dtype)) + " " + to_string(now.shape));
  return now.data.value_or(0);
}

} // namespace troupe
