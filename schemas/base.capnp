@0xccef7775d3f7220c;
# What every family uses: content keys and errors (runtime/base/key.hpp, error.hpp).
#
# How these schemas grow, all of them: fields, union variants and enumerants are numbered for good. New ones are added
# at the end with the next number; none is renumbered, reused or retyped. A reader answers a variant or an enumerant
# that it does not know with version_mismatch, and takes a missing field as zero or empty. Whatever an older peer would
# misread raises protocol_version (runtime/messages/worker_messages.hpp) besides.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("troupe::schema");

# Two 64-bit halves. A message's own key is a group of the same two fields, which saves a pointer; lists hold this.
struct Key {
  high @0 :UInt64;
  low @1 :UInt64;
}

struct Error {
  code @0 :Text;     # the code's name ("not_found"), which outlives its number; an unknown one reads as "internal"
  message @1 :Text;
}
