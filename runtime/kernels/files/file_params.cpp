#include "runtime/kernels/files/file_params.hpp"

namespace troupe {
namespace {

template <class List>
Result<const List*> list_of(const Params& params, std::string_view name, const char* kind) {
  const auto* value = params.find(name);
  if (const auto* list = value ? std::get_if<List>(value) : nullptr)
    return list;
  return fail(Errc::invalid_argument, "parameter '" + std::string(name) + "' must be a list of " + kind);
}

} // namespace

Result<const Params::Strings*> text_list(const Params& params, std::string_view name) {
  return list_of<Params::Strings>(params, name, "texts");
}

Result<const Params::Ints*> integer_list(const Params& params, std::string_view name) {
  return list_of<Params::Ints>(params, name, "integers");
}

Result<const Params::Ints*> integer_list_if_any(const Params& params, std::string_view name) {
  static const Params::Ints none;
  return params.find(name) ? integer_list(params, name) : Result<const Params::Ints*>(&none);
}

const DataFolders& data_folders(const KernelContext& context) {
  static const DataFolders none;
  return context.folders ? *context.folders : none;
}

Result<FileTask> file_task(const KernelContext& context) {
  TROUPE_TRY(files, text_list(context.params, "files"));
  TROUPE_TRY(sizes, integer_list(context.params, "sizes"));
  TROUPE_TRY(starts, integer_list(context.params, "starts"));
  TROUPE_TRY(blocksize, context.params.integer("blocksize"));
  TROUPE_TRY(compressed, integer_list_if_any(context.params, "compressed"));
  if (files->size() != sizes->size() || files->size() != starts->size()
      || (!compressed->empty() && files->size() != compressed->size()))
    return fail(Errc::invalid_argument, "parameters 'files', 'sizes', 'starts' and 'compressed' must be equally long");
  TROUPE_TRY(partition, file_partition(*sizes, blocksize, context.index, *compressed));
  const auto file = partition.file;
  return FileTask{{data_folders(context), (*files)[file], (*sizes)[file], (*starts)[file]},
                  partition,
                  blocksize,
                  !compressed->empty() && (*compressed)[file] != 0};
}

} // namespace troupe
