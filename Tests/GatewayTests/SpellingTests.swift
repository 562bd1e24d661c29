import JSON
import JWT
import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// Two spellings of one character are two clients.
struct SpellingTests {
    private static let composed = "caf\u{E9}"
    private static let decomposed = "cafe\u{301}"
    private let gateway: TestGateway

    init() throws {
        gateway = try TestGateway()
        #expect(Self.composed == Self.decomposed)
    }

    private func token(_ client: String) -> String {
        TestGateway.sign(#"{"client_id":"\#(client)","iat":1767323045,"exp":1767409445}"#)
    }

    @Test func areTwoKeys() {
        let keys = [Self.composed, Self.decomposed].map { ByteKey($0) }
        #expect(keys[0] != keys[1] && Set(keys).count == 2)
        #expect(ByteKey("") == ByteKey("") && ByteKey("a") != ByteKey("") && ByteKey("a") != ByteKey("b"))
        let long = String(repeating: "x", count: 40)
        #expect(ByteKey(long + "1") != ByteKey(long + "2") && ByteKey(long) == ByteKey(String(long.reversed())))
        #expect(Self.composed.isIdentical(to: "caf\u{E9}") && !Self.composed.isIdentical(to: Self.decomposed))
        #expect(keys.sorted().map(\.text.utf8.count) == [6, 5])
    }

    /// Spellings by the thousand are no flood of equal hashes either.
    @Test func hashByTheirBytes() {
        let spellings = (0..<2_048).map { number in
            (0..<11).map { number >> $0 & 1 == 0 ? "\u{E9}" : "e\u{301}" }.joined()
        }
        #expect(Set(spellings).count == 1)
        let keys = spellings.map { ByteKey($0) }
        #expect(Set(keys).count == 2_048 && Set(keys.map(\.hashValue)).count > 2_000)
    }

    @Test func haveLimitsOfTheirOwn() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"rateLimit": "1/min"}"#)
        let tokens = [Self.composed, Self.decomposed].map { token($0) }
        #expect(try tokens.map { try gateway.summary($0).status } == [200, 200])
        #expect(try tokens.map { try gateway.summary($0).status } == [429, 429])
    }

    @Test func haveTurnsOfTheirOwn() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"nodes": "0ms,0ms,0ms"}"#)
        let tokens = [Self.composed, Self.decomposed].map { token($0) }
        #expect(try tokens.map { try gateway.summary($0)["X-Mock-Gateway-Node"] } == ["1", "1"])
    }

    @Test func haveActivityOfTheirOwn() throws {
        for client in [Self.composed, Self.decomposed] { _ = try gateway.token(client: client) }
        let clients = try #require(try gateway.control("GET", "clients").json?["clients"]?.array)
        #expect(clients.map { $0["id"]?.string?.utf8.count } == [6, 5])
        #expect(clients.allSatisfy { $0["activity"]?["tokenRequests"] == 1 })
    }

    @Test func haveFaultsOfTheirOwn() throws {
        for (client, status) in [(Self.composed, 502), (Self.decomposed, 503)] {
            _ = try gateway.control("POST", "faults", body: #"{"client": "\#(client)", "status": \#(status)}"#)
        }
        #expect(try gateway.summary(token(Self.composed)).status == 502)
        #expect(try gateway.summary(token(Self.decomposed)).status == 503)
    }

    @Test func haveRoutesOfTheirOwn() throws {
        let files = [(Self.composed, "1"), (Self.decomposed, "2")].map { name, text in
            FixtureSet.File(path: "api/v2/\(name)/GET.json", contents: Array(text.utf8))
        }
        let gateway = try TestGateway(overrides: files)
        let token = try gateway.accessToken()
        #expect(try gateway.get("/api/v2/caf%C3%A9", token: token).body == "1")
        #expect(try gateway.get("/api/v2/cafe%CC%81", token: token).body == "2")
    }

    /// A form may have both.
    @Test func areTwoParameters() throws {
        let form = try FormParameters(Array("caf%C3%A9=1&cafe%CC%81=2".utf8).span)
        #expect(form.names.count == 2)
    }
}
