# Placeholder until the install lands in this file.
