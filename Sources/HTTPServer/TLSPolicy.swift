package import OpenSSL

/// How a server speaks TLS on its plain port: the first byte of a connection tells (0x16 is a handshake).
package struct TLSPolicy: Sendable {
    package let context: TLSContext
    /// Whether plain requests are refused, except for CONNECT.
    package let isRequired: Bool

    package init(context: TLSContext, isRequired: Bool) {
        self.context = context
        self.isRequired = isRequired
    }

    /// A TLS record of the content type "handshake" (RFC 8446 §5.1).
    static let handshakeRecord: UInt8 = 0x16
}
