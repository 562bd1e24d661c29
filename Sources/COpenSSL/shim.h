#pragma once

#if !__has_include(<openssl/ssl.h>)
#error "OpenSSL headers are missing. Debian/Ubuntu: sudo apt-get install -y libssl-dev"
#endif

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

/// EVP_MAC_init of an HMAC context with SHA-256: an OSSL_PARAM keeps pointers to its strings, which no Swift string gives.
static inline int hmac_sha256_init(EVP_MAC_CTX *context, const unsigned char *key, size_t length) {
    char digest[] = "SHA256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    return EVP_MAC_init(context, key, length, parameters);
}
