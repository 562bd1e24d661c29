internal import COpenSSL

/// Bytes in memory, as libcrypto reads and writes them.
///
/// They are copied in: a BIO over a Swift array would keep a pointer that dies with the call.
struct MemoryBIO: ~Copyable {
    let pointer: OpaquePointer

    init() throws(OpenSSLError) {
        guard let bio = BIO_new(BIO_s_mem()) else { throw .drain(after: "BIO_new") }
        pointer = bio
    }

    init(_ bytes: [UInt8]) throws(OpenSSLError) {
        guard let bio = BIO_new(BIO_s_mem()) else { throw .drain(after: "BIO_new") }
        pointer = bio
        BIO_write(bio, bytes, Int32(clamping: bytes.count))
    }

    deinit { BIO_free(pointer) }

    func takeAll() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(pointer))
        BIO_read(pointer, &bytes, Int32(clamping: bytes.count))
        return bytes
    }
}
