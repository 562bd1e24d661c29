import HTTPMessages
import JSON
import JWT
import TestSupport
import Testing

@testable import Policy
@testable import Rules

/// Rules that come and go one by one, held against a list that is searched from end to end.
struct RuleStoreTests {
    private static let start = NumericDate(seconds: 0)
    private static let paths = ["/api/v2/a/b", "/api/v2/a/*", "/api/v2/*/b", "/api/v2/a/**", "/api/v2/**", "/api/v2/x"]
    private static let clients: [String?] = ["c0", "c1", "c2", nil]

    private static func stub(_ number: UInt64, _ random: inout SeededGenerator) throws -> Stub {
        var object = JSONObject()
        object["method"] = "GET"
        object["path"] = .string(paths.randomElement(using: &random) ?? "")
        if let client = clients.randomElement(using: &random) ?? nil { object["client"] = .string(client) }
        if Int.random(in: 0..<4, using: &random) == 0 { object["ttl"] = "1s" }
        // Names come again, so that a stub replaces one by its name, another by what it is for, and some both.
        return try Stub(.object(object), name: "s\(Int.random(in: 0..<12, using: &random))", number: number)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func aStoreIsAListInOrder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let store = StubStore([], at: Self.start)
        var model: [Stub] = []
        for number in 0..<200 as Range<UInt64> {
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                let name = "s\(Int.random(in: 0..<12, using: &random))"
                #expect(store.remove(name, at: Self.start) == model.contains { $0.name == name })
                model.removeAll { $0.name == name }
            case 1:
                let client = Int.random(in: 0..<3, using: &random)
                store.remove(of: ["c\(client)"], at: Self.start)
                model.removeAll { $0.match.client == "c\(client)" }
            default:
                let stub = try Self.stub(number, &random)
                let isNew = !model.contains { stub.replaces($0) }
                #expect(try store.put(stub, at: Self.start).isNew == isNew)
                model.removeAll { stub.replaces($0) }
                model.append(stub)
                model.sort { $0.precedes($1) }
            }
            #expect(store.all.map(\.rule) == model)
            try expectSameAnswers(store, model)
        }
        // Those that end by themselves do so wherever they stand.
        let end = Self.start + .seconds(1)
        store.note(end)
        #expect(store.all.filter { $0.hasEnded(at: end) }.map(\.rule) == model.filter { $0.life.ttl != nil })
    }

    private func expectSameAnswers(_ store: StubStore, _ model: [Stub]) throws {
        let moment = Policy().moment(trueNow: Self.start)
        for path in ["/api/v2/a/b", "/api/v2/a/c", "/api/v2/c/b", "/api/v2/x"] {
            let bytes = Array(path.utf8)
            for client in Self.clients {
                let expected = model.first { $0.match.matches(.get, bytes.span, client: client) }
                #expect(store.answering(.get, bytes.span, client: client, at: moment)?.rule == expected)
            }
        }
    }

    private struct Load: Rule {
        static let plural = "loads"
        static let limit = 10
        static let sizeLimit = 100

        let name: String
        let size: Int
        let match = RuleMatch()
        let life = RuleLife()
        let seed: UInt64 = 0
        let origin = RuleOrigin.control
    }

    /// All of a kind together may hold so many bytes; what a rule held that is replaced or removed is free again.
    @Test func whatIsGoneHoldsNothing() throws {
        let store = RuleStore<Load>([], at: Self.start)
        func put(_ name: String, _ size: Int) throws {
            _ = try store.put(Load(name: name, size: size), inPlaceOf: { $0.name == name }, at: Self.start)
        }
        try put("a", 60)
        #expect(throws: InputError.self) { try put("b", 41) }
        try put("b", 40)
        #expect(throws: InputError.self) { try put("b", 41) }
        try put("a", 20)
        try put("b", 80)
        #expect(store.remove("a", at: Self.start))
        #expect(throws: InputError.self) { try put("c", 21) }
        try put("c", 20)
        _ = store.replaceAll(with: [Load(name: "d", size: 1)], at: Self.start)
        try put("e", 99)
        #expect(store.all.map(\.rule.name) == ["d", "e"])
    }

    private static func fault(_ name: String, _ origin: RuleOrigin, life: RuleLife = RuleLife()) -> Fault {
        Fault(name: name, life: life, origin: origin)
    }

    /// A fault that was made before the file had one of its name stands in its place, and takes it with it.
    @Test(arguments: [true, false])
    func whatStandsForAConfiguredRuleTakesItWithIt(isRemovedAlone: Bool) throws {
        let store = RuleStore<Fault>([], at: Self.start)
        _ = try store.add(Self.fault("a", .control), at: Self.start)
        let file = [Self.fault("a", .start), Self.fault("b", .start)]
        store.reload(file, at: Self.start)
        #expect(store.all.map(\.rule.origin) == [.start, .control])
        if isRemovedAlone {
            #expect(store.remove("a", at: Self.start))
        } else {
            _ = store.replaceAll(with: [file[1]], at: Self.start)
        }
        store.reload(file, at: Self.start)
        #expect(store.all.map(\.rule.name) == ["b"])
        _ = store.reset(at: Self.start)
        #expect(store.all.map(\.rule.name) == ["a", "b"])
    }

    /// Rules of several lists of the index that go at once: all that are spent, and only if there is no room left.
    @Test func spentRulesMakeRoom() throws {
        let store = RuleStore<Fault>([], at: Self.start)
        for number in 0..<Fault.limit {
            var fault = Self.fault("f\(number)", .control)
            // Every fourth lasts.
            fault.life.next = number % 4 == 0 ? nil : 0
            fault.match.client = number % 3 == 0 ? "c\(number % 2)" : nil
            fault.match.path = number % 5 == 0 ? PathPattern("/a/*") : nil
            _ = try store.add(fault, at: Self.start)
        }
        _ = try store.add(Self.fault("last", .control), at: Self.start)
        let left = stride(from: 0, to: Fault.limit, by: 4).map { "f\($0)" } + ["last"]
        #expect(store.all.map(\.rule.name) == left)
        let moment = Policy().moment(trueNow: Self.start)
        let path = Array("/a/b".utf8)
        // The first rule of those for all is found still, and those for one client are gone with it.
        store.remove(of: ["c0"], at: Self.start)
        #expect(store.take(.get, path.span, client: "c0", at: moment)?.active.rule.name == "f4")
        #expect(store.all.allSatisfy { $0.rule.match.client == nil })
        #expect(store.all.count == left.count - (0..<Fault.limit).count { $0 % 12 == 0 })
    }
}
