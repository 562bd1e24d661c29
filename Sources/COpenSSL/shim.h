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
