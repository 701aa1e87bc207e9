#include "actors/protocol/default_handlers.hpp"

#include "actors/logging/logging.hpp"

#include <exception>

namespace troupe {
namespace {

std::string text_of(std::exception_ptr error) {
  try {
    std::rethrow_exception(std::move(error));
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "an exception that is no std::exception";
  }
}

} // namespace

void set_manners(caf::scheduled_actor* self, std::string_view component,
                 std::function<void(const std::string&)> failed) {
  const std::string name(component);
  self->set_default_handler([name](caf::scheduled_actor*, caf::message_view& view) -> caf::result<caf::message> {
    logger(name)->warn("refused a message that it does not take: {}", caf::to_string(view.content()));
    return caf::sec::unexpected_message;
  });
  self->set_exception_handler([name, failed](std::exception_ptr& error) -> caf::error {
    const auto text = text_of(error);
    logger(name)->error("ends after an unexpected exception: {}", text);
    if (failed)
      failed(text);
    return caf::exit_reason::unhandled_exception;
  });
}

} // namespace troupe
