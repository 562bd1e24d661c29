internal import Glibc

/// An IPv4 or IPv6 address with its port, to send to.
struct NetworkAddress: Sendable {
    private let storage: sockaddr_storage
    private let length: socklen_t

    /// All addresses of `host`, in the system's order.
    ///
    /// - Parameter type: SOCK_STREAM or SOCK_DGRAM.
    static func resolve(_ host: String, port: UInt16, type: __socket_type) throws(ProbeFailure) -> [NetworkAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(type.rawValue)
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { throw ProbeFailure(String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(list) }
        var addresses: [NetworkAddress] = []
        var next = list
        while let entry = next?.pointee {
            next = entry.ai_next
            guard let address = entry.ai_addr else { continue }
            var storage = sockaddr_storage()
            withUnsafeMutableBytes(of: &storage) { bytes in
                bytes.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen)))
            }
            addresses.append(NetworkAddress(storage: storage, length: entry.ai_addrlen))
        }
        return addresses
    }

    private init(storage: sockaddr_storage, length: socklen_t) {
        self.storage = storage
        self.length = length
    }

    var family: Int32 { Int32(storage.ss_family) }

    func withAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
