@0xb3f1a2c94d5e6071;
# Named parameters of a kernel (runtime/base/params.hpp).

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("troupe::schema");

struct Params {
  entries @0 :List(Entry);  # names unique and rising by byte, so equal parameters are equal bytes

  struct Entry {
    name @0 :Text;
    value :union {  # in the order of Params::Value
      boolean @1 :Bool;
      integer @2 :Int64;
      real @3 :Float64;
      text @4 :Text;
      integers @5 :List(Int64);
      reals @6 :List(Float64);
      texts @7 :List(Text);
      list @8 :List(Params);
    }
  }
}
