#include "runtime/formats/hdf5_library.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>
#include <vector>

namespace troupe::hdf5 {
namespace {

/// Debian's library guards itself with one lock too, where it is built for threads; this one holds for a whole
/// operation.
std::mutex& library() {
  static std::mutex lock;
  return lock;
}

/// Locks the file for as long as the descriptor is open. Where the file system has no locks, nothing is locked.
Result<void> lock_file(const FileDescriptor& file, OpenedFile::Access access, const std::string& path) {
  constexpr auto pause = std::chrono::milliseconds(2);
  constexpr int most_tries = 30'000;
  struct flock whole = {};
  whole.l_type = access == OpenedFile::Access::read ? F_RDLCK : F_WRLCK;
  whole.l_whence = SEEK_SET;
  for (int tried = 0; tried < most_tries; ++tried) {
    if (::fcntl(file.number(), F_OFD_SETLK, &whole) == 0 || (errno != EAGAIN && errno != EACCES))
      return {};
    std::this_thread::sleep_for(pause);
  }
  return fail(Errc::io_error, "'" + path + "' was in use by another writer for a minute");
}

/// What the library is to open: the very file that the folders lead to, whatever is put at its path meanwhile. Where
/// everything may be used, its name, by which the library finds the files that it refers to.
std::string name_for_library(const DataFolders& folders, const std::string& path, const FileDescriptor& opened) {
  return folders.is_everything() ? path : "/proc/self/fd/" + std::to_string(opened.number());
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

} // namespace

std::unique_lock<std::mutex> enter_library() {
  std::unique_lock entered(library());
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  return entered;
}

Failure failed(Errc code, const std::string& what) {
  std::string text;
  const auto take = [](unsigned, const H5E_error2_t* error, void* into) -> herr_t {
    if (error->desc)
      *static_cast<std::string*>(into) = error->desc;
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take, &text);
  return fail(code, text.empty() ? what : what + " (" + text + ")");
}

Result<OpenedFile> OpenedFile::open(const DataFolders& folders, const std::string& path, Access access) {
  const bool change = access == Access::change;
  TROUPE_TRY(opened, folders.open(path, change ? O_RDWR : O_RDONLY, change ? "write" : "read"));
  TROUPE_CHECK(lock_file(opened, access, path));
  const auto name = name_for_library(folders, path, opened);
  Handle file(H5Fopen(name.c_str(), change ? H5F_ACC_RDWR : H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
  if (!file.ok())
    return failed(Errc::corrupt, "'" + path + "' cannot be opened as an HDF5 file");
  return OpenedFile(folders, path, std::move(opened), std::move(file));
}

Result<OpenedFile> OpenedFile::make(const DataFolders& folders, const std::string& path) {
  TROUPE_TRY(opened, folders.open(path, O_RDWR | O_CREAT, "write"));
  TROUPE_CHECK(lock_file(opened, Access::change, path));
  struct stat status = {};
  const bool is_new = ::fstat(opened.number(), &status) == 0 && status.st_size == 0; // also what a killed writer left
  const auto name = name_for_library(folders, path, opened);
  Handle file(is_new ? H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT)
                     : H5Fopen(name.c_str(), H5F_ACC_RDWR, H5P_DEFAULT),
              H5Fclose);
  if (!file.ok())
    return is_new ? failed(Errc::io_error, "cannot make the file '" + path + "'")
                  : failed(Errc::corrupt, "'" + path + "' cannot be opened as an HDF5 file");
  return OpenedFile(folders, path, std::move(opened), std::move(file));
}

Handle OpenedFile::way(hid_t kind) const {
  Handle way(H5Pcreate(kind), H5Pclose);
  const auto refuse = [](const char*, const char*, const char*, const char*, unsigned*, hid_t, void*) -> herr_t {
    return -1;
  };
  if (!folders_->is_everything())
    H5Pset_elink_cb(way, refuse, nullptr);
  else if (kind == H5P_DATASET_ACCESS) { // workers are started in other folders than programs
    const auto beside = std::filesystem::path(path_).parent_path().string();
    H5Pset_efile_prefix(way, beside.c_str());
    H5Pset_virtual_prefix(way, beside.c_str());
  }
  return way;
}

FileDescriptor OpenedFile::keep_lock() && {
  const Handle closed(std::move(file_));
  return std::move(lock_);
}

Result<void> OpenedFile::close() && {
  const auto flushed = H5Fflush(file_, H5F_SCOPE_LOCAL);
  auto failure =
      flushed < 0 ? std::optional(failed(Errc::io_error, "cannot write the file '" + path_ + "'")) : std::nullopt;
  const Handle closed(std::move(file_));
  if (failure)
    return *failure;
  return {};
}

std::optional<ObjectPlace> place_of_object(hid_t object) {
  H5O_info_t found = {};
  if (H5Oget_info2(object, &found, H5O_INFO_BASIC) < 0)
    return std::nullopt;
  return ObjectPlace{found.fileno, static_cast<std::int64_t>(found.addr), found.rc};
}

std::optional<DType> dtype_of_type(hid_t type) {
  const auto size = H5Tget_size(type);
  const bool of_sign = H5Tget_class(type) == H5T_INTEGER && H5Tget_sign(type) != H5T_SGN_NONE;
  switch (H5Tget_class(type)) {
  case H5T_INTEGER:
    switch (size) {
    case 1:
      return of_sign ? DType::int8 : DType::uint8;
    case 2:
      return of_sign ? DType::int16 : DType::uint16;
    case 4:
      return of_sign ? DType::int32 : DType::uint32;
    case 8:
      return of_sign ? DType::int64 : DType::uint64;
    default:
      return std::nullopt;
    }
  case H5T_FLOAT:
    if (size == 8)
      return DType::float64;
    return size == 4 || size == 2 ? std::optional(DType::float32) : std::nullopt;
  case H5T_ENUM:
    if (size == 1 && H5Tget_nmembers(type) == 2 && member_name(type, 0) == "FALSE" && member_name(type, 1) == "TRUE")
      return DType::bool_;
    return std::nullopt;
  case H5T_COMPOUND:
    return complex_type(type);
  default:
    return std::nullopt;
  }
}

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
  case DType::int8:
    return copy(H5T_NATIVE_INT8);
  case DType::int16:
    return copy(H5T_NATIVE_INT16);
  case DType::int32:
    return copy(H5T_NATIVE_INT32);
  case DType::int64:
    return copy(H5T_NATIVE_INT64);
  case DType::uint8:
    return copy(H5T_NATIVE_UINT8);
  case DType::uint16:
    return copy(H5T_NATIVE_UINT16);
  case DType::uint32:
    return copy(H5T_NATIVE_UINT32);
  case DType::uint64:
    return copy(H5T_NATIVE_UINT64);
  case DType::float32:
    return copy(H5T_NATIVE_FLOAT);
  case DType::complex64:
    return pair(H5T_NATIVE_FLOAT, 4);
  case DType::complex128:
    return pair(H5T_NATIVE_DOUBLE, 8);
  default:
    return copy(H5T_NATIVE_DOUBLE);
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

Handle space_of(const Shape& shape) {
  const std::vector<hsize_t> extents(shape.begin(), shape.end());
  return Handle(shape.empty() ? H5Screate(H5S_SCALAR)
                              : H5Screate_simple(static_cast<int>(shape.size()), extents.data(), nullptr),
                H5Sclose);
}

Shape chunks_of(hid_t made, std::size_t rank) {
  if (H5Pget_layout(made) != H5D_CHUNKED)
    return {};
  std::vector<hsize_t> extents(rank);
  if (H5Pget_chunk(made, static_cast<int>(rank), extents.data()) != static_cast<int>(rank))
    return {};
  return Shape(extents.begin(), extents.end());
}

} // namespace troupe::hdf5
