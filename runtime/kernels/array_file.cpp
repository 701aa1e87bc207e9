// Arrays from and to files. `chunks` lists the extents along each axis of the whole array; a task's index says its chunk.
// array.read_file {files, data, swapped, join, chunks, dtype}: elements that lie in C order from byte `data[i]` of file i on.
//   One file holds all; several hold one chunk along axis `join` each. What is `swapped` has its numbers' bytes turned.
// array.read_hdf5 {file, dataset, chunks, dtype}: through the library.
// array.write_file {file, chunks, dtype} of a block and where the elements begin (int64): to their place; makes how many
//   bytes. Where the file is gone but `after` is there, to that.
// array.create_npy {file, dtype, shape}, array.create_hdf5 {file, dataset, dtype, shape}: room for all, and where it begins.
// array.finish_file {file, after} of what was written: the file gets its final name; hands on the number of bytes.
// array.write_npy {folder, dtype}: each block to a .npy file of its own, folder/INDEX.npy; makes how many bytes.
#include "runtime/chunk/dtype_rules.hpp"
#include "runtime/formats/hdf5_file.hpp"
#include "runtime/formats/npy_header.hpp"
#include "runtime/formats/open_file.hpp"
#include "runtime/formats/region.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/builtin.hpp"
#include "runtime/kernels/file_params.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <filesystem>
#include <utility>

namespace troupe {
namespace {

Result<DType> dtype_of_params(const Params& params) {
  TROUPE_TRY(name, params.text("dtype"));
  TROUPE_TRY(dtype, dtype_from_string(name));
  if (dtype == DType::string)
    return fail(Errc::invalid_dtype, "arrays hold numbers");
  return dtype;
}

struct Place {
  Region region;
  Shape place; ///< of the chunk among the others
  std::size_t bytes = 0;
};

Result<Place> place_of_task(const KernelContext& context, DType dtype) {
  const auto* axes = context.params.list("chunks");
  if (!axes)
    return fail(Errc::invalid_argument, "arrays in files need the parameter 'chunks'");
  std::vector<std::vector<std::int64_t>> extents;
  for (const auto& axis : *axes) {
    TROUPE_TRY(along, integer_list(axis, "extents"));
    extents.push_back(*along);
  }
  TROUPE_TRY(grid, ChunkGrid::from_extents(std::move(extents)));
  if (context.index >= grid.size())
    return fail(Errc::invalid_argument, "the array has no chunk " + std::to_string(context.index));
  TROUPE_CHECK(checked_element_count(grid.shape()));
  Place found{Region::of_chunk(grid, context.index), grid.place(context.index), 0};
  TROUPE_TRY(count, checked_element_count(found.region.extent));
  found.bytes = static_cast<std::size_t>(count) * size_of(dtype);
  return found;
}

/// In a file, any byte may stand for true.
void tidy_truth(Block& block) {
  if (block.dtype == DType::bool_)
    for (auto& byte : block.data.as<std::uint8_t>())
      byte = byte != 0 ? 1 : 0;
}

Result<ChunkPtr> read_file(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 0));
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(place, place_of_task(context, dtype));
  TROUPE_TRY(files, text_list(context.params, "files"));
  TROUPE_TRY(data, integer_list(context.params, "data"));
  TROUPE_TRY(swapped, integer_list(context.params, "swapped"));
  TROUPE_TRY(join, context.params.integer("join"));
  if (files->empty() || data->size() != files->size() || swapped->size() != files->size()
      || (files->size() > 1 && (join < 0 || join >= static_cast<std::int64_t>(place.place.size()))))
    return fail(Errc::invalid_argument, "array.read_file needs 'files', 'data' and 'swapped' of one length, and the axis to join along");
  std::size_t which = 0;
  if (files->size() > 1) {
    const auto axis = static_cast<std::size_t>(join);
    which = static_cast<std::size_t>(place.place[axis]);
    place.region.whole[axis] = place.region.extent[axis];
    place.region.origin[axis] = 0;
  }
  if (which >= files->size() || (*data)[which] < 0)
    return fail(Errc::invalid_argument, "array.read_file has no file for chunk " + std::to_string(context.index));
  Block block{dtype, place.region.extent, context.pool.allocate(place.bytes)};
  TROUPE_CHECK(read_region({data_folders(context), (*files)[which], (*data)[which], size_of(dtype)}, place.region, block.data.data(), context.cancelled));
  if ((*swapped)[which] != 0)
    swap_bytes(block.data.data(), place.bytes, size_of(real_of(dtype)));
  tidy_truth(block);
  return make_chunk(std::move(block));
}

Result<ChunkPtr> read_dataset(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 0));
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(place, place_of_task(context, dtype));
  TROUPE_TRY(file, context.params.text("file"));
  TROUPE_TRY(dataset, context.params.text("dataset"));
  Block block{dtype, place.region.extent, context.pool.allocate(place.bytes)};
  TROUPE_CHECK(read_hdf5(data_folders(context), file, dataset, dtype, place.region, block.data.data()));
  tidy_truth(block);
  return make_chunk(std::move(block));
}

Result<ChunkPtr> one_number(const KernelContext& context, std::int64_t number, Shape shape) {
  Block block{DType::int64, std::move(shape), context.pool.allocate_for<std::int64_t>(1)};
  block.values<std::int64_t>()[0] = number;
  return make_chunk(std::move(block));
}

Result<std::int64_t> number_of(const ChunkPtr& input) {
  TROUPE_TRY(block, any_block(input));
  if (block->dtype != DType::int64 || block->size() != 1)
    return fail(Errc::invalid_argument, "a number was expected; a " + describe(*input) + " was given");
  return block->values<std::int64_t>()[0];
}

/// Whether that was done once already: a lost task is done again.
Result<bool> is_renamed(const DataFolders& folders, const std::string& from, const std::string& to) {
  TROUPE_TRY(before, folders.exists(from));
  TROUPE_TRY(after, folders.exists(to));
  return !before && after;
}

Result<ChunkPtr> write_file(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(place, place_of_task(context, dtype));
  TROUPE_TRY(file, context.params.text("file"));
  TROUPE_TRY(after, context.params.text("after"));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(data, number_of(inputs[1]));
  if (block->dtype != dtype || block->shape != place.region.extent || data < 0)
    return fail(Errc::invalid_argument, "array.write_file writes " + std::string(to_string(dtype)) + " " + to_string(place.region.extent) +
                                          "; it was given a " + describe(*inputs[0]));
  const auto& folders = data_folders(context);
  TROUPE_TRY(renamed, is_renamed(folders, file, after));
  TROUPE_CHECK(write_region({folders, renamed ? after : file, data, size_of(dtype)}, place.region, block->data.data(), context.cancelled));
  return one_number(context, static_cast<std::int64_t>(place.bytes), {1});
}

Result<ChunkPtr> create_npy(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 0));
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_TRY(count, checked_element_count(shape));
  TROUPE_TRY(path, context.params.text("file"));
  const auto head = format_npy_header(dtype, shape);
  const auto begin = static_cast<std::int64_t>(head.size());
  TROUPE_TRY(file, OpenFile::to_make(data_folders(context), path));
  TROUPE_CHECK(file.resize(begin + count * static_cast<std::int64_t>(size_of(dtype))));
  TROUPE_CHECK(file.write(0, std::as_bytes(std::span(head))));
  return one_number(context, begin, {1});
}

Result<ChunkPtr> create_dataset(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 0));
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_CHECK(checked_element_count(shape));
  TROUPE_TRY(path, context.params.text("file"));
  TROUPE_TRY(dataset, context.params.text("dataset"));
  TROUPE_TRY(begin, create_hdf5(data_folders(context), path, dataset, dtype, shape));
  return one_number(context, begin, {1});
}

Result<void> rename_file(const DataFolders& folders, const std::string& from, const std::string& to) {
  if (from == to)
    return {};
  TROUPE_TRY(renamed, is_renamed(folders, from, to));
  return renamed ? Result<void>() : folders.rename(from, to);
}

Result<ChunkPtr> finish_file(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(bytes, number_of(inputs[0]));
  TROUPE_TRY(file, context.params.text("file"));
  TROUPE_TRY(after, context.params.text("after"));
  TROUPE_CHECK(rename_file(data_folders(context), file, after));
  return one_number(context, bytes, {});
}

Result<ChunkPtr> write_npy(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(folder, context.params.text("folder"));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_CHECK(check_block(*block));
  const auto& folders = data_folders(context);
  TROUPE_CHECK(folders.make_folder(folder));
  const auto path = (std::filesystem::path(folder) / (std::to_string(context.index) + ".npy")).string();
  const auto head = format_npy_header(block->dtype, block->shape);
  const auto bytes = static_cast<std::int64_t>(block->data.size());
  {
    TROUPE_TRY(file, OpenFile::to_make(folders, path + ".part"));
    TROUPE_CHECK(file.resize(static_cast<std::int64_t>(head.size()) + bytes));
    TROUPE_CHECK(file.write(0, std::as_bytes(std::span(head))));
    TROUPE_CHECK(file.write(static_cast<std::int64_t>(head.size()), std::span(std::as_const(block->data).data(), block->data.size())));
  }
  TROUPE_CHECK(rename_file(folders, path + ".part", path));
  return one_number(context, bytes, {1});
}

} // namespace

void add_array_file(KernelRegistry& registry) {
  add_builtin(registry, {"array.read_file", read_file, nullptr, nullptr});
  add_builtin(registry, {"array.read_hdf5", read_dataset, nullptr, nullptr});
  add_builtin(registry, {"array.write_file", write_file, nullptr, nullptr});
  add_builtin(registry, {"array.create_npy", create_npy, nullptr, nullptr});
  add_builtin(registry, {"array.create_hdf5", create_dataset, nullptr, nullptr});
  add_builtin(registry, {"array.finish_file", finish_file, nullptr, nullptr});
  add_builtin(registry, {"array.write_npy", write_npy, nullptr, nullptr});
}

} // namespace troupe
