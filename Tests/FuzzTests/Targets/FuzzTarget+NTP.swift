import ClockProbe
import System

extension FuzzTarget {
    /// A packet is only believed if it answers our question, and what it says is a range of time.
    ///
    /// The input is the packet, and behind its 48 bytes when it was asked for and when it came, in nanoseconds.
    static let ntp = FuzzTarget("ntp") {
        { input in
            let packet = Array(input.prefix(NTPPacket.size))
            let nonce = packet.count == NTPPacket.size ? word(packet[24..<32]) : 1
            let verdict = Result { () throws(NTPReply.Rejection) in try NTPReply(packet, nonce: nonce) }
            switch verdict {
            case .failure(let rejection):
                let isShort = packet.count < NTPPacket.size
                if case .short = rejection {} else { try require(!isShort, "\(rejection) of \(packet.count) bytes") }
                try require(!rejection.description.isEmpty, "a rejection without words")
            case .success(let reply):
                try require((1...15).contains(reply.stratum) && reply.precision >= .zero, "\(reply)")
                let foreign = Result { () throws(NTPReply.Rejection) in try NTPReply(packet, nonce: ~nonce) }
                try require(foreign == .failure(.foreignOrigin), "\(foreign) of another question")
                try checkSample(reply, input.dropFirst(NTPPacket.size))
            }
        }
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    private static func checkSample(_ reply: NTPReply, _ times: ArraySlice<UInt8>) throws(Violation) {
        let sent = WallTime(sinceEpoch: .nanoseconds(Int64(bitPattern: word(times.prefix(8)))))
        let received = sent + .nanoseconds(Int64(clamping: word(times.dropFirst(8).prefix(8))))
        guard let sample = NTPSample(reply, sent: sent, received: received) else { return }
        let lead = sample.lead
        try require(lead.least <= lead.most && lead.uncertainty >= .zero, "\(lead)")
        try require((lead.least...lead.most).contains(.zero - sample.offset), "\(lead) without \(sample.offset)")
    }
}
