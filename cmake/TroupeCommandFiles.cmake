# What the troupe command writes of itself, made once it is built and installed beside it: manual pages, and completion for bash,
# zsh and fish.
set(command_files "${PROJECT_BINARY_DIR}/command_files")
add_custom_command(
  OUTPUT "${command_files}/stamp"
  COMMAND ${CMAKE_COMMAND} -E rm -rf "${command_files}"
  COMMAND ${CMAKE_COMMAND} -E make_directory "${command_files}/man1"
  COMMAND troupe help --man-pages "${command_files}/man1"
  COMMAND troupe completion bash > "${command_files}/troupe.bash"
  COMMAND troupe completion zsh > "${command_files}/troupe.zsh"
  COMMAND troupe completion fish > "${command_files}/troupe.fish"
  COMMAND ${CMAKE_COMMAND} -E touch "${command_files}/stamp"
  DEPENDS troupe VERBATIM)
add_custom_target(troupe_command_files ALL DEPENDS "${command_files}/stamp")

install(DIRECTORY "${command_files}/man1" DESTINATION "${CMAKE_INSTALL_MANDIR}")
install(FILES "${command_files}/troupe.bash" RENAME troupe
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES "${command_files}/troupe.zsh" RENAME _troupe DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
install(FILES "${command_files}/troupe.fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d")
