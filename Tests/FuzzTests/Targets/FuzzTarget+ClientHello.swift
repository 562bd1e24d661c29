import OpenSSL

extension FuzzTarget {
    /// What begins with 0x16 is taken for TLS, and whatever it is: nobody gets in, what goes back is TLS, and the
    /// network's cuts make no difference.
    static let clientHello = FuzzTarget("client-hello") {
        let context = TLSContext(try LocalhostOnly())
        return { input in
            guard !input.isEmpty else { return }
            let bytes = [0x16] + input.dropFirst()
            let whole = try Handshake(context, in: [bytes[...]])
            for pieces in [bytes.pieces(ofOneUpTo: 512), [bytes[..<bytes.cut], bytes[bytes.cut...]]] {
                let cut = try Handshake(context, in: pieces)
                try require(whole == cut, "\(whole) and in pieces \(cut)")
            }
        }
    }
}

/// How far the bytes of a client that cannot know a secret bring a session.
private struct Handshake: Hashable {
    enum End: Hashable { case open, ended, failed }

    let end: End
    let isAnswered: Bool

    init(_ context: TLSContext, in pieces: [ArraySlice<UInt8>]) throws {
        let session = try TLSSession(context, address: "127.0.0.1")
        var plaintext: [UInt8] = []
        var wire: [UInt8] = []
        var end = End.open
        for piece in pieces where end == .open {
            let bytes = Array(piece)
            switch session.receive(bytes.span, plaintext: &plaintext, wire: &wire) {
            case .open: break
            case .ended: end = .ended
            case .failed: end = .failed
            }
        }
        try require(!session.isEstablished && plaintext.isEmpty, "a session out of nothing")
        try Self.checkRecords(wire)
        if end == .failed {
            var more: [UInt8] = []
            let state = session.receive(Array("more".utf8).span, plaintext: &plaintext, wire: &more)
            try require(state == .ended && more.isEmpty && plaintext.isEmpty, "a broken session goes on")
        }
        self.end = end
        isAnswered = !wire.isEmpty
    }

    /// RFC 8446 §5.1: type, version, length.
    private static func checkRecords(_ wire: [UInt8]) throws(Violation) {
        var rest = wire[...]
        while !rest.isEmpty {
            let header = Array(rest.prefix(5))
            try require(header.count == 5, "half a record goes out")
            let length = Int(header[3]) << 8 | Int(header[4])
            // Before there is a version, libssl writes an alert with whatever the client has said.
            let isVersionGood = header[1] == 3 || header[0] == 21
            try require((20...23).contains(header[0]) && isVersionGood && length > 0, "a record begins \(header)")
            rest = rest.dropFirst(5)
            try require(length <= 1 << 14 + 256 && rest.count >= length, "a record of \(length) bytes")
            rest = rest.dropFirst(length)
        }
    }
}

/// A certificate for localhost and for clients that name nobody.
private final class LocalhostOnly: TLSIdentityProvider {
    private let own: TLSIdentity

    init() throws {
        let authority = try CertificateAuthority.make(names: ["localhost"], now: 1_767_323_045)
        let key = try PrivateKey.make()
        own = TLSIdentity(
            chain: [try authority.issue(names: ["localhost"], key: key, now: 1_767_323_045)],
            key: key
        )
    }

    func identity(for name: String?, address: String?) -> TLSIdentity? {
        name == nil || name == "localhost" ? own : nil
    }
}
