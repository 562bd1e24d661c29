import Durations
import System
import TestSupport
import Testing

@testable import ClockProbe

@Suite struct NTPTests {
    private static let nonce: UInt64 = 0x0123_4567_89AB_CDEF

    /// An answer, and what is done to it.
    private static func packet(
        received: WallTime = WallTime(secondsSince1970: 1_795_400_000),
        transmitted: WallTime = WallTime(secondsSince1970: 1_795_400_000),
        _ change: (inout [UInt8]) -> Void = { _ in }
    ) -> [UInt8] {
        var packet = [UInt8](repeating: 0, count: 48)
        // No leap warning, version 4, mode 4, stratum 2, precision 2^-23 s.
        packet[0] = 0x24
        packet[1] = 2
        packet[3] = UInt8(bitPattern: -23)
        put(nonce, at: 24, &packet)
        put(NTPTimestamp(received).bits, at: 32, &packet)
        put(NTPTimestamp(transmitted).bits, at: 40, &packet)
        change(&packet)
        return packet
    }

    private static func put(_ word: UInt64, at offset: Int, _ packet: inout [UInt8]) {
        for index in 0..<8 { packet[offset + index] = UInt8(truncatingIfNeeded: word >> (56 - 8 * index)) }
    }

    @Test func asksAsAClientOfVersion4() {
        let packet = NTPPacket.request(nonce: Self.nonce)
        #expect(packet.count == 48 && packet[0] == 0x23)
        #expect(packet[1..<40].allSatisfy { $0 == 0 })
        #expect(packet[40...].elementsEqual([0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]))
    }

    /// RFC 5905 figure 4 has 1 January 1970 as second 2,208,988,800, and the next era from 7 February 2036, 06:28:16.
    @Test(arguments: [
        (0, 2_208_988_800 as UInt64), (-2_208_988_800, 0), (2_085_978_495, 4_294_967_295), (2_085_978_496, 0),
        (2_085_978_497, 1), (-1, 2_208_988_799),
    ])
    func countsSecondsFrom1900(seconds: Int, expected: UInt64) {
        #expect(NTPTimestamp(WallTime(secondsSince1970: seconds)).bits == expected << 32)
    }

    @Test(arguments: [(0.5, 0x8000_0000 as UInt64), (0.25, 0x4000_0000), (-0.25, 0xC000_0000)])
    func countsFractions(seconds: Double, expected: UInt64) {
        #expect(NTPTimestamp(WallTime(sinceEpoch: .seconds(seconds))).bits & 0xFFFF_FFFF == expected)
    }

    /// T1 to T4 in milliseconds; offset = ((T2 - T1) + (T3 - T4)) / 2, delay = (T4 - T1) - (T3 - T2).
    @Test(arguments: [
        (0, 0, 0, 0, 0, 0), (0, 10, 10, 20, 0, 20), (0, 212, 212, 0, 212, 0), (0, -1490, -1488, 22, -1500, 20),
        (0, 30, 30, 40, 10, 40), (1000, 805, 806, 1011, -200, 10),
        (0, 68_000_000_005, 68_000_000_005, 10, 68_000_000_000, 10),
    ])
    func reckonsAsTheRFC(t1: Int, t2: Int, t3: Int, t4: Int, offset: Int, delay: Int) throws {
        let base = WallTime(secondsSince1970: 1_795_400_000)
        let packet = Self.packet(received: base + .milliseconds(t2), transmitted: base + .milliseconds(t3))
        let reply = try NTPReply(packet, nonce: Self.nonce)
        let sample = try #require(
            NTPSample(reply, sent: base + .milliseconds(t1), received: base + .milliseconds(t4))
        )
        #expect(abs(sample.offset.nearestMicroseconds - offset * 1_000) <= 1)
        #expect(abs(sample.delay.nearestMicroseconds - delay * 1_000) <= 1)
        #expect(sample.stratum == 2)
        // Ahead is the other way round, and the range is as wide as the delay.
        #expect(abs(sample.lead.middle.nearestMicroseconds + offset * 1_000) <= 1)
        #expect(abs(sample.lead.uncertainty.nearestMicroseconds - delay * 500) <= 2)
    }

    /// Ours, the server's, and how far that is ahead: era 0 ends after 2,085,978,495 seconds.
    @Test(arguments: [
        (2_085_978_495, 2_085_978_497), (2_085_978_496, 2_085_978_495), (2_085_978_400, 2_085_978_600),
        (2_200_000_000, 2_200_000_001), (4_000_000_000, 3_999_999_000), (0, 2_085_978_497), (2_085_978_497, 0),
    ])
    func choosesTheNearestEra(ours: Int, theirs: Int) throws {
        let there = WallTime(secondsSince1970: theirs)
        let reply = try NTPReply(Self.packet(received: there, transmitted: there), nonce: Self.nonce)
        let here = WallTime(secondsSince1970: ours)
        let sample = try #require(NTPSample(reply, sent: here, received: here))
        #expect(abs(sample.offset.nearestMicroseconds - (theirs - ours) * 1_000_000) <= 1)
    }

    /// However unequal the two ways are, the true offset is within the stated range.
    @Test func neverMissesTheTruth() throws {
        for round in 0..<10_000 {
            var random = SeededGenerator(seed: UInt64(round))
            let offset = Duration.microseconds(Int.random(in: -5_000_000...5_000_000, using: &random))
            var server = SyntheticServer(offset: offset, way: 10...200_000, seed: random.next())
            let (sent, received, transmitted, back) = server.exchange()
            var packet = Self.packet()
            Self.put(received.bits, at: 32, &packet)
            Self.put(transmitted.bits, at: 40, &packet)
            let sample = try #require(
                NTPSample(try NTPReply(packet, nonce: Self.nonce), sent: sent, received: back)
            )
            #expect(sample.lead.least <= .zero - offset && .zero - offset <= sample.lead.most, "round \(round)")
            #expect(sample.lead.uncertainty <= .milliseconds(201))
        }
    }

    /// A server that reads its clock 64 times a second may be wrong by as much.
    @Test func aCoarseServerIsLessCertain() throws {
        let base = WallTime(secondsSince1970: 1_795_400_000)
        let packet = Self.packet { $0[3] = UInt8(bitPattern: -6) }
        let sample = try #require(NTPSample(try NTPReply(packet, nonce: Self.nonce), sent: base, received: base))
        #expect(sample.lead.uncertainty == .microseconds(15_625))
    }

    /// It cannot have taken longer than we have waited.
    @Test func refusesTimestampsThatContradictOurs() throws {
        let base = WallTime(secondsSince1970: 1_795_400_000)
        let reply = try NTPReply(Self.packet(received: base, transmitted: base + .seconds(2)), nonce: Self.nonce)
        #expect(NTPSample(reply, sent: base, received: base + .seconds(1)) == nil)
        #expect(NTPSample(reply, sent: base, received: base + .seconds(3)) != nil)
    }

    @Test(arguments: [
        (0, 0x23, NTPReply.Rejection.mode(3)), (0, 0x25, .mode(5)), (0, 0x04, .version(0)), (0, 0x2C, .version(5)),
        (0, 0xE4, .unsynchronised), (1, 16, .unsynchronised), (1, 17, .stratum(17)), (1, 255, .stratum(255)),
        (24, 0x00, .foreignOrigin), (31, 0x00, .foreignOrigin),
    ])
    func refuses(byte: Int, value: Int, rejection: NTPReply.Rejection) {
        let packet = Self.packet { $0[byte] = UInt8(value) }
        #expect(throws: rejection) { try NTPReply(packet, nonce: Self.nonce) }
    }

    @Test(arguments: [(0x1C, 1), (0x24, 15), (0x64, 2), (0xA4, 2), (0x0C, 2)])
    func accepts(first: Int, stratum: Int) throws {
        let packet = Self.packet {
            $0[0] = UInt8(first)
            $0[1] = UInt8(stratum)
        }
        #expect(try NTPReply(packet + [1, 2, 3], nonce: Self.nonce).stratum == stratum)
    }

    @Test func refusesEveryPrefix() {
        let packet = Self.packet()
        for count in 0..<48 {
            #expect(throws: NTPReply.Rejection.short(count)) {
                try NTPReply(Array(packet.prefix(count)), nonce: Self.nonce)
            }
        }
    }

    @Test func refusesTimesThatAreNone() {
        for offset in [32, 40] {
            #expect(throws: NTPReply.Rejection.noTime) {
                try NTPReply(Self.packet { Self.put(0, at: offset, &$0) }, nonce: Self.nonce)
            }
        }
        let base = WallTime(secondsSince1970: 1_795_400_000)
        #expect(throws: NTPReply.Rejection.noTime) {
            try NTPReply(Self.packet(received: base + .milliseconds(1), transmitted: base), nonce: Self.nonce)
        }
    }

    /// A kiss counts only if it answers our question: anybody could send others.
    @Test(arguments: [
        ("RATE", "kiss-o'-death RATE: it has been asked too often; try again later"),
        ("DENY", "kiss-o'-death DENY: it does not serve this machine"), ("XYZ\0", "kiss-o'-death XYZ"),
        ("\u{1B}[2J", "kiss-o'-death ?[2J"), ("\0\0\0\0", "kiss-o'-death without a code"),
    ])
    func namesTheKiss(code: String, description: String) throws {
        let packet = Self.packet {
            $0[0] = 0xE4
            $0[1] = 0
            $0.replaceSubrange(12..<16, with: code.utf8)
        }
        let rejection = #expect(throws: NTPReply.Rejection.self) { try NTPReply(packet, nonce: Self.nonce) }
        #expect(rejection?.description == description)
        #expect(rejection?.isFromServer == true)
        #expect(throws: NTPReply.Rejection.foreignOrigin) { try NTPReply(packet, nonce: 1) }
    }
}
