# Completion of the troupe command, which writes it itself: see `troupe completion --help`.
eval "$(troupe completion bash 2>/dev/null)"
