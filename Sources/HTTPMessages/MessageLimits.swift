/// How long the parts of a request may be; each limit has its status in `RequestError`.
package enum MessageLimits {
    package static let method = 32
    /// 414 beyond it.
    package static let target = 8 * 1024
    /// From the first byte of the request line to the empty line, both included; 431 beyond it.
    package static let head = 32 * 1024
    /// 431 beyond it.
    package static let fields = 100
    /// In bytes after decoding; 413 beyond it.
    package static let body = 1024 * 1024
    /// All chunk extensions of a body together; 400 beyond it.
    package static let chunkExtensions = 16 * 1024
}
