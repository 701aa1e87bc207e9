// Contents of an HDF5 file: its groups and datasets, and the attributes of each. Thread-safe.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/dtype.hpp"
#include "runtime/chunk/shape.hpp"
#include "runtime/formats/data_folders.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace troupe {

struct Hdf5Entry {
  enum class Kind { group, dataset, link, other };
  std::string name; ///< "/group/x"
  Kind kind = Kind::other;
  std::optional<DType> dtype; ///< of a dataset that Troupe can read
  Shape shape;
  Shape chunks;                     ///< of the file itself; empty for none
  std::vector<std::string> filters; ///< "shuffle", "gzip", ..., in the order in which they were applied
};

/// Everything that has a name, in the order of the names; what soft and external links lead to is not looked at.
Result<std::vector<Hdf5Entry>> list_hdf5(const DataFolders& folders, const std::string& path);

using Hdf5Value = std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>, std::vector<double>,
                               std::vector<std::string>>;
using Hdf5Attributes = std::map<std::string, Hdf5Value>;

/// Whole numbers and truth values are int64, other numbers float64; several are lists, whatever their shape.
/// @param object  a dataset or a group, "/" for the file's own
/// @returns Errc::not_found for an object that is not there; Errc::invalid_dtype naming an attribute that is neither
/// numbers nor texts.
Result<Hdf5Attributes> read_hdf5_attributes(const DataFolders& folders, const std::string& path,
                                            const std::string& object);

/// Sets those; others stay. @returns also Errc::invalid_argument where the object is another file's.
Result<void> write_hdf5_attributes(const DataFolders& folders, const std::string& path, const std::string& object,
                                   const Hdf5Attributes& attributes);

} // namespace troupe
