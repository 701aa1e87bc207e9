// Helpers for the HDF5 library, shared by this room's sources: identifiers that are released, files that are opened one
// at a time, and Troupe's types in HDF5's terms. Nothing else includes the library. Thread-safety: every function here
// is called with the library entered (enter_library()); one thread of the process at a time enters it.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/dtype.hpp"
#include "runtime/chunk/shape.hpp"
#include "runtime/formats/data_folders.hpp"

#include <hdf5.h>

#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace troupe::hdf5 {

/// Enters the library; its failures are told of by us, and not printed.
std::unique_lock<std::mutex> enter_library();

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

/// `what`, and the innermost reason that the library has for its last failure.
Failure failed(Errc code, const std::string& what);

/// A file of ours, locked against Troupe's other writers (Access::change) or against all of them (Access::read), in
/// other processes too, until it is closed. Programs that know nothing of this lock keep the library's own.
class OpenedFile {
public:
  enum class Access { read, change };
  /// @returns As DataFolders::open(); Errc::corrupt for what the library cannot open, with its reason; Errc::io_error
  /// when the
  ///          lock is not to be had within a minute.
  static Result<OpenedFile> open(const DataFolders& folders, const std::string& path, Access access);
  /// To be changed; made where it is not there or empty.
  static Result<OpenedFile> make(const DataFolders& folders, const std::string& path);

  hid_t id() const { return file_; }
  const std::string& path() const { return path_; }
  const DataFolders& folders() const { return *folders_; }
  /// How links are followed, for what is opened (H5P_DATASET_ACCESS, ...): not into other files where those might be
  /// anywhere; else files that are named without a folder are looked for beside this one.
  Handle way(hid_t kind) const;
  /// Closes the library's file, and keeps the lock.
  FileDescriptor keep_lock() &&;
  /// What was changed is handed to the system, or Errc::io_error.
  Result<void> close() &&;

private:
  OpenedFile(const DataFolders& folders, std::string path, FileDescriptor lock, Handle file)
      : folders_(&folders), path_(std::move(path)), lock_(std::move(lock)), file_(std::move(file)) {}

  const DataFolders* folders_;
  std::string path_;
  FileDescriptor lock_; ///< given up after the file
  Handle file_;
};

/// An object's number of its file, and its address there: two names of one object agree in both.
struct ObjectPlace {
  unsigned long file = 0;
  std::int64_t address = 0;
  unsigned links = 0; ///< names that it has
};
std::optional<ObjectPlace> place_of_object(hid_t object);

/// The object's name in its file, behind all links; "" for one without.
std::string name_in_file(hid_t object);

/// A name that the object at that place has in its own file, found by going through all of the file's objects; "" where
/// none has.
std::string name_at(hid_t file, std::int64_t address);

/// Opens a dataset, wherever its links lead as far as they may.
/// @returns Errc::not_found with the names nearby, or what a link on the way there says; Errc::invalid_argument where
/// its
///          elements are in other files and not every folder may be used.
Result<Handle> open_dataset(const OpenedFile& file, const std::string& dataset);

/// @returns Errc::invalid_argument when the way to `name`, as far as it is there, leaves the file: what is made there
/// would be
///          made in another.
Result<void> require_own(const OpenedFile& file, const std::string& name);

/// bool and complex numbers are those of h5py: an enumeration of FALSE and TRUE, and pairs of r and i.
std::optional<DType> dtype_of_type(hid_t type);
/// The library's name for elements of that type in memory.
Handle memory_type(DType dtype);
/// @returns Errc::invalid_shape for what has none.
Result<Shape> shape_of(hid_t dataset, const std::string& name);
/// The extents of the file's own chunks; none where it has none. @param made  how the dataset was made
/// (H5Dget_create_plist)
Shape chunks_of(hid_t made, std::size_t rank);
/// A space of that shape.
Handle space_of(const Shape& shape);

} // namespace troupe::hdf5
