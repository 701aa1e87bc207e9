#include "runtime/formats/hdf5_attribute_copy.hpp"

#include "runtime/formats/hdf5_library.hpp"

#include <string>
#include <vector>

namespace troupe::hdf5 {
namespace {

bool copy_attribute(hid_t from, hid_t to, const char* name) {
  if (H5Aexists(to, name) > 0)
    return true;
  const Handle attribute(H5Aopen(from, name, H5P_DEFAULT), H5Aclose);
  const Handle type(H5Aget_type(attribute), H5Tclose), space(H5Aget_space(attribute), H5Sclose);
  const auto count = H5Sget_simple_extent_npoints(space);
  const Handle made(H5Acreate2(to, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  if (count < 0 || !made.ok())
    return false;
  if (count == 0)
    return true;
  std::vector<char> value(static_cast<std::size_t>(count) * H5Tget_size(type));
  if (H5Aread(attribute, type, value.data()) < 0)
    return false;
  const bool written = H5Awrite(made, type, value.data()) >= 0;
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, value.data());
  return written;
}

} // namespace

Result<void> copy_attributes(hid_t from, hid_t to) {
  std::vector<std::string> names;
  const auto take = [](hid_t, const char* name, const H5A_info_t*, void* into) -> herr_t {
    static_cast<std::vector<std::string>*>(into)->emplace_back(name);
    return 0;
  };
  H5Aiterate2(from, H5_INDEX_NAME, H5_ITER_INC, nullptr, take, &names);
  for (const auto& name : names)
    if (!copy_attribute(from, to, name.c_str()))
      return failed(Errc::io_error, "cannot copy the attribute '" + name + "'");
  return {};
}

} // namespace troupe::hdf5
