#include "runtime/kernels/guarded_run.hpp"

#include "runtime/chunk/kernel_memory.hpp"
#include "runtime/chunk/sound_chunk.hpp"

#include <new>

namespace troupe {

std::string task_text(const std::string& kernel, const KernelContext& context) {
  return "kernel '" + kernel + "', task " + std::to_string(context.index);
}

Result<ChunkPtr> guarded_run(const Kernel& kernel, const KernelContext& context, std::span<ChunkPtr> inputs) {
  const auto task = [&] { return task_text(kernel.name, context); };
  try {
    auto made = kernel.run(context, inputs);
    if (!made)
      return made;
    if (!*made)
      return fail(Errc::internal, task() + " returned no chunk");
    if (const auto sound = check_sound(**made); !sound)
      return fail(sound.error().code, task() + " made " + sound.error().message);
    return made;
  } catch (const TroupeError& e) {
    return fail(e.error());
  } catch (const KernelMemoryExceeded& e) {
    return fail(Errc::out_of_memory, task() + ": " + e.what());
  } catch (const BufferTooLarge& e) {
    return fail(Errc::out_of_memory, task() + ": " + e.what());
  } catch (const std::bad_alloc&) {
    return fail(Errc::out_of_memory, task() + " could not get the memory it asked for");
  } catch (const std::exception& e) {
    return fail(Errc::task_failed, task() + " threw: " + e.what());
  } catch (...) {
    return fail(Errc::task_failed, task() + " threw something that is no std::exception");
  }
}

} // namespace troupe
