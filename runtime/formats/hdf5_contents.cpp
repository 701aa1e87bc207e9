#include "runtime/formats/hdf5_contents.hpp"

#include "runtime/formats/hdf5_library.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace troupe {
namespace {

using hdf5::Handle;
using hdf5::OpenedFile;

std::vector<std::string> filters_of(hid_t made) {
  std::vector<std::string> names;
  for (int i = 0; i < H5Pget_nfilters(made); ++i) {
    std::array<char, 64> name{};
    std::size_t count = 0;
    unsigned flags = 0, how = 0;
    const auto filter =
        H5Pget_filter2(made, static_cast<unsigned>(i), &flags, &count, nullptr, name.size() - 1, name.data(), &how);
    names.emplace_back(filter == H5Z_FILTER_DEFLATE ? "gzip" : name.data());
  }
  return names;
}

Hdf5Entry entry_of(hid_t file, const std::string& name) {
  Hdf5Entry entry{name, Hdf5Entry::Kind::other, {}, {}, {}, {}};
  const Handle object(H5Oopen(file, name.c_str(), H5P_DEFAULT), H5Oclose);
  const auto kind = H5Iget_type(object);
  if (kind == H5I_GROUP)
    entry.kind = Hdf5Entry::Kind::group;
  if (kind != H5I_DATASET)
    return entry;
  entry.kind = Hdf5Entry::Kind::dataset;
  const Handle type(H5Dget_type(object), H5Tclose), made(H5Dget_create_plist(object), H5Pclose);
  entry.dtype = hdf5::dtype_of_type(type);
  if (auto shape = hdf5::shape_of(object, name))
    entry.shape = std::move(*shape);
  entry.chunks = hdf5::chunks_of(made, entry.shape.size());
  entry.filters = filters_of(made);
  return entry;
}

Result<Handle> open_object(const OpenedFile& file, const std::string& object) {
  Handle opened(H5Oopen(file.id(), object.c_str(), file.way(H5P_LINK_ACCESS)), H5Oclose);
  if (!opened.ok())
    return fail(Errc::not_found, "no object '" + object + "' in '" + file.path() + "'");
  return opened;
}

/// A text that may end before its room does.
std::string text_in(const char* begin, std::size_t room) { return {begin, ::strnlen(begin, room)}; }

std::optional<std::vector<std::string>> texts_of(hid_t attribute, hid_t type, hid_t space, std::size_t count) {
  std::vector<std::string> texts;
  if (H5Tis_variable_str(type) > 0) {
    std::vector<char*> values(count, nullptr);
    if (H5Aread(attribute, type, values.data()) < 0)
      return std::nullopt;
    for (const auto* value : values)
      texts.emplace_back(value ? value : "");
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, values.data());
    return texts;
  }
  const auto size = H5Tget_size(type);
  std::vector<char> values(count * size);
  if (H5Aread(attribute, type, values.data()) < 0)
    return std::nullopt;
  for (std::size_t i = 0; i < count; ++i)
    texts.push_back(text_in(values.data() + i * size, size));
  return texts;
}

template <class Number>
std::optional<std::vector<Number>> numbers_of(hid_t attribute, hid_t in_memory, std::size_t count) {
  std::vector<Number> values(count);
  if (H5Aread(attribute, in_memory, values.data()) < 0)
    return std::nullopt;
  return values;
}

template <class Value>
std::optional<Hdf5Value> one_or_all(std::optional<std::vector<Value>> values, bool single) {
  if (!values)
    return std::nullopt;
  return single ? Hdf5Value(std::move(values->front())) : Hdf5Value(std::move(*values));
}

std::optional<Hdf5Value> value_of(hid_t attribute) {
  const Handle type(H5Aget_type(attribute), H5Tclose), space(H5Aget_space(attribute), H5Sclose);
  const auto points = H5Sget_simple_extent_npoints(space);
  const bool single = H5Sget_simple_extent_type(space) == H5S_SCALAR;
  const auto count = static_cast<std::size_t>(std::max<hssize_t>(points, 0));
  const auto kind = H5Tget_class(type);
  if (kind == H5T_STRING)
    return one_or_all(texts_of(attribute, type, space, count), single);
  if (kind == H5T_FLOAT)
    return one_or_all(numbers_of<double>(attribute, H5T_NATIVE_DOUBLE, count), single);
  if (kind == H5T_INTEGER && (H5Tget_size(type) < 8 || H5Tget_sign(type) != H5T_SGN_NONE))
    return one_or_all(numbers_of<std::int64_t>(attribute, H5T_NATIVE_INT64, count), single);
  if (kind == H5T_INTEGER) { // beyond int64 they would be clipped
    const auto values = numbers_of<std::uint64_t>(attribute, H5T_NATIVE_UINT64, count);
    if (!values || std::any_of(values->begin(), values->end(), [](std::uint64_t value) { return value > INT64_MAX; }))
      return std::nullopt;
    return one_or_all(std::optional(std::vector<std::int64_t>(values->begin(), values->end())), single);
  }
  if (hdf5::dtype_of_type(type) == DType::bool_) {
    const auto values = numbers_of<signed char>(attribute, hdf5::memory_type(DType::bool_), count);
    return values ? one_or_all(std::optional(std::vector<std::int64_t>(values->begin(), values->end())), single)
                  : std::nullopt;
  }
  return std::nullopt;
}

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  return type;
}

/// One attribute made and written.
class AttributeWriter {
public:
  AttributeWriter(hid_t object, const std::string& name) : object_(object), name_(name) {}

  bool operator()(std::int64_t value) const { return write(H5T_NATIVE_INT64, std::nullopt, &value); }
  bool operator()(double value) const { return write(H5T_NATIVE_DOUBLE, std::nullopt, &value); }
  bool operator()(const std::string& value) const {
    const char* text = value.c_str();
    return write(text_type(), std::nullopt, &text);
  }
  bool operator()(const std::vector<std::int64_t>& values) const {
    return write(H5T_NATIVE_INT64, values.size(), values.data());
  }
  bool operator()(const std::vector<double>& values) const {
    return write(H5T_NATIVE_DOUBLE, values.size(), values.data());
  }
  bool operator()(const std::vector<std::string>& values) const {
    std::vector<const char*> texts;
    for (const auto& value : values)
      texts.push_back(value.c_str());
    return write(text_type(), values.size(), texts.data());
  }

private:
  bool write(hid_t type, std::optional<std::size_t> count, const void* values) const {
    const auto space = hdf5::space_of(count ? Shape{static_cast<std::int64_t>(*count)} : Shape{});
    const Handle made(H5Acreate2(object_, name_.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
    return made.ok() && (count == 0u || H5Awrite(made, type, values) >= 0);
  }

  hid_t object_;
  const std::string& name_;
};

} // namespace

Result<std::vector<Hdf5Entry>> list_hdf5(const DataFolders& folders, const std::string& path) {
  const auto entered = hdf5::enter_library();
  TROUPE_TRY(file, OpenedFile::open(folders, path, OpenedFile::Access::read));
  std::vector<std::pair<std::string, H5L_type_t>> names;
  const auto take = [](hid_t, const char* name, const H5L_info_t* link, void* into) -> herr_t {
    static_cast<std::vector<std::pair<std::string, H5L_type_t>>*>(into)->emplace_back(std::string("/") + name,
                                                                                      link->type);
    return 0;
  };
  if (H5Lvisit(file.id(), H5_INDEX_NAME, H5_ITER_INC, take, &names) < 0)
    return hdf5::failed(Errc::corrupt, "cannot list the file '" + path + "'");
  std::vector<Hdf5Entry> entries;
  for (const auto& [name, link] : names)
    entries.push_back(link == H5L_TYPE_HARD ? entry_of(file.id(), name)
                                            : Hdf5Entry{name, Hdf5Entry::Kind::link, {}, {}, {}, {}});
  return entries;
}

Result<Hdf5Attributes> read_hdf5_attributes(const DataFolders& folders, const std::string& path,
                                            const std::string& object) {
  const auto entered = hdf5::enter_library();
  TROUPE_TRY(file, OpenedFile::open(folders, path, OpenedFile::Access::read));
  TROUPE_TRY(opened, open_object(file, object));
  std::vector<std::string> names;
  const auto take = [](hid_t, const char* name, const H5A_info_t*, void* into) -> herr_t {
    static_cast<std::vector<std::string>*>(into)->emplace_back(name);
    return 0;
  };
  H5Aiterate2(opened, H5_INDEX_NAME, H5_ITER_INC, nullptr, take, &names);
  Hdf5Attributes found;
  for (const auto& name : names) {
    const Handle attribute(H5Aopen(opened, name.c_str(), H5P_DEFAULT), H5Aclose);
    auto value = attribute.ok() ? value_of(attribute) : std::nullopt;
    if (!value)
      return fail(Errc::invalid_dtype, "the attribute '" + name + "' of '" + object + "' in '" + path
                                           + "' is neither numbers of 64 bits nor texts");
    found.emplace(name, std::move(*value));
  }
  return found;
}

Result<void> write_hdf5_attributes(const DataFolders& folders, const std::string& path, const std::string& object,
                                   const Hdf5Attributes& attributes) {
  const auto entered = hdf5::enter_library();
  TROUPE_TRY(file, OpenedFile::open(folders, path, OpenedFile::Access::change));
  TROUPE_CHECK(hdf5::require_own(file, object));
  {
    TROUPE_TRY(opened, open_object(file, object));
    for (const auto& [name, value] : attributes) {
      if (H5Aexists(opened, name.c_str()) > 0)
        H5Adelete(opened, name.c_str());
      if (!std::visit(AttributeWriter(opened, name), value))
        return hdf5::failed(Errc::io_error,
                            "cannot write the attribute '" + name + "' of '" + object + "' in '" + path + "'");
    }
  }
  return std::move(file).close();
}

} // namespace troupe
