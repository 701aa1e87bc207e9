#include "actors/trust/certificates.hpp"

#include "actors/trust/tls_error.hpp"
#include "actors/trust/tls_identity.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace troupe {
namespace {

template <class T, void (*free)(T*)>
struct FreeWith {
  void operator()(T* thing) const { free(thing); }
};
using KeyPair = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY, ::EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509, ::X509_free>>;
struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

constexpr std::chrono::seconds ten_years{std::chrono::hours(24 * 3650)};

Failure refused_by_system(const std::string& what, const std::string& path) {
  return fail(Errc::io_error, "cannot " + what + " '" + path + "': " + std::strerror(errno));
}

/// Whole or not at all.
template <class Write>
Result<void> write_file(const std::string& path, mode_t mode, Write write) {
  const auto unfinished = path + ".new";
  ::unlink(unfinished.c_str());
  const int descriptor = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  File file(descriptor >= 0 ? ::fdopen(descriptor, "w") : nullptr);
  if (!file)
    return refused_by_system("write", unfinished);
  const bool written = write(file.get()) == 1 && std::fflush(file.get()) == 0 && ::fsync(descriptor) == 0;
  if (!written || std::rename(unfinished.c_str(), path.c_str()) != 0)
    return refused_by_system("write", path);
  return {};
}

Result<void> write_key(EVP_PKEY* key, const std::string& path) {
  return write_file(path, 0600, [&](std::FILE* file) {
    return ::PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

Result<void> write_certificate(X509* certificate, const std::string& path) {
  return write_file(path, 0644, [&](std::FILE* file) { return ::PEM_write_X509(file, certificate); });
}

void add_extension(X509* certificate, X509* issuer, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  if (auto* extension = ::X509V3_EXT_conf_nid(nullptr, &context, kind, value)) {
    ::X509_add_ext(certificate, extension, -1);
    ::X509_EXTENSION_free(extension);
  }
}

/// Unsigned, with a random number.
Result<Certificate> blank(const std::string& name, EVP_PKEY* key, std::chrono::seconds from,
                          std::chrono::seconds lasts) {
  Certificate certificate(::X509_new());
  std::uint64_t serial = 0;
  if (!certificate || ::RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1)
    return fail(Errc::internal, "OpenSSL makes no certificate: " + tls_reason());
  ::X509_set_version(certificate.get(), X509_VERSION_3);
  ::ASN1_INTEGER_set_uint64(::X509_get_serialNumber(certificate.get()), serial >> 1);
  ::X509_gmtime_adj(::X509_getm_notBefore(certificate.get()), from.count());
  ::X509_gmtime_adj(::X509_getm_notAfter(certificate.get()), (from + lasts).count());
  ::X509_set_pubkey(certificate.get(), key);
  ::X509_NAME_add_entry_by_txt(::X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

Result<KeyPair> new_key() {
  KeyPair key(::EVP_EC_gen("P-256"));
  if (!key)
    return fail(Errc::internal, "OpenSSL makes no key: " + tls_reason());
  return key;
}

Result<void> sign(X509* certificate, EVP_PKEY* key) {
  if (::X509_sign(certificate, key, EVP_sha256()) == 0)
    return fail(Errc::internal, "OpenSSL signs no certificate: " + tls_reason());
  return {};
}

struct Authority {
  KeyPair key;
  Certificate certificate;
};

Result<Authority> read_authority(const std::string& folder) {
  const auto key_path = folder + "/" + authority_key_file;
  const auto path = folder + "/" + authority_file;
  const File key(std::fopen(key_path.c_str(), "re"));
  if (!key)
    return refused_by_system("read the authority's key", key_path);
  const File certificate(std::fopen(path.c_str(), "re"));
  if (!certificate)
    return refused_by_system("read the authority's certificate", path);
  Authority authority{KeyPair(::PEM_read_PrivateKey(key.get(), nullptr, nullptr, nullptr)),
                      Certificate(::PEM_read_X509(certificate.get(), nullptr, nullptr, nullptr))};
  if (!authority.key || !authority.certificate)
    return fail(Errc::corrupt, "'" + folder + "' holds no authority that can be read: " + tls_reason());
  return authority;
}

} // namespace

Result<bool> make_authority(const std::string& folder) {
  std::error_code error;
  if (std::filesystem::exists(folder + "/" + authority_key_file, error))
    return false;
  std::filesystem::create_directories(folder, error);
  if (error)
    return fail(Errc::io_error, "cannot make the folder '" + folder + "': " + error.message());
  ::chmod(folder.c_str(), 0700);
  TROUPE_TRY(key, new_key());
  TROUPE_TRY(certificate, blank("Troupe cluster authority", key.get(), std::chrono::seconds(-300), ten_years));
  ::X509_set_issuer_name(certificate.get(), ::X509_get_subject_name(certificate.get()));
  add_extension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign");
  add_extension(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
  TROUPE_CHECK(sign(certificate.get(), key.get()));
  TROUPE_CHECK(write_certificate(certificate.get(), folder + "/" + authority_file));
  TROUPE_CHECK(write_key(key.get(), folder + "/" + authority_key_file));
  return true;
}

Result<void> make_node_certificate(const std::string& folder, const std::string& name, std::chrono::seconds valid_for,
                                   std::chrono::seconds valid_from) {
  if (name.empty() || name.size() > 60 || name.find('/') != std::string::npos || name.front() == '.')
    return fail(Errc::invalid_argument, "'" + name + "' cannot be the name of a node: it becomes a folder's");
  TROUPE_TRY(authority, read_authority(folder));
  TROUPE_TRY(key, new_key());
  TROUPE_TRY(certificate, blank(name, key.get(), valid_from, valid_for));
  ::X509_set_issuer_name(certificate.get(), ::X509_get_subject_name(authority.certificate.get()));
  add_extension(certificate.get(), authority.certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(certificate.get(), authority.certificate.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(certificate.get(), authority.certificate.get(), NID_ext_key_usage, "serverAuth,clientAuth");
  add_extension(certificate.get(), authority.certificate.get(), NID_authority_key_identifier, "keyid");
  TROUPE_CHECK(sign(certificate.get(), authority.key.get()));
  const auto own = folder + "/" + name;
  std::error_code error;
  std::filesystem::create_directories(own, error);
  if (error)
    return fail(Errc::io_error, "cannot make the folder '" + own + "': " + error.message());
  ::chmod(own.c_str(), 0700);
  TROUPE_CHECK(write_certificate(authority.certificate.get(), own + "/" + authority_file));
  TROUPE_CHECK(write_certificate(certificate.get(), own + "/" + certificate_file));
  return write_key(key.get(), own + "/" + key_file);
}

} // namespace troupe
