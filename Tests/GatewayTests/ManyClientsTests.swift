import JSON
import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// What is the same for ten thousand clients as for one.
struct ManyClientsTests {
    private func configured(_ text: String) throws -> TestGateway {
        let clients = try Client.all(in: try JSONParser.parse(Array(text.utf8)))
        return try TestGateway { $0.definitions.clients = clients }
    }

    private func ids(_ gateway: TestGateway, _ query: String) throws -> (ids: [String], isMore: Bool) {
        let list = try gateway.control("GET", "clients?\(query)").json
        let clients = try #require(list?["clients"]?.array)
        return (clients.compactMap { $0["id"]?.string }, list?["more"] == true)
    }

    /// Page by page, those that have only been seen among them.
    @Test func listsThemByTheirIDs() throws {
        let text = (0..<60).map { #""c\#($0 * 7 % 60)": {}"# }.joined(separator: ",")
        let gateway = try configured("{\(text)}")
        for seen in ["a", "c7x", "c7", "z"] { _ = try gateway.accessToken(client: seen) }
        let expected = ((0..<60).map { "c\($0)" } + ["a", "c7x", "z"]).sorted()
        let all = try ids(gateway, "limit=100")
        #expect(all.ids == expected && !all.isMore)
        #expect(try ids(gateway, "limit=63").isMore == false)
        #expect(try ids(gateway, "limit=62").isMore == true)
        var pages: [String] = []
        while pages.count < expected.count {
            let page = try ids(gateway, "limit=10" + (pages.last.map { "&after=\($0)" } ?? ""))
            try #require(page.ids.count == min(10, expected.count - pages.count))
            #expect(page.isMore == (pages.count + 10 < expected.count))
            pages += page.ids
        }
        #expect(pages == expected)
        #expect(try ids(gateway, "after=z").ids.isEmpty)
    }

    /// Nobody's copy changes with the original.
    @Test func aSnapshotStaysAsItIs() throws {
        let gateway = try configured("{}")
        let store = gateway.gateway.policies
        var snapshots: [PolicyStore.Snapshot] = []
        for count in 0..<1_000 {
            if count % 100 == 0 { snapshots.append(store.snapshot) }
            _ = try gateway.control("PUT", "clients/c\(count)", body: "{}")
        }
        for (index, snapshot) in snapshots.enumerated() {
            #expect(snapshot.clients.count == index * 100)
            #expect(Set(snapshot.clients.keys.map(\.text)) == Set((0..<index * 100).map { "c\($0)" }))
        }
        let full = store.snapshot
        for count in 0..<1_000 { _ = try gateway.control("DELETE", "clients/c\(count)") }
        #expect(store.snapshot.clients.isEmpty && store.snapshot.clients.keys.isEmpty)
        #expect(full.clients.count == 1_000 && full.clients.all.count == 1_000)
        #expect(full.clients.keys(limit: 7).count == 7 && full.clients.keys(limit: 2_000).count == 1_000)
    }

    /// To hand over little takes longer than to let go of it.
    @Test func aChangeOfOneLeavesTheOthersShared() throws {
        let text = (0..<10_000).map { #""c\#($0)": {}"# }.joined(separator: ",")
        let gateway = try configured("{\(text)}")
        let store = gateway.gateway.policies
        let start = store.snapshot.clients
        _ = try gateway.control("PUT", "clients/c7", body: #"{"offset": "1s"}"#)
        #expect((1...100).contains(store.snapshot.clients.unshared(with: start)))
        _ = try gateway.control("PUT", "clients/new", body: "{}")
        #expect((1...200).contains(store.snapshot.clients.unshared(with: start)))
        let changed = store.snapshot.clients
        #expect(store.snapshot.clients.unshared(with: changed) == 0)
        _ = try gateway.control("POST", "reset")
        #expect(store.snapshot.clients.unshared(with: changed) == 10_001)
    }

    /// What one client was goes at once, and on no other thread, however many others there are.
    @Test func aLoopLetsGoOfOneClientByItself() throws {
        let text = (0..<10_000).map { #""c\#($0)": {}"# }.joined(separator: ",")
        let gateway = try configured("{\(text)}")
        let store = gateway.gateway.policies
        var reader = PolicyStore.Reader(store)
        let now = gateway.clock.now
        for number in 0..<100 {
            // What was configured is kept for a reset.
            _ = store.updateClient("c\(number)", at: now) { client, _ in client }
            weak let old = reader.box("c\(number)", at: now)
            #expect(old != nil)
            _ = store.updateClient("c\(number)", at: now) { client, _ in client }
            _ = reader.global
            #expect(old == nil)
        }
    }

    /// Whatever of them depends on when they begin.
    @Test func areAllAsAtTheStartAfterAReset() throws {
        let gateway = try configured(
            #"""
            {"plain": {"offset": "1s"}, "timed": {"expiresAfter": "1h"}, "frozen": {"clock": {"freeze": "2030-01-01T00:00:00Z"}},
             "drifting": {"drift": "1000ppm"}, "gone": {"expiresAfter": "1s"},
             "short": {"offset": "1s", "offsetTtl": "2s"}}
            """#
        )
        let names = ["plain", "timed", "frozen", "drifting", "gone", "short"]
        func answers() throws -> [JSONValue?] {
            try names.map { name in
                var client = try gateway.control("GET", "clients/\(name)").json?.object
                client?["expiresAt"] = nil
                client?["activity"] = nil
                return client.map { .object($0) }
            }
        }
        let start = gateway.clock.now
        let before = try answers()
        gateway.clock.advance(.seconds(10))
        for name in names {
            _ = try gateway.control("PATCH", "clients/\(name)", body: #"{"tolerance": "3s", "clock": null}"#)
        }
        _ = try gateway.control("DELETE", "clients/plain")
        _ = try gateway.control("PUT", "clients/other", body: "{}")
        #expect(try answers() != before)
        gateway.clock.set(start)
        _ = try gateway.control("POST", "reset")
        #expect(try answers() == before)
        #expect(try gateway.control("GET", "clients/other").status == 404)
        gateway.clock.advance(.seconds(1))
        #expect(try gateway.control("GET", "clients/gone").status == 404)
        #expect(try gateway.control("GET", "clients/timed").status == 200)
    }
}
