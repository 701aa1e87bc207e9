// Arrays to files, whole or not at all: a first task makes room under another name, one task a chunk writes it, a last
// one gives it its name. Every task may be done again at any time. What writers that were killed left is removed by the
// next first task.
//
// array.create_npy {file, after, dtype, shape}: room for all in `file`; makes {where the elements begin, what file that
// is}. array.write_file {file, after, chunks, dtype} of a block and what the first task made: to its place; makes
// {bytes, mark}. array.finish_file {file, after, tasks} of the sum of those and what the first task made: `file` is
// renamed to `after`. array.create_hdf5, array.write_hdf5, array.finish_hdf5 {file, dataset, part, dtype, shape,
// form...}: the same in one file. Last tasks make how many bytes.
#include "runtime/formats/hdf5_write.hpp"
#include "runtime/formats/npy_header.hpp"
#include "runtime/formats/open_file.hpp"
#include "runtime/formats/part_files.hpp"
#include "runtime/formats/region.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/array/file_chunks.hpp"
#include "runtime/kernels/files/file_params.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <array>
#include <utility>

namespace troupe {
namespace {

Result<PartFile> part_file(const Params& params) {
  TROUPE_TRY(file, params.text("file"));
  TROUPE_TRY(after, params.text("after"));
  return PartFile{std::string(file), std::string(after)};
}

Result<const Block*> block_to_write(const ChunkPtr& input, DType dtype, const Shape& extent) {
  TROUPE_TRY(block, any_block(input));
  if (block->dtype != dtype || block->shape != extent)
    return fail(Errc::invalid_argument, "a " + std::string(to_string(dtype)) + " " + to_string(extent)
                                            + " was to be written; a " + describe(*input) + " was given");
  return block;
}

Result<ChunkPtr> create_npy(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 0));
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(shape, context.params.integers("shape"));
  TROUPE_TRY(count, checked_element_count(shape));
  TROUPE_TRY(names, part_file(context.params));
  const auto head = format_npy_header(dtype, shape);
  const auto begin = static_cast<std::int64_t>(head.size());
  const auto& folders = data_folders(context);
  TROUPE_CHECK(require_file_or_nothing(folders, names.after));
  TROUPE_CHECK(remove_other_parts(folders, names));
  TROUPE_TRY(file, OpenFile::to_make(folders, names.part));
  TROUPE_CHECK(file.resize(begin + count * static_cast<std::int64_t>(size_of(dtype))));
  TROUPE_CHECK(file.write(0, std::as_bytes(std::span(head))));
  TROUPE_TRY(token, folders.identity(names.part));
  return numbers_chunk(context, std::array{begin, token});
}

Result<ChunkPtr> write_file(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(chunk, chunk_of_task(context, dtype));
  TROUPE_TRY(names, part_file(context.params));
  TROUPE_TRY(block, block_to_write(inputs[0], dtype, chunk.region.extent));
  TROUPE_TRY(made, numbers_of(inputs[1], 2));
  if (made[0] < 0)
    return fail(Errc::invalid_argument, "array.write_file cannot write before the beginning of a file");
  const auto& folders = data_folders(context);
  TROUPE_TRY(path, path_of_token(folders, names, made[1]));
  TROUPE_CHECK(
      write_region({folders, path, made[0], size_of(dtype)}, chunk.region, block->data.data(), context.cancelled));
  return numbers_chunk(context, std::array{static_cast<std::int64_t>(chunk.bytes), mark_of(made[1])});
}

Result<ChunkPtr> finish_file(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(total, numbers_of(inputs[0], 2));
  TROUPE_TRY(made, numbers_of(inputs[1], 2));
  TROUPE_TRY(tasks, context.params.integer("tasks"));
  TROUPE_TRY(names, part_file(context.params));
  const auto& folders = data_folders(context);
  TROUPE_CHECK(check_marks(total, made[1], tasks, names.after));
  TROUPE_TRY(path, path_of_token(folders, names, made[1]));
  if (path != names.after)
    TROUPE_CHECK(folders.rename(names.part, names.after));
  return numbers_chunk(context, std::array{total[0]}, true);
}

Result<Hdf5Target> hdf5_target(const Params& params) {
  Hdf5Target target;
  TROUPE_TRY(dtype, dtype_of_params(params));
  TROUPE_TRY(shape, params.integers("shape"));
  TROUPE_CHECK(checked_element_count(shape));
  TROUPE_TRY(path, params.text("file"));
  TROUPE_TRY(dataset, params.text("dataset"));
  TROUPE_TRY(part, params.text("part"));
  TROUPE_TRY(own, params.integers("own_chunks"));
  TROUPE_TRY(compression, params.integer("compression"));
  TROUPE_TRY(shuffle, params.integer("shuffle"));
  return Hdf5Target{
      std::string(path), std::string(dataset), std::string(part), dtype, shape, {own, compression, shuffle != 0}};
}

Result<ChunkPtr> create_dataset(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 0));
  TROUPE_TRY(target, hdf5_target(context.params));
  TROUPE_TRY(token, create_hdf5(data_folders(context), target));
  return numbers_chunk(context, std::array{token});
}

Result<ChunkPtr> write_dataset(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(target, hdf5_target(context.params));
  TROUPE_TRY(chunk, chunk_of_task(context, target.dtype));
  TROUPE_TRY(block, block_to_write(inputs[0], target.dtype, chunk.region.extent));
  TROUPE_TRY(token, numbers_of(inputs[1], 1));
  if (chunk.region.whole != target.shape)
    return fail(Errc::invalid_argument, "array.write_hdf5: 'chunks' cut another shape than " + to_string(target.shape));
  TROUPE_CHECK(
      write_hdf5(data_folders(context), target, token[0], chunk.region, block->data.data(), context.cancelled));
  return numbers_chunk(context, std::array{static_cast<std::int64_t>(chunk.bytes), mark_of(token[0])});
}

Result<ChunkPtr> finish_dataset(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(target, hdf5_target(context.params));
  TROUPE_TRY(total, numbers_of(inputs[0], 2));
  TROUPE_TRY(token, numbers_of(inputs[1], 1));
  TROUPE_TRY(tasks, context.params.integer("tasks"));
  TROUPE_CHECK(check_marks(total, token[0], tasks, target.path));
  TROUPE_CHECK(finish_hdf5(data_folders(context), target, token[0]));
  return numbers_chunk(context, std::array{total[0]}, true);
}

} // namespace

void add_array_write_file(KernelRegistry& registry) {
  add_builtin(registry, {"array.create_npy", create_npy, nullptr, nullptr});
  add_builtin(registry, {"array.write_file", write_file, nullptr, nullptr});
  add_builtin(registry, {"array.finish_file", finish_file, nullptr, nullptr});
  add_builtin(registry, {"array.create_hdf5", create_dataset, nullptr, nullptr});
  add_builtin(registry, {"array.write_hdf5", write_dataset, nullptr, nullptr});
  add_builtin(registry, {"array.finish_hdf5", finish_dataset, nullptr, nullptr});
}

} // namespace troupe
