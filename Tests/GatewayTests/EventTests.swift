import Glibc
import HTTPMessages
import JSON
import JWT
import Locking
import TestSupport
import Testing

@testable import Gateway
@testable import Journal
@testable import Policy

/// Server-sent events, without a socket.
@Suite struct EventHubTests {
    /// A reader that asks whenever it likes.
    private final class Watcher {
        private let hub: EventHub
        private let stream: EventStream
        private var cursor: EventRing.Cursor
        private(set) var past: [SentEvent]

        init(_ gateway: TestGateway, _ query: String = "", lastEventID: String? = nil) throws {
            hub = gateway.gateway.events
            let id = lastEventID.map { Array($0.utf8) } ?? []
            let query = try EventQuery(Array(query.utf8).span, lastEventID: id.isEmpty ? nil : id.span)
            stream = try #require(hub.open(query))
            var text: [UInt8] = []
            while case .bytes(let bytes) = stream.next(orWake: {}) { text += bytes }
            past = try SentEvent.all(in: text)
            cursor = hub.end
        }

        /// What is new, as far as it fits into one piece.
        func news() throws -> [SentEvent] {
            try SentEvent.all(in: hub.news(&cursor, most: EventStream.pieceSize).bytes ?? [])
        }

        /// Whether a ring would wake it.
        func isWoken(by act: () throws -> Void) throws -> Bool {
            let wakes = Mutex(0)
            hub.bell.sleep(stream.id) { wakes.withLock { $0 += 1 } }
            try act()
            hub.bell.stay(awake: stream.id)
            return wakes.withLock { $0 } == 1
        }

        func leave() { stream.end() }
    }

    @Test func beginsWithWhatHolds() throws {
        let gateway = try TestGateway()
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms"}"#)
        _ = try gateway.control("PUT", "clients/special", body: #"{"tolerance": "5s"}"#)
        let watcher = try Watcher(gateway)
        #expect(watcher.past.map(\.name) == ["snapshot"])
        let data = try #require(watcher.past.first?.data)
        #expect(data["settings"]?["offsetMs"] == 200)
        #expect(data["clock"]?["issuerNow"] == "2026-01-02T03:04:05.200Z")
        #expect(data["clients"] == ["special"] && data["faults"] == [] && data["lastId"] == 0)
        #expect(try watcher.news() == [])
    }

    /// Each entry as the journal has it, with what its token states.
    @Test func tellsEntries() throws {
        let gateway = try TestGateway()
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "200ms", "tokenLifetime": "1h"}"#)
        let watcher = try Watcher(gateway)
        let token = try gateway.accessToken()
        _ = try gateway.summary(token)
        let news = try watcher.news()
        #expect(news.map(\.name) == ["entry", "entry"] && news.map(\.id) == [1, 2])
        let journal = try #require(gateway.control("GET", "requests").json?["requests"]?.array)
        #expect(news.map(\.data) == journal.reversed())
        for entry in news.map(\.data) {
            #expect(entry["iat"] == 1_767_323_045_200 && entry["nbf"] == 1_767_323_045_200)
            #expect(entry["exp"] == 1_767_326_645_200)
        }
        #expect(news[0].data["tokenId"] == news[1].data["tokenId"])
        #expect(try watcher.news() == [])
    }

    /// An entry whose client turns out to have gone is told again; no reader goes back for it.
    @Test func tellsWhatHasBecomeOfAnEntry() throws {
        let gateway = try TestGateway()
        let token = try gateway.accessToken()
        let watcher = try Watcher(gateway)
        let size = try gateway.summary(token).body.utf8.count
        #expect(try watcher.news().map(\.id) == [2])
        #expect(try watcher.isWoken { gateway.loseAnswer(unsentBytes: 100) })
        let news = try watcher.news()
        #expect(news.map(\.name) == ["entry"] && news[0].id == nil)
        #expect(news[0].data["id"] == 2 && news[0].data["aborted"] == true)
        #expect(news[0].data["bytes"]?.number?.integer == size - 100)
        #expect(try watcher.news() == [])
        // Known before it is told: once is enough.
        _ = try gateway.summary(token)
        gateway.loseAnswer(unsentBytes: 1)
        let first = try watcher.news()
        #expect(first.map(\.id) == [3] && first[0].data["aborted"] == true)
        #expect(try watcher.news() == [])
        // A reader that comes later is told the entry as it is.
        #expect(try Watcher(gateway, "last=2").past.dropFirst().map { $0.data["aborted"] } == [true, true])
        // One that is forgotten meanwhile is told no more.
        _ = try gateway.summary(token)
        _ = try watcher.news()
        _ = try gateway.control("DELETE", "requests")
        gateway.loseAnswer(unsentBytes: 1)
        #expect(try watcher.news().map(\.name) == ["cleared"])
    }

    /// So many at once that nobody reads them: some are told again, the others are in the journal.
    @Test func tellsSoManyChangesAndNoMore() throws {
        let gateway = try TestGateway()
        let watcher = try Watcher(gateway)
        for _ in 0..<Journal.changeLimit { _ = try gateway.summary(nil) }
        var told = try watcher.news().count
        while case let more = try watcher.news().count, more > 0 { told += more }
        #expect(told == Journal.changeLimit)
        var again = 0
        for _ in 0..<2 {
            for id in 1...Journal.changeLimit {
                gateway.gateway.journal.lose(JournalReceipt(written: id), unsentBytes: 1)
            }
            while case let more = try watcher.news().count, more > 0 { again += more }
        }
        #expect((Journal.changeLimit..<Journal.changeLimit * 2).contains(again))
    }

    @Test func tellsChanges() throws {
        let gateway = try TestGateway()
        let watcher = try Watcher(gateway)
        _ = try gateway.control("PATCH", "settings", body: #"{"tolerance": "500ms"}"#)
        var news = try watcher.news()
        #expect(news.map(\.name) == ["settings", "clients"] && news[0].data["toleranceMs"] == 500)
        _ = try gateway.control("POST", "clock", body: #"{"freeze": "now"}"#)
        news = try watcher.news()
        #expect(news.map(\.name) == ["clients", "clock"] && news[1].data["mode"] == "frozen")
        _ = try gateway.control("PUT", "clients/special", body: #"{"tolerance": "5s"}"#)
        news = try watcher.news()
        #expect(news.map(\.name) == ["clients"] && news[0].data["clients"] == ["special"])
        _ = try gateway.control("PUT", "faults", body: #"{"faults": [{"name": "one", "status": 503, "next": 1}]}"#)
        news = try watcher.news()
        #expect(news.map(\.name) == ["faults"] && news[0].data["faults"]?.array?.first?["applied"] == 0)
        _ = try gateway.summary(nil)
        news = try watcher.news()
        #expect(news.map(\.name) == ["entry", "faults"] && news[1].data["faults"]?.array?.first?["spent"] == true)
        _ = try gateway.control("GET", "settings")
        #expect(try watcher.news() == [])
    }

    /// A setting that ends by itself is told with the next beat.
    @Test func tellsAStorm() throws {
        let gateway = try TestGateway()
        _ = try gateway.control("PATCH", "settings", body: #"{"offset": "1h"}"#)
        let watcher = try Watcher(gateway)
        for _ in 0...ClientActivity.stormLength { _ = try gateway.summary(try gateway.accessToken()) }
        #expect(try !watcher.news().contains { $0.name == "storm" })
        _ = try gateway.summary(try gateway.accessToken())
        let storm = try #require(watcher.news().first { $0.name == "storm" })
        #expect(storm.data["client"] == "mock-client" && storm.data["refreshes"] == false && storm.id == nil)
    }

    /// After a clearing ids go on, and nothing that has been forgotten on purpose is a gap.
    @Test func tellsThatAllIsForgotten() throws {
        let gateway = try TestGateway()
        let watcher = try Watcher(gateway)
        _ = try gateway.summary(nil)
        _ = try gateway.control("DELETE", "requests")
        var news = try watcher.news()
        #expect(news.map(\.name) == ["cleared"] && news[0].data["left"] == 0)
        _ = try gateway.summary(nil)
        news = try watcher.news()
        #expect(news.map(\.name) == ["entry"] && news[0].id == 2)
    }

    @Test func comesBack() throws {
        let gateway = try TestGateway { $0.journalSize = 4 }
        for _ in 0..<6 { _ = try gateway.summary(nil) }
        // What is there: 3, 4, 5, 6.
        let names = ["snapshot", "entry", "entry", "entry", "entry"]
        for since in [2, 3] {
            for watcher in [
                try Watcher(gateway, lastEventID: "\(since)"), try Watcher(gateway, "since=\(since)"),
                try Watcher(gateway, "last=4", lastEventID: "\(since)"),
            ] {
                #expect(watcher.past.map(\.name) == names.dropLast(since - 2))
                #expect(watcher.past.dropFirst().map(\.id) == Array(since + 1...6))
            }
        }
        let late = try Watcher(gateway, lastEventID: "1")
        #expect(late.past.map(\.name) == ["snapshot", "gap", "entry", "entry", "entry", "entry"])
        #expect(late.past[1].data == ["missed": 1, "from": 2, "to": 2] && late.past[1].id == 2)
        // One that nobody has been given: of another run.
        let foreign = try Watcher(gateway, lastEventID: "7")
        #expect(foreign.past.map(\.name) == ["snapshot", "gap", "entry", "entry", "entry", "entry"])
        #expect(try Watcher(gateway, lastEventID: "6").past.map(\.name) == ["snapshot"])
        #expect(try Watcher(gateway, "last=2").past.dropFirst().map(\.id) == [5, 6])
        #expect(try Watcher(gateway, "last=0").past.count == 1)
    }

    /// A journal that is too small for what comes between two looks.
    @Test func tellsWhatItCouldNotSee() throws {
        let gateway = try TestGateway { $0.journalSize = 2 }
        let watcher = try Watcher(gateway)
        for _ in 0..<3 { _ = try gateway.summary(nil) }
        let news = try watcher.news()
        #expect(news.map(\.name) == ["gap", "entry", "entry"] && news[0].data == ["missed": 1, "from": 1, "to": 1])
        let none = try TestGateway { $0.journalSize = 0 }
        let blind = try Watcher(none)
        for _ in 0..<3 { _ = try none.summary(nil) }
        #expect(try blind.news().map(\.data) == [["missed": 3, "from": 1, "to": 3]])
    }

    /// A reader that does not read is told what it has lost, and what holds then; others get all.
    @Test func leavesASlowReaderBehind() throws {
        let gateway = try TestGateway()
        let slow = try Watcher(gateway)
        let quick = try Watcher(gateway)
        let long = String(repeating: "x", count: 4_000)
        var told = 0
        // Well within what is told one by one, and more than is kept.
        for _ in 0..<100 {
            _ = try gateway.get("/api/v2/\(long)", token: nil)
            told += try quick.news().count { $0.name == "entry" }
        }
        #expect(told == 100)
        let news = try slow.news()
        #expect(news.map(\.name) == ["gap", "snapshot"])
        #expect(news[0].data == ["missed": 100, "from": 1, "to": 100] && news[0].id == 100)
        _ = try gateway.summary(nil)
        #expect(try slow.news().map(\.id) == [101])
    }

    /// Nobody who sleeps misses anything, and nobody is woken for nothing.
    @Test func wakes() throws {
        let gateway = try TestGateway()
        let watcher = try Watcher(gateway)
        #expect(try watcher.isWoken { _ = try gateway.summary(nil) })
        #expect(try watcher.isWoken { _ = try gateway.control("PATCH", "settings", body: #"{"offset": "1s"}"#) })
        #expect(try watcher.isWoken { _ = try gateway.control("DELETE", "requests") })
        #expect(try !watcher.isWoken { _ = try gateway.control("GET", "settings") })
        #expect(try !watcher.isWoken { _ = try gateway.control("PATCH", "settings", body: #"{"offset": "x"}"#) })
        gateway.holdsAnswers = true
        _ = try gateway.control("PUT", "faults", body: #"{"faults": [{"delay": "1s"}]}"#)
        #expect(try !watcher.isWoken { _ = try gateway.summary(nil) })
        #expect(try watcher.isWoken { gateway.endAnswer(AnswerEnd(bodyBytes: 0, isAborted: false)) })
    }

    /// However many watch, they take little of the gateway's time; a hundred see a change within 100 ms.
    @Test(arguments: [(0, 20), (1, 20), (25, 20), (100, 80), (250, 200)])
    func isSlowerWithMany(readers: Int, milliseconds: Int64) {
        #expect(EventStream.pace(readers: readers) == milliseconds * 1_000_000)
    }

    @Test func keepsNothingForNobody() throws {
        let gateway = try TestGateway()
        let watcher = try Watcher(gateway)
        #expect(gateway.gateway.events.readerCount == 1)
        watcher.leave()
        #expect(gateway.gateway.events.readerCount == 0)
        _ = try gateway.summary(nil)
        #expect(try Watcher(gateway).past[0].data["lastId"] == 1)
    }

    @Test func hasRoomForSoMany() throws {
        let gateway = try TestGateway()
        var watchers: [Watcher] = []
        for _ in 0..<EventHub.readerLimit { watchers.append(try Watcher(gateway)) }
        let answer = try gateway.control("GET", "events")
        #expect(answer.status == 503 && answer.body.contains("250 watch already; allowed: no more"))
        watchers.removeLast().leave()
        #expect(try gateway.control("GET", "events").status == 200)
    }

    @Test(arguments: [
        ("?since=x", "since"), ("?last=1001", "last"), ("?since=1&last=1", "since"), ("?limit=1", "limit"),
        ("?last=", "last"),
    ])
    func refusesWhatItDoesNotKnow(query: String, key: String) throws {
        let answer = try TestGateway().control("GET", "events\(query)")
        #expect(answer.status == 400 && answer.json?["key"]?.string == key)
    }

    @Test func isProtected() throws {
        let gateway = try TestGateway { $0.controlAccess = .token("sesame") }
        #expect(try gateway.control("GET", "events").status == 401)
        #expect(try gateway.send("GET", "/__admin/events", fields: [("Authorization", "Bearer sesame")]).status == 200)
        #expect(try TestGateway().send("GET", "/__admin/events", host: "evil.example").status == 403)
        #expect(try TestGateway().control("POST", "events").status == 405)
    }
}

/// To be changed inside an expectation.
private final class Meter {
    var value = EntryMeter()

    func tells(_ entry: JournalEntry, _ now: Int64) -> Bool { value.tells(entry, now) }
}

private final class Ring {
    var value: EventRing
    var cursor: EventRing.Cursor

    init(limit: Int, lastID: Int = 0) {
        value = EventRing(limit: limit, lastID: lastID)
        cursor = value.end
    }

    func news(most: Int) -> EventRing.News { value.news(&cursor, most: most) }
}

/// What is told one by one, and what is counted.
@Suite struct EntryMeterTests {
    private func entry(_ id: Int, status: Int, at milliseconds: Int = 0) -> JournalEntry {
        let now = NumericDate(milliseconds: 1_767_323_045_000 + milliseconds)
        var entry = JournalEntry(
            RequestRecord(),
            Moment(trueNow: now, clockNow: now, offset: .zero, node: nil),
            method: .get,
            token: Array("GET".utf8).span,
            path: "/",
            pathAndQuery: nil,
            status: Status(rawValue: status),
            bytes: 0,
            nanoseconds: 0
        )
        entry.id = id
        return entry
    }

    @Test func tellsTwoHundredASecond() {
        let meter = Meter()
        for id in 1...200 { #expect(meter.tells(entry(id, status: 200), 0)) }
        #expect(!meter.tells(entry(201, status: 200), 0))
        // Another one each five milliseconds.
        #expect(!meter.tells(entry(202, status: 200), 4_999_999))
        #expect(meter.tells(entry(203, status: 200), 5_000_000))
        #expect(!meter.tells(entry(204, status: 200), 5_000_000))
        // Time that went by for nobody fills it, and no more than that.
        for id in 205...404 { #expect(meter.tells(entry(id, status: 200), 60_000_000_000)) }
        #expect(!meter.tells(entry(405, status: 200), 60_000_000_000))
    }

    @Test func tellsAsManyRefusalsMore() {
        let meter = Meter()
        for id in 1...200 { #expect(meter.tells(entry(id, status: 401), 0)) }
        #expect(!meter.tells(entry(201, status: 200), 0))
        for id in 202...401 { #expect(meter.tells(entry(id, status: 400), 0)) }
        #expect(!meter.tells(entry(402, status: 400), 0) && !meter.tells(entry(403, status: 399), 0))
    }

    @Test func counts() throws {
        let meter = Meter()
        for id in 1...400 { _ = meter.tells(entry(id, status: 401), 0) }
        #expect(meter.value.due == nil)
        for (id, status, at) in [(401, 200, 99), (402, 200, 100), (403, 401, 100), (404, 200, 0)] {
            #expect(!meter.tells(entry(id, status: status, at: at), 1000))
        }
        #expect(meter.value.due == 100_001_000 as Int64)
        let (entries, data) = meter.value.takeCounts()
        let expected: JSONValue = [
            "entries": 4, "from": 401, "to": 404, "binMs": 100,
            "bins": [
                ["at": "2026-01-02T03:04:05.000Z", "statuses": ["200": 2]],
                ["at": "2026-01-02T03:04:05.100Z", "statuses": ["200": 1, "401": 1]],
            ],
        ]
        #expect(entries == 4 && data == expected)
        #expect(meter.value.due == nil)
    }

    /// However many clocks there are, counts take no more room than so.
    @Test func boundsItsBins() {
        let meter = Meter()
        for id in 1...400 { _ = meter.tells(entry(id, status: 401), 0) }
        for place in 0..<64 { _ = meter.tells(entry(401 + place, status: 200, at: 100 * place), 7) }
        #expect(meter.value.due == 100_000_007)
        _ = meter.tells(entry(465, status: 200, at: 6_400), 7)
        #expect(meter.value.due == 7)
    }
}

@Suite struct EventRingTests {
    @Test(arguments: [10, 9])
    func keepsSoMuch(limit: Int) {
        let ring = Ring(limit: limit, lastID: 5)
        ring.value.append([1, 2, 3, 4, 5], entries: 1, lastID: 6)
        ring.value.append([6, 7, 8, 9, 10], entries: 2, lastID: 8)
        let all = EventRing.News.bytes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        #expect(ring.news(most: 100) == (limit == 10 ? all : .lost(entries: 3, from: 6, to: 8)))
        #expect(ring.news(most: 100) == .none)
    }

    /// The first piece of an answer always has room, and so has the last one that is kept.
    @Test func goesPieceByPiece() {
        let large = Ring(limit: 3)
        large.value.append([1, 2, 3, 4])
        #expect(large.news(most: 1) == .bytes([1, 2, 3, 4]))
        let ring = Ring(limit: 100)
        for byte in 1...3 { ring.value.append([UInt8(byte)], entries: 1, lastID: byte) }
        #expect(ring.news(most: 2) == .bytes([1, 2]) && ring.cursor.lastID == 2)
        #expect(ring.news(most: 2) == .bytes([3]))
    }
}

/// One event, as a reader has it.
struct SentEvent: Hashable {
    let name: String
    let id: Int?
    let data: JSONValue

    struct Unreadable: Error { let text: String }

    static func all(in bytes: [UInt8]) throws -> [SentEvent] {
        var events: [SentEvent] = []
        var lines: [Substring] = []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.isEmpty else {
                lines.append(line)
                continue
            }
            defer { lines = [] }
            func value(_ name: String) -> String? {
                lines.first { $0.hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
            }
            guard let name = value("event") else { continue }
            guard let data = value("data"), let json = try? JSONParser.parse(Array(data.utf8)) else {
                throw Unreadable(text: lines.joined(separator: "\n"))
            }
            events.append(SentEvent(name: name, id: value("id").flatMap { Int($0) }, data: json))
        }
        guard lines.isEmpty else { throw Unreadable(text: lines.joined(separator: "\n")) }
        return events
    }
}

/// The same on the wire.
@Suite struct EventStreamTests {
    /// Reads events off a connection, whatever pieces they come in.
    private final class Reader {
        private let client: RawClient
        private var bytes: [UInt8] = []
        private var events: [SentEvent] = []
        let head: String

        init(_ gateway: LiveGateway, fields: String = "", query: String = "") throws {
            client = try gateway.client()
            try client.send("GET /__admin/events\(query) HTTP/1.1\r\nHost: localhost\r\n\(fields)\r\n")
            head = try client.answerHead()
        }

        /// The next event but for clocks, which come with time.
        func next() throws -> SentEvent {
            while true {
                while events.isEmpty {
                    let chunk = try client.chunk()
                    try #require(!chunk.isEmpty)
                    events = try SentEvent.all(in: Array(chunk.utf8))
                }
                let event = events.removeFirst()
                if event.name != "clock" { return event }
            }
        }
    }

    private func call(_ gateway: LiveGateway) throws {
        let client = try gateway.client()
        try client.send("GET /api/v2/x HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.answer().status == 401)
    }

    @Test func comesAsItHappens() throws {
        let gateway = try LiveGateway(loops: 2)
        let reader = try Reader(gateway)
        #expect(reader.head.contains("\r\nContent-Type: text/event-stream; charset=utf-8\r\n"))
        #expect(reader.head.contains("\r\nCache-Control: no-store\r\n"))
        #expect(try reader.next().name == "snapshot")
        for id in 1...3 {
            try call(gateway)
            #expect(try reader.next().id == id)
        }
        let again = try Reader(gateway, fields: "Last-Event-ID: 1\r\n")
        #expect(try again.next().name == "snapshot")
        #expect(try again.next().id == 2 && again.next().id == 3)
        try call(gateway)
        #expect(try again.next().id == 4 && reader.next().id == 4)
    }

    @Test func hasNoBodyBehindHead() throws {
        let gateway = try LiveGateway()
        let client = try gateway.client()
        try client.send(
            "HEAD /__admin/events HTTP/1.1\r\nHost: a\r\n\r\n".replacing("Host: a", with: "Host: localhost")
        )
        #expect(try client.answerHead().contains("text/event-stream"))
        try client.send("GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(try client.answer().status == 200)
        #expect(gateway.inside.gateway.events.readerCount == 0)
    }

    /// A hundred who watch all get everything, and one who goes is forgotten.
    @Test func servesAHundred() throws {
        let gateway = try LiveGateway(loops: 2)
        var readers: [Reader] = []
        for _ in 0..<100 { readers.append(try Reader(gateway)) }
        for _ in 0..<5 { try call(gateway) }
        for reader in readers {
            #expect(try reader.next().name == "snapshot")
            for id in 1...5 { #expect(try reader.next().id == id) }
        }
        #expect(gateway.inside.gateway.events.readerCount == 100)
        readers = []
        for _ in 0..<1_000_000 where gateway.inside.gateway.events.readerCount > 0 { sched_yield() }
        #expect(gateway.inside.gateway.events.readerCount == 0)
    }
}
