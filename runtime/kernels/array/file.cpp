// Arrays from files. Parameters of all: chunks, dtype (file_chunks.hpp).
// array.read_file {files, data, swapped, join}: elements that lie in C order from byte `data[i]` of file i on. One file
// holds
//   all; several hold one chunk along axis `join` each. What is `swapped` has its numbers' bytes turned.
// array.read_hdf5 {file, dataset}: through the library.
#include "runtime/chunk/dtype_rules.hpp"
#include "runtime/formats/hdf5_file.hpp"
#include "runtime/formats/region.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/array/file_chunks.hpp"
#include "runtime/kernels/files/file_params.hpp"

#include <utility>

namespace troupe {
namespace {

Result<ChunkPtr> read_file(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 0));
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(chunk, chunk_of_task(context, dtype));
  TROUPE_TRY(files, text_list(context.params, "files"));
  TROUPE_TRY(data, integer_list(context.params, "data"));
  TROUPE_TRY(swapped, integer_list(context.params, "swapped"));
  TROUPE_TRY(join, context.params.integer("join"));
  if (files->empty() || data->size() != files->size() || swapped->size() != files->size()
      || (files->size() > 1 && (join < 0 || join >= static_cast<std::int64_t>(chunk.place.size()))))
    return fail(Errc::invalid_argument,
                "array.read_file needs 'files', 'data' and 'swapped' of one length, and the axis to join along");
  std::size_t which = 0;
  if (files->size() > 1) {
    const auto axis = static_cast<std::size_t>(join);
    which = static_cast<std::size_t>(chunk.place[axis]);
    chunk.region.whole[axis] = chunk.region.extent[axis];
    chunk.region.origin[axis] = 0;
  }
  if (which >= files->size() || (*data)[which] < 0)
    return fail(Errc::invalid_argument, "array.read_file has no file for chunk " + std::to_string(context.index));
  Block block{dtype, chunk.region.extent, context.pool.allocate(chunk.bytes)};
  TROUPE_CHECK(read_region({data_folders(context), (*files)[which], (*data)[which], size_of(dtype)}, chunk.region,
                           block.data.data(), context.cancelled));
  if ((*swapped)[which] != 0)
    swap_bytes(block.data.data(), chunk.bytes, size_of(real_of(dtype)));
  tidy_truth(block);
  return make_chunk(std::move(block));
}

Result<ChunkPtr> read_dataset(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 0));
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(chunk, chunk_of_task(context, dtype));
  TROUPE_TRY(file, context.params.text("file"));
  TROUPE_TRY(dataset, context.params.text("dataset"));
  Block block{dtype, chunk.region.extent, context.pool.allocate(chunk.bytes)};
  TROUPE_CHECK(read_hdf5(data_folders(context), file, dataset, dtype, chunk.region, block.data.data()));
  tidy_truth(block);
  return make_chunk(std::move(block));
}

} // namespace

void add_array_file(KernelRegistry& registry) {
  add_builtin(registry, {"array.read_file", read_file, nullptr, nullptr});
  add_builtin(registry, {"array.read_hdf5", read_dataset, nullptr, nullptr});
}

} // namespace troupe
