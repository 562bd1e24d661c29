#pragma once

#if !__has_include(<openssl/ssl.h>)
#error "OpenSSL headers are missing. Debian/Ubuntu: sudo apt-get install -y libssl-dev"
#endif

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// SHA-256 piece by piece, with a state that can be copied, by functions that cannot fail. OpenSSL 3.0 calls them
// deprecated, and recommends what has to be looked up and allocated first.

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"

static inline void sha256_init(SHA256_CTX *state) { SHA256_Init(state); }

static inline void sha256_update(SHA256_CTX *state, const void *bytes, size_t count) { SHA256_Update(state, bytes, count); }

static inline void sha256_final(unsigned char *hash, SHA256_CTX *state) { SHA256_Final(hash, state); }

#pragma clang diagnostic pop

// Macros and variadic functions that Swift does not see.

static inline EVP_PKEY *p256_generate(void) { return EVP_EC_gen("P-256"); }

/// Adds an extension in the notation of x509v3_config(5); 1 if that worked.
static inline int x509_add_extension(X509 *certificate, X509 *issuer, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (extension == NULL) return 0;
    int added = X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    return added;
}

/// Whether the name constraints of `authority`, if it has any, allow the names of `certificate`.
static inline int x509_permits(X509 *authority, X509 *certificate) {
    NAME_CONSTRAINTS *constraints = X509_get_ext_d2i(authority, NID_name_constraints, NULL, NULL);
    if (constraints == NULL) return 1;
    // The check reads names that only X509_check_purpose takes out of the extensions.
    int result = X509_V_ERR_UNSPECIFIED;
    if (X509_check_purpose(certificate, -1, 0) == 1) result = NAME_CONSTRAINTS_check(certificate, constraints);
    NAME_CONSTRAINTS_free(constraints);
    return result == X509_V_OK;
}

/// What every TLS context here has in common: TLS 1.2 or newer, no renegotiation, no compression, and buffers that are
/// given back between records. A peer that goes without close_notify has closed, which is no error.
static inline int tls_context_configure(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    // Tickets alone resume sessions: nothing is kept for clients that never come back.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1
        && SSL_CTX_set1_groups_list(context, "X25519:P-256") == 1;
}

static inline void tls_context_on_server_name(SSL_CTX *context, int (*callback)(SSL *, int *, void *), void *argument) {
    SSL_CTX_set_tlsext_servername_callback(context, callback);
    SSL_CTX_set_tlsext_servername_arg(context, argument);
}

static inline long tls_set_server_name(SSL *ssl, const char *name) { return SSL_set_tlsext_host_name(ssl, name); }

static inline long tls_add_chain_certificate(SSL *ssl, X509 *certificate) { return SSL_add1_chain_cert(ssl, certificate); }

static inline void tls_clear_chain(SSL *ssl) { SSL_clear_chain_certs(ssl); }

static inline size_t memory_bio_capacity(BIO *bio) {
    BUF_MEM *memory = NULL;
    BIO_get_mem_ptr(bio, &memory);
    return memory == NULL ? 0 : memory->max;
}

/// A context for asking servers: TLS 1.2 or newer, and no certificate that is not verified. A peer that goes without
/// close_notify has closed, which is no error.
static inline int tls_client_context_configure(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}

// A PKCS #12 file of certificates that Java takes for trusted ones: each has an attribute of Oracle's that says for what.

static inline STACK_OF(PKCS12_SAFEBAG) *trust_store_new(void) { return sk_PKCS12_SAFEBAG_new_null(); }

static inline void trust_store_free(STACK_OF(PKCS12_SAFEBAG) *store) {
    sk_PKCS12_SAFEBAG_pop_free(store, PKCS12_SAFEBAG_free);
}

/// Adds a certificate under a name of its own; 1 if that worked.
static inline int trust_store_add(STACK_OF(PKCS12_SAFEBAG) *store, X509 *certificate, const char *name) {
    PKCS12_SAFEBAG *bag = PKCS12_add_cert(&store, certificate);
    if (bag == NULL || PKCS12_add_friendlyname_utf8(bag, name, -1) != 1) return 0;
    static const char trusted_key_usage[] = "2.16.840.1.113894.746875.1.1";
    int nid = OBJ_txt2nid(trusted_key_usage);
    if (nid == NID_undef) nid = OBJ_create(trusted_key_usage, "oracle-jdk-trustedkeyusage", "trusted key usage");
    ASN1_OBJECT *any = OBJ_nid2obj(NID_anyExtendedKeyUsage);
    return nid != NID_undef && PKCS12_add1_attr_by_NID(bag, nid, V_ASN1_OBJECT, (const unsigned char *)any, -1) == 1;
}

static inline int trust_store_write(STACK_OF(PKCS12_SAFEBAG) *store, const char *password, BIO *out) {
    STACK_OF(PKCS7) *safes = NULL;
    PKCS12 *file = NULL;
    int written = 0;
    if (PKCS12_add_safe(&safes, store, -1, 0, NULL) == 1) file = PKCS12_add_safes(safes, 0);
    if (file != NULL && PKCS12_set_mac(file, password, -1, NULL, 0, 10000, EVP_sha256()) == 1) {
        written = i2d_PKCS12_bio(out, file);
    }
    PKCS12_free(file);
    sk_PKCS7_pop_free(safes, PKCS7_free);
    return written;
}
