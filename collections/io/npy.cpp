#include "collections/io/npy.hpp"

#include "collections/array/joining.hpp"
#include "collections/io/array_files.hpp"
#include "collections/io/input_files.hpp"
#include "runtime/formats/npy_header.hpp"
#include "runtime/formats/npy_stack.hpp"
#include "runtime/formats/open_file.hpp"
#include "runtime/formats/part_files.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <string_view>

namespace troupe {
namespace {

/// Longer ones are no list of chunks.
constexpr std::int64_t longest_info = std::int64_t{64} << 20;

/// A .npy file as it was when the read was planned.
struct Planned {
  std::string path;
  std::int64_t size = 0, version = 0;
  NpyHeader header;
};

Failure in_file(const std::string& path, const Error& error) {
  return fail(error.code, "'" + path + "': " + error.message);
}

Result<NpyHeader> read_head(const std::string& path, std::int64_t size) {
  TROUPE_TRY(file, OpenFile::to_read(DataFolders::everything(), path));
  std::string head(static_cast<std::size_t>(std::min<std::int64_t>(size, npy_prelude)), '\0');
  TROUPE_CHECK(file.read(0, std::as_writable_bytes(std::span(head))));
  const auto length = npy_head_length(head);
  if (!length)
    return in_file(path, length.error());
  head.resize(static_cast<std::size_t>(std::min(size, *length)));
  TROUPE_CHECK(file.read(0, std::as_writable_bytes(std::span(head))));
  auto header = parse_npy_header(head);
  return header ? header : in_file(path, header.error());
}

Result<Planned> planned(const std::string& path) {
  TROUPE_TRY(files, find_input_files(path));
  if (files.size() != 1)
    return fail(Errc::invalid_argument,
                "'" + path + "' stands for " + std::to_string(files.size()) + " files; from_npy reads one");
  TROUPE_TRY(header, read_head(files.paths[0], files.sizes[0]));
  const auto end = header.data + element_count(header.shape) * static_cast<std::int64_t>(size_of(header.dtype));
  if (files.sizes[0] < end)
    return fail(Errc::io_error, "'" + files.paths[0] + "' is cut short: " + std::string(to_string(header.dtype)) + " "
                                    + to_string(header.shape) + " takes " + std::to_string(end)
                                    + " bytes, the file has " + std::to_string(files.sizes[0]));
  return Planned{files.paths[0], files.sizes[0], files.versions[0], std::move(header)};
}

/// @param files  of one type and order; several follow each other along axis `join`, a chunk each
Result<Array> read_chunks(const std::vector<Planned>& files, const ChunkGrid& grid, std::size_t join) {
  const auto dtype = files[0].header.dtype;
  Params::Strings paths;
  Params::Ints data, swapped, sizes, versions; // the last two are part of the read's identity alone
  for (const auto& file : files) {
    paths.push_back(file.path);
    data.push_back(file.header.data);
    swapped.push_back(file.header.swapped ? 1 : 0);
    sizes.push_back(file.size);
    versions.push_back(file.version);
  }
  ExpressionSpec spec;
  spec.kernel = "array.read_file";
  spec.params.set("files", std::move(paths))
      .set("data", std::move(data))
      .set("swapped", std::move(swapped))
      .set("sizes", std::move(sizes));
  spec.params.set("versions", std::move(versions))
      .set("join", join)
      .set("chunks", chunks_param(grid))
      .set("dtype", std::string(to_string(dtype)));
  spec.tasks = grid.size();
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), grid, dtype);
}

Result<Array> read_one(const Planned& file, const Chunks& chunks) {
  TROUPE_TRY(extents, chunks.fit(file.header.shape, size_of(file.header.dtype)));
  auto shape = file.header.shape;
  if (file.header.fortran_order) { // as it lies: the axes the other way round
    std::reverse(shape.begin(), shape.end());
    std::reverse(extents.begin(), extents.end());
  }
  TROUPE_TRY(grid, ChunkGrid::make(shape, extents));
  TROUPE_TRY(array, read_chunks({file}, grid, 0));
  return file.header.fortran_order ? array.T() : array;
}

/// The numbers that N.npy in the folder have, and no other file.
Result<std::vector<std::size_t>> numbers_in(const std::string& folder) {
  TROUPE_TRY(path, absolute_path(folder));
  TROUPE_TRY(names, DataFolders::everything().names_in(path));
  std::vector<std::size_t> numbers;
  for (const auto& name : names) {
    std::size_t number = 0;
    const auto* end = name.data() + name.size();
    const auto [stop, error] = std::from_chars(name.data(), end, number);
    if (error == std::errc() && std::string_view(stop, static_cast<std::size_t>(end - stop)) == ".npy"
        && name == std::to_string(number) + ".npy")
      numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

/// What the stack's writer said of it, if it did: Troupe and dask do.
Result<std::optional<NpyStackInfo>> info_of(const std::string& folder) {
  TROUPE_TRY(path, absolute_path((std::filesystem::path(folder) / "info").string()));
  TROUPE_TRY(is_there, DataFolders::everything().exists(path));
  if (!is_there)
    return std::optional<NpyStackInfo>();
  TROUPE_TRY(file, OpenFile::to_read(DataFolders::everything(), path));
  TROUPE_TRY(size, file.size());
  if (size > longest_info)
    return fail(Errc::parse_error, "'" + path + "' is too long to be the head of a stack");
  std::string text(static_cast<std::size_t>(size), '\0');
  TROUPE_CHECK(file.read(0, std::as_writable_bytes(std::span(text))));
  auto info = parse_npy_stack_info(text);
  if (!info)
    return in_file(path, info.error());
  return std::optional(std::move(*info));
}

/// folder/0.npy, 1.npy, ..., as many as the folder's `info` says, or else as far as they go; none may be missing.
Result<std::vector<Planned>> stacked_files(const std::string& folder, const std::optional<NpyStackInfo>& info) {
  TROUPE_TRY(numbers, numbers_in(folder));
  const auto count = info              ? info->chunks[static_cast<std::size_t>(info->axis)].size()
                     : numbers.empty() ? 1
                                       : numbers.back() + 1;
  for (std::size_t i = 0; i < count && !numbers.empty(); ++i)
    if (i >= numbers.size() || numbers[i] != i)
      return fail(Errc::not_found, "the stack '" + folder + "' lacks '" + std::to_string(i) + ".npy'"
                                       + (info ? ", one of " + std::to_string(count) + " files"
                                               : "; there is '" + std::to_string(numbers.back()) + ".npy'"));
  std::vector<Planned> files;
  for (std::size_t i = 0; i < count; ++i) {
    TROUPE_TRY(file, planned((std::filesystem::path(folder) / (std::to_string(i) + ".npy")).string()));
    files.push_back(std::move(file));
  }
  return files;
}

/// That the files are those that `info` speaks of.
Result<void> check_info(const std::vector<Planned>& files, const NpyStackInfo& info, const std::string& folder,
                        std::size_t axis) {
  if (static_cast<std::size_t>(info.axis) != axis)
    return fail(Errc::invalid_argument, "the stack '" + folder + "' is cut along axis " + std::to_string(info.axis)
                                            + ", not " + std::to_string(axis));
  for (std::size_t i = 0; i < files.size(); ++i) {
    Shape shape;
    for (std::size_t at = 0; at < info.chunks.size(); ++at)
      shape.push_back(at == axis ? info.chunks[at][i] : info.chunks[at].size() == 1 ? info.chunks[at][0] : -1);
    const auto& header = files[i].header;
    if (header.shape != shape || header.dtype != info.dtype)
      return fail(Errc::invalid_shape, "'" + files[i].path + "' holds " + std::string(to_string(header.dtype)) + " "
                                           + to_string(header.shape) + "; the stack's 'info' says "
                                           + std::string(to_string(info.dtype)) + " " + to_string(shape));
  }
  return {};
}

Result<void> check_stack(const std::vector<Planned>& files, std::size_t axis) {
  const auto& first = files[0].header;
  for (const auto& [path, size, version, header] : files) {
    bool fits = header.dtype == first.dtype && header.shape.size() == first.shape.size();
    for (std::size_t at = 0; fits && at < first.shape.size(); ++at)
      fits = at == axis || header.shape[at] == first.shape[at];
    if (!fits)
      return fail(Errc::invalid_shape, "'" + path + "' holds " + std::string(to_string(header.dtype)) + " "
                                           + to_string(header.shape) + ", '" + files[0].path + "' "
                                           + std::string(to_string(first.dtype)) + " " + to_string(first.shape)
                                           + "; they cannot be joined along axis " + std::to_string(axis));
  }
  return {};
}

} // namespace

Result<Array> try_from_npy(const std::string& path, const Chunks& chunks) {
  TROUPE_TRY(file, planned(path));
  return read_one(file, chunks);
}

Array from_npy(const std::string& path, const Chunks& chunks) { return try_from_npy(path, chunks).value(); }

Result<Array> try_from_npy_stack(const std::string& folder, int axis) {
  TROUPE_TRY(info, info_of(folder));
  TROUPE_TRY(files, stacked_files(folder, info));
  const auto& first = files[0].header.shape;
  TROUPE_TRY(axes, Axes(axis).fit(first.size()));
  if (info)
    TROUPE_CHECK(check_info(files, *info, folder, axes[0]));
  TROUPE_CHECK(check_stack(files, axes[0]));
  if (std::any_of(files.begin(), files.end(), [](const Planned& file) { return file.header.fortran_order; })) {
    std::vector<Array> parts;
    for (const auto& file : files) {
      TROUPE_TRY(part, read_one(file, Chunks(Shape(first.size(), -1))));
      parts.push_back(part);
    }
    return concatenate(parts, axis);
  }
  std::vector<std::vector<std::int64_t>> extents;
  for (auto extent : first)
    extents.push_back({extent});
  extents[axes[0]].clear();
  for (const auto& file : files)
    extents[axes[0]].push_back(file.header.shape[axes[0]]);
  TROUPE_TRY(grid, ChunkGrid::from_extents(std::move(extents)));
  return read_chunks(files, grid, axes[0]);
}

Array from_npy_stack(const std::string& folder, int axis) { return try_from_npy_stack(folder, axis).value(); }

Array to_npy(const Array& array, const std::string& path) {
  const auto after = absolute_path(path).value();
  FileWriter writer{"array.create_npy", "array.write_file", "array.finish_file", {}};
  writer.params.set("file", part_name(after, writer_name(array))).set("after", after);
  return write_chunks(array, writer).value();
}

Array to_npy_stack(const Array& array, const std::string& folder, int axis) {
  const auto along = Axes(axis).fit(array.ndim()).value().front();
  auto cut = array.chunks();
  for (std::size_t at = 0; at < cut.size(); ++at)
    if (at != along)
      cut[at] = {array.shape()[at]};
  const auto files = rechunk(array, cut);
  const auto after = (std::filesystem::path(absolute_path(folder).value()) / "").parent_path().string();
  FileWriter writer{"array.create_npy_stack", "array.write_npy_stack", "array.finish_npy_stack", {}};
  writer.params.set("file", part_name(after, writer_name(files)))
      .set("after", after)
      .set("axis", static_cast<std::int64_t>(along));
  return write_chunks(files, writer).value();
}

} // namespace troupe
