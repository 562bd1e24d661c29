import Testing

@testable import ClockProbe

@Suite struct AnswerHeadTests {
    private func parse(_ text: String) throws(AnswerHead.Failure) -> AnswerHead {
        let bytes = Array(text.utf8)
        return try AnswerHead(bytes.span)
    }

    private static let date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"

    @Test func readsWhatAProbeNeeds() throws {
        let text = "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\n\(Self.date)Age: 7\r\n\r\n"
        let head = try parse(text + "rest")
        #expect(head.status == 405 && head.second == 784_111_777 && head.age == 7 && head.isPersistent)
        #expect(head.size == text.utf8.count)
    }

    /// Those whose Date is up to a second old.
    @Test(arguments: [
        ("Server: envoy", "envoy" as String?), ("server: istio-envoy", "envoy"), ("Server: uvicorn", "uvicorn"),
        ("Server: nginx", nil), ("X-Server: envoy", nil), ("Via: 1.1 envoy", nil),
    ])
    func knowsWhoKeepsADate(field: String, keeper: String?) throws {
        #expect(try parse("HTTP/1.1 200 OK\r\n\(field)\r\n\r\n").keeper == keeper)
    }

    /// The second of the field that says of when the Date is; with milliseconds, or it says nothing.
    @Test(arguments: [
        ("X-Mock-Gateway-Now: 1795400000.123", 1_795_400_000 as Int?), ("x-mock-gateway-now:0.000", 0),
        ("X-Mock-Gateway-Now: 1795400000", nil), ("X-Mock-Gateway-Now: 1795400000.12", nil),
        ("X-Mock-Gateway-Now: 1795400000.1x3", nil), ("X-Mock-Gateway-Now: .123", nil),
        ("X-Mock-Gateway-Now: -1.123", nil), ("X-Mock-Gateway-Now:", nil), ("X-Now: 1795400000.123", nil),
    ])
    func knowsOfWhenADateIs(field: String, second: Int?) throws {
        #expect(try parse("HTTP/1.1 200 OK\r\n\(field)\r\n\r\n").exactSecond == second)
    }

    /// All answers have to say it, and of the second of their Date; a name that is known says more.
    @Test(arguments: [
        (["\(date)X-Mock-Gateway-Now: 784111777.999"], Lead.Origin.clock),
        (["\(date)X-Mock-Gateway-Now: 784111777.000", "\(date)X-Mock-Gateway-Now: 784111777.999"], .clock),
        (["\(date)X-Mock-Gateway-Now: 784111778.000"], .date),
        (["\(date)X-Mock-Gateway-Now: 784111777.000", "\(date)X-Mock-Gateway-Now: 784111778.000"], .date),
        (["\(date)X-Mock-Gateway-Now: 784111778.000", "\(date)X-Mock-Gateway-Now: 784111777.000"], .date),
        (["\(date)", "\(date)X-Mock-Gateway-Now: 784111777.999"], .date), (["\(date)"], .date), ([], .date),
        (["\(date)Server: envoy", "\(date)X-Mock-Gateway-Now: 784111777.999"], .keptDate(by: "envoy")),
    ])
    func knowsWhereADateComesFrom(heads: [String], origin: Lead.Origin) throws {
        var witness = DateWitness()
        for fields in heads {
            let end = fields.hasSuffix("\r\n") ? "\r\n" : "\r\n\r\n"
            witness.take(try parse("HTTP/1.1 200 OK\r\n" + fields + end))
        }
        #expect(witness.origin == origin)
    }

    @Test func asksForMoreAtEveryCut() {
        let bytes = Array("HTTP/1.1 200 OK\r\n\(Self.date)\r\n".utf8)
        for count in 0..<bytes.count {
            #expect(throws: AnswerHead.Failure.incomplete) { try AnswerHead(bytes.span.extracting(0..<count)) }
        }
    }

    @Test(arguments: [
        ("Date: \(Int.max)", nil as Int?), ("Server: x", nil), ("date:Thu, 01 Jan 1970 00:00:01 GMT", 1),
        ("DATE: \t Thu, 01 Jan 1970 00:00:01 GMT  ", 1), ("X-Date: Thu, 01 Jan 1970 00:00:01 GMT", nil),
        ("Date: Thu, 01 Jan 1970 00:00:01 GMT\r\nDate: Thu, 01 Jan 1970 00:00:01 GMT", 1),
        ("Date: Thu, 01 Jan 1970 00:00:01 GMT\r\nDate: Thu, 01 Jan 1970 00:00:02 GMT", nil),
        ("Date: Thu, 01 Jan 1970 00:00:01 GMT\r\nDate: now", nil),
    ])
    func findsTheDate(fields: String, second: Int?) throws {
        #expect(try parse("HTTP/1.1 200 OK\r\n\(fields)\r\n\r\n").second == second)
    }

    /// Digits count, even more of them than fit; anything else is an age that nobody knows.
    @Test(arguments: [
        ("Server: x", 0 as Int?), ("Age: 0", 0), ("age:\t 007 ", 7), ("Age: 2147483647", 2_147_483_647),
        ("Age: 99999999999999999999", 2_147_483_648), ("Age: 9223372036854775808", 2_147_483_648), ("Age: -5", nil),
        ("Age: +5", nil), ("Age: 1.5", nil), ("Age: soon", nil), ("Age:", nil), ("Age: 5, 0", nil),
        ("Age: 0\r\nAge: 9", 9), ("Age: 9\r\nAge: 0", 9), ("Age: x\r\nAge: 0", nil), ("Age: 0\r\nAge: x", nil),
    ])
    func readsTheAge(fields: String, age: Int?) throws {
        #expect(try parse("HTTP/1.1 200 OK\r\n\(fields)\r\n\r\n").age == age)
    }

    @Test(arguments: [
        ("HTTP/1.1", "A: b", true), ("HTTP/1.1", "Connection: close", false), ("HTTP/1.0", "A: b", false),
        ("HTTP/1.1", "connection: x, Close", false), ("HTTP/1.1", "Connection: keep-alive", true),
    ])
    func knowsWhetherTheConnectionStays(version: String, field: String, isPersistent: Bool) throws {
        #expect(try parse("\(version) 200 OK\r\n\(field)\r\n\r\n").isPersistent == isPersistent)
    }

    @Test func takesBareLineFeeds() throws {
        #expect(try parse("HTTP/1.1 200\nDate: Thu, 01 Jan 1970 00:00:01 GMT\n\n").second == 1)
    }

    @Test(arguments: [
        "SSH-2.0-OpenSSH_9.2\r\n", "\r\n", "HTTP/2 200\r\n", "HTTP/1.1 20 OK\r\n", "HTTP/1.1 abc\r\n",
        "HTTP/1.1 099 A\r\n",
        "HTTP/1.1 200 OK\r\nno field\r\n\r\n",
    ])
    func refusesWhatIsNoHTTP(text: String) {
        #expect(throws: AnswerHead.Failure.malformed) { try parse(text) }
    }
}
