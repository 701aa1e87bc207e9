// Stacks of .npy files, whole or not at all: a folder of the stack's own is filled beside the one that is there, and
// takes its place when all is written. See array_write_file.cpp. array.create_npy_stack {file, after}: makes {0, what
// folder that is}. array.write_npy_stack {file, after, dtype} of a block and what the first task made: INDEX.npy; makes
// {bytes, mark}. array.finish_npy_stack {file, after, tasks, chunks, axis, dtype} of the sum of those and what the
// first task made.
#include "runtime/formats/npy_header.hpp"
#include "runtime/formats/npy_stack.hpp"
#include "runtime/formats/open_file.hpp"
#include "runtime/formats/part_files.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/array/file_chunks.hpp"
#include "runtime/kernels/files/file_params.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <utility>

namespace troupe {
namespace {

using Entry = DataFolders::Entry;

Result<PartFile> part_folder(const Params& params) {
  TROUPE_TRY(file, params.text("file"));
  TROUPE_TRY(after, params.text("after"));
  return PartFile{std::string(file), std::string(after)};
}

std::string within(const std::string& folder, const std::string& name) {
  return (std::filesystem::path(folder) / name).string();
}

/// "info", "0.npy", "12.npy", and "3.npy.part", which earlier writers left: what a stack is made of.
bool is_of_stack(const std::string& name) {
  const auto digits = std::min(name.find_first_not_of("0123456789"), name.size());
  const auto rest = name.substr(digits);
  return name == "info" || (digits > 0 && (rest == ".npy" || rest == ".npy.part"));
}

/// Files in the folder that are no part of a stack. They stay there. Errc::already_exists for folders among them.
Result<std::vector<std::string>> others_in(const DataFolders& folders, const std::string& folder) {
  TROUPE_TRY(names, folders.names_in(folder));
  names.erase(std::remove_if(names.begin(), names.end(), is_of_stack), names.end());
  for (const auto& name : names) {
    TROUPE_TRY(found, folders.entry(within(folder, name)));
    if (found == Entry::folder)
      return fail(Errc::already_exists,
                  "'" + folder + "' has a folder '" + name + "' in it; a stack is written to a folder of its own");
  }
  return names;
}

Result<ChunkPtr> create_stack(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 0));
  TROUPE_TRY(names, part_folder(context.params));
  const auto& folders = data_folders(context);
  TROUPE_TRY(found, folders.entry(names.after));
  if (found != Entry::none && found != Entry::folder)
    return fail(Errc::already_exists, "'" + names.after + "' is no folder");
  TROUPE_CHECK(others_in(folders, names.after));
  TROUPE_CHECK(folders.make_folder(std::filesystem::path(names.after).parent_path().string()));
  TROUPE_CHECK(remove_other_parts(folders, names));
  TROUPE_CHECK(folders.make_folder(names.part));
  TROUPE_TRY(token, folders.identity(names.part));
  return numbers_chunk(context, std::array{std::int64_t{0}, token});
}

Result<ChunkPtr> write_stack(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(dtype, dtype_of_params(context.params));
  TROUPE_TRY(names, part_folder(context.params));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(made, numbers_of(inputs[1], 2));
  TROUPE_CHECK(check_block(*block));
  if (block->dtype != dtype)
    return fail(Errc::invalid_argument, "array.write_npy_stack writes " + std::string(to_string(dtype))
                                            + "; it was given a " + describe(*inputs[0]));
  const auto& folders = data_folders(context);
  TROUPE_TRY(folder, path_of_token(folders, names, made[1]));
  const auto head = format_npy_header(block->dtype, block->shape);
  const auto begin = static_cast<std::int64_t>(head.size()), bytes = static_cast<std::int64_t>(block->data.size());
  TROUPE_TRY(file, OpenFile::to_make(folders, within(folder, std::to_string(context.index) + ".npy")));
  TROUPE_CHECK(file.resize(begin + bytes));
  TROUPE_CHECK(file.write(0, std::as_bytes(std::span(head))));
  TROUPE_CHECK(file.write(begin, std::span(std::as_const(block->data).data(), block->data.size())));
  return numbers_chunk(context, std::array{bytes, mark_of(made[1])});
}

Result<void> write_info(const DataFolders& folders, const std::string& folder, const Params& params) {
  NpyStackInfo info;
  TROUPE_TRY(dtype, dtype_of_params(params));
  TROUPE_TRY(axis, params.integer("axis"));
  info.dtype = dtype;
  info.axis = axis;
  const auto* axes = params.list("chunks");
  if (!axes || axis < 0 || axis >= std::ssize(*axes))
    return fail(Errc::invalid_argument, "array.finish_npy_stack needs the parameter 'chunks', and an axis of it");
  for (const auto& along : *axes) {
    TROUPE_TRY(extents, integer_list(along, "extents"));
    info.chunks.push_back(*extents);
  }
  const auto text = format_npy_stack_info(info);
  TROUPE_TRY(file, OpenFile::to_make(folders, within(folder, "info")));
  TROUPE_CHECK(file.resize(std::ssize(text)));
  return file.write(0, std::as_bytes(std::span(text)));
}

/// What a killed writer left where this one's tasks wrote.
Result<void> remove_strays(const DataFolders& folders, const std::string& folder, std::int64_t tasks) {
  TROUPE_TRY(names, folders.names_in(folder));
  std::vector<std::string> wanted;
  for (std::int64_t i = 0; i < tasks; ++i)
    wanted.push_back(std::to_string(i) + ".npy");
  std::sort(wanted.begin(), wanted.end());
  for (const auto& name : names)
    if (!std::binary_search(wanted.begin(), wanted.end(), name))
      TROUPE_CHECK(folders.remove(within(folder, name)));
  return {};
}

/// The filled folder gets its name, in one step where the file system can exchange two names.
Result<void> put_in_place(const DataFolders& folders, const PartFile& names) {
  TROUPE_TRY(found, folders.entry(names.after));
  if (found == Entry::none)
    return folders.rename(names.part, names.after);
  TROUPE_TRY(others, others_in(folders, names.after));
  for (const auto& name : others) {
    TROUPE_TRY(linked, folders.exists(within(names.part, name)));
    if (!linked)
      TROUPE_CHECK(folders.link(within(names.after, name), within(names.part, name)));
  }
  if (folders.exchange(names.part, names.after))
    return folders.remove(names.part); // what was there before
  const auto aside =
      names.after + ".old-" + names.part.substr(names.part.size() - std::min<std::size_t>(names.part.size(), 16));
  TROUPE_CHECK(folders.rename(names.after, aside));
  if (auto moved = folders.rename(names.part, names.after); !moved) {
    TROUPE_CHECK(folders.rename(aside, names.after));
    return moved;
  }
  return folders.remove(aside);
}

Result<ChunkPtr> finish_stack(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(total, numbers_of(inputs[0], 2));
  TROUPE_TRY(made, numbers_of(inputs[1], 2));
  TROUPE_TRY(tasks, context.params.integer("tasks"));
  TROUPE_TRY(names, part_folder(context.params));
  const auto& folders = data_folders(context);
  TROUPE_CHECK(check_marks(total, made[1], tasks, names.after));
  TROUPE_TRY(folder, path_of_token(folders, names, made[1]));
  if (folder != names.after) {
    TROUPE_CHECK(remove_strays(folders, names.part, tasks));
    TROUPE_CHECK(write_info(folders, names.part, context.params));
    TROUPE_CHECK(put_in_place(folders, names));
  }
  return numbers_chunk(context, std::array{total[0]}, true);
}

} // namespace

void add_array_write_stack(KernelRegistry& registry) {
  add_builtin(registry, {"array.create_npy_stack", create_stack, nullptr, nullptr});
  add_builtin(registry, {"array.write_npy_stack", write_stack, nullptr, nullptr});
  add_builtin(registry, {"array.finish_npy_stack", finish_stack, nullptr, nullptr});
}

} // namespace troupe
