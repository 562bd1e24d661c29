/// The 48 bytes that client and server exchange (RFC 5905 §7.3).
package enum NTPPacket {
    package static let size = 48

    /// A question that says nothing of our clock: the server only has to send `nonce` back.
    package static func request(nonce: UInt64) -> [UInt8] {
        var packet = [UInt8](repeating: 0, count: size)
        // No leap warning, version 4, mode 3 (client).
        packet[0] = 4 << 3 | 3
        for index in 0..<8 { packet[40 + index] = UInt8(truncatingIfNeeded: nonce >> (56 - 8 * index)) }
        return packet
    }
}

/// A server's answer that may be believed: it is well-formed, it answers our question, and the server knows the time.
package struct NTPReply: Sendable, Hashable {
    package let stratum: Int
    /// How finely the server reads its clock.
    package let precision: Duration
    package let received: NTPTimestamp
    package let transmitted: NTPTimestamp

    package enum Rejection: Error, Sendable, Hashable {
        // Any machine may have sent these: the answer may still come.
        case short(Int)
        case mode(Int)
        case foreignOrigin
        // These come from the server itself.
        case version(Int)
        case kiss(String)
        case unsynchronised
        case stratum(Int)
        case noTime

        package var isFromServer: Bool {
            switch self {
            case .short, .mode, .foreignOrigin: false
            case .version, .kiss, .unsynchronised, .stratum, .noTime: true
            }
        }
    }

    /// - Parameter nonce: the nonce of the question.
    package init(_ packet: [UInt8], nonce: UInt64) throws(Rejection) {
        guard packet.count >= NTPPacket.size else { throw .short(packet.count) }
        guard packet[0] & 7 == 4 else { throw .mode(Int(packet[0] & 7)) }
        guard Self.word(packet, at: 24) == nonce else { throw .foreignOrigin }
        let version = Int(packet[0] >> 3 & 7)
        guard (1...4).contains(version) else { throw .version(version) }
        // A kiss-o'-death also says "not synchronised", so it comes first.
        guard packet[1] != 0 else { throw .kiss(Self.kissCode(packet[12..<16])) }
        guard packet[0] >> 6 != 3, packet[1] != 16 else { throw .unsynchronised }
        guard packet[1] < 16 else { throw .stratum(Int(packet[1])) }
        let received = NTPTimestamp(bits: Self.word(packet, at: 32))
        let transmitted = NTPTimestamp(bits: Self.word(packet, at: 40))
        guard received.bits != 0, transmitted.bits != 0, transmitted.since(received) >= .zero else { throw .noTime }
        stratum = Int(packet[1])
        precision = Self.precision(exponent: Int8(bitPattern: packet[3]))
        self.received = received
        self.transmitted = transmitted
    }

    private static func word(_ packet: [UInt8], at offset: Int) -> UInt64 {
        packet[offset..<offset + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Four characters of ASCII, as RFC 5905 §7.4 has them; others are shown as a question mark.
    private static func kissCode(_ bytes: ArraySlice<UInt8>) -> String {
        let printable = bytes.prefix { $0 != 0 }.map { (0x21...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }
        return printable.isEmpty ? "without a code" : String(decoding: printable, as: UTF8.self)
    }

    /// 2 to the power of `exponent` in seconds, but at most a second.
    private static func precision(exponent: Int8) -> Duration {
        exponent >= 0 ? .seconds(1) : .nanoseconds(1_000_000_000 >> Int64(-Int(exponent)))
    }
}

extension NTPReply.Rejection: CustomStringConvertible {
    package var description: String {
        switch self {
        case .short(let count): "what it sends is no NTP packet (\(count) bytes)"
        case .mode(let mode): "what it sends is no answer of a server (mode \(mode))"
        case .foreignOrigin: "what it sends answers another question than ours (its origin timestamp)"
        case .version(let version): "it speaks version \(version) of NTP"
        case .kiss("RATE"): "kiss-o'-death RATE: it has been asked too often; try again later"
        case .kiss(let code) where code == "DENY" || code == "RSTR":
            "kiss-o'-death \(code): it does not serve this machine"
        case .kiss(let code): "kiss-o'-death \(code)"
        case .unsynchronised: "its own clock is not synchronised"
        case .stratum(let stratum): "it claims stratum \(stratum), which does not exist"
        case .noTime: "its timestamps make no sense"
        }
    }
}
