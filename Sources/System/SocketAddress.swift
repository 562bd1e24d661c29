package import Glibc

/// An IPv4 or IPv6 address with its port.
package struct SocketAddress: Sendable {
    private var storage: sockaddr_storage
    private let length: socklen_t

    package struct ResolutionError: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// What an address is for.
    package enum Kind: Sendable {
        case stream, datagram

        package var type: Int32 { Int32(self == .stream ? SOCK_STREAM.rawValue : SOCK_DGRAM.rawValue) }
    }

    /// All addresses of `host`, a name or a numeric address, in the system's order and without repetition.
    package static func resolve(
        host: String,
        port: UInt16,
        for kind: Kind = .stream
    ) throws(ResolutionError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = kind.type
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0 else { throw ResolutionError(description: String(cString: gai_strerror(code))) }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = list
        while let entry = next?.pointee {
            next = entry.ai_next
            guard let address = entry.ai_addr else { continue }
            var storage = sockaddr_storage()
            withUnsafeMutableBytes(of: &storage) { bytes in
                bytes.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen)))
            }
            let resolved = SocketAddress(storage: storage, length: entry.ai_addrlen)
            if !addresses.contains(where: { $0.host == resolved.host }) { addresses.append(resolved) }
        }
        return addresses
    }

    private init(storage: sockaddr_storage, length: socklen_t) {
        self.storage = storage
        self.length = length
    }

    /// What the kernel says a socket is bound to.
    package init(boundBy descriptor: Int32) throws(SystemError) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard result == 0 else { throw SystemError(errno: errno, call: "getsockname") }
        self.init(storage: storage, length: length)
    }

    package var family: Int32 { Int32(storage.ss_family) }

    package var port: UInt16 {
        get {
            withUnsafeBytes(of: storage) { UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self)) }
        }
        // sin_port and sin6_port lie at the same place.
        set {
            withUnsafeMutableBytes(of: &storage) {
                $0.storeBytes(of: newValue.bigEndian, toByteOffset: 2, as: UInt16.self)
            }
        }
    }

    /// The numeric address, without brackets.
    package var host: String {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let result = withAddress { address, length in
            getnameinfo(address, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        }
        guard result == 0 else { return "" }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether only programs on this machine can reach it: 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        withUnsafeBytes(of: storage) { bytes in
            switch family {
            case AF_INET: bytes[4] == 127
            case AF_INET6: bytes[8..<23].allSatisfy { $0 == 0 } && bytes[23] == 1
            default: false
            }
        }
    }

    package func withAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
