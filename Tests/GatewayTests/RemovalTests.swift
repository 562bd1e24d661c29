import JSON
import TestSupport
import Testing

@testable import Gateway
@testable import Journal
@testable import Policy

/// A test cleans up in one call: a client goes with all that is its own, and with nothing else.
struct RemovalTests {
    let gateway: TestGateway

    init() throws {
        gateway = try TestGateway()
        for client in ["mine", "other"] {
            _ = try gateway.control(
                "PUT",
                "clients/\(client)",
                body: #"{"expiresAfter": "\#(client == "mine" ? "1m" : "1h")"}"#
            )
            let token = try gateway.accessToken(client: client)
            for _ in 0..<2 { _ = try gateway.summary(token) }
            _ = try gateway.control(
                "POST",
                "faults",
                body: #"{"name": "of-\#(client)", "client": "\#(client)", "status": 503}"#
            )
        }
        _ = try gateway.control("POST", "faults", body: #"{"name": "of-all", "status": 503, "nth": 1000}"#)
    }

    private func entries(_ client: String) throws -> Int? {
        try gateway.control("GET", "requests?client=\(client)&path=/api/**").json?["requests"]?.array?.count
    }

    private func faults() throws -> [String]? {
        try gateway.control("GET", "faults").json?["faults"]?.array?.compactMap { $0["name"]?.string }
    }

    private func expectOnlyOthers() throws {
        #expect(try entries("mine") == 0)
        #expect(try entries("other") == 2)
        #expect(try faults() == ["of-other", "of-all"])
    }

    @Test func removingAClientTakesItsFaultsAndEntriesAlong() throws {
        #expect(try entries("mine") == 2)
        #expect(try gateway.control("DELETE", "clients/mine").status == 200)
        try expectOnlyOthers()
    }

    /// They go at the millisecond at which it ends, and not one earlier.
    @Test func aClientThatRemovesItselfTakesThemAlong() throws {
        gateway.clock.advance(.milliseconds(59_999))
        #expect(try entries("mine") == 2)
        #expect(try faults()?.count == 3)
        gateway.clock.advance(.milliseconds(1))
        try expectOnlyOthers()
    }

    @Test func oneClientsFaultsAndEntriesCanBeRemovedApart() throws {
        let left = try gateway.control("DELETE", "faults?client=mine").json?["faults"]?.array
        #expect(left?.compactMap { $0["name"]?.string } == ["of-other", "of-all"])
        #expect(try entries("mine") == 2)
        #expect(try gateway.control("DELETE", "requests?client=mine").status == 200)
        try expectOnlyOthers()
        #expect(try gateway.control("GET", "clients/mine").json?["configured"] == true)
    }

    @Test(arguments: ["requests?client=", "faults?client=&client=a", "faults?client=a&limit=1"])
    func aQueryThatIsNotUnderstoodRemovesNothing(_ call: String) throws {
        #expect(try gateway.control("DELETE", call).status == 400)
        #expect(try entries("mine") == 2)
        #expect(try faults()?.count == 3)
    }

    /// Ids go on, and one that came after what was forgotten is found by its id.
    @Test func whatComesLaterKeepsItsPlace() throws {
        let journal = gateway.gateway.journal
        let last = journal.snapshot.lastID
        journal.remove(of: ["mine"])
        _ = try gateway.summary(try gateway.accessToken(client: "nobody"))
        #expect(journal.snapshot.lastID > last)
        var ring = journal.snapshot
        var found: [Int] = []
        for id in 1...ring.lastID { ring.change(id) { found.append($0.id) } }
        #expect(found == ring.newest(limit: .max) { _ in true }.map(\.id).reversed())
        #expect(found.count < ring.lastID)
    }

    @Test func aNameIsMade() throws {
        let made = try gateway.control("POST", "clients", body: #"{"offset": "200ms"}"#)
        #expect(made.status == 201)
        let id = try #require(made.json?["id"]?.string)
        #expect(Client.isID(id) && made.json?["offset"] == "200ms")
        #expect(try gateway.control("POST", "clients", body: "{}").json?["id"]?.string != id)
        #expect(try gateway.control("POST", "clients", body: #"{"offset": "far"}"#).status == 400)
    }
}
