import JSON
import JWT
import TestSupport
import Testing

@testable import Gateway

/// What has gone stays gone, wherever the system's clock is set to.
struct GoneForGoodTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway() }

    /// The clock goes past `milliseconds`, somebody asks for something else, and it is set back.
    private func pass(_ milliseconds: Int) throws {
        let start = gateway.clock.now
        gateway.clock.advance(.milliseconds(milliseconds))
        #expect(try gateway.get("/", token: nil).status == 200)
        gateway.clock.set(start)
    }

    @Test(arguments: [(9_999, true), (10_000, false)])
    func aClient(milliseconds: Int, isThere: Bool) throws {
        _ = try gateway.control("PUT", "clients/c", body: #"{"secret": "s", "expiresAfter": "10s"}"#)
        try pass(milliseconds)
        #expect(try gateway.control("GET", "clients/c").status == (isThere ? 200 : 404))
        #expect(try gateway.token(client: "c", secret: "wrong").status == (isThere ? 400 : 200))
        #expect(try gateway.control("PATCH", "clients/c", body: "{}").status == (isThere ? 200 : 404))
    }

    /// A new one of its name lives its whole life.
    @Test func aClientMadeAfterwardsIsThere() throws {
        _ = try gateway.control("PUT", "clients/c", body: #"{"expiresAfter": "10s"}"#)
        try pass(10_000)
        _ = try gateway.control("PUT", "clients/c", body: #"{"expiresAfter": "10s"}"#)
        gateway.clock.advance(.milliseconds(9_999))
        #expect(try gateway.control("GET", "clients/c").status == 200)
        gateway.clock.advance(.milliseconds(1))
        #expect(try gateway.control("GET", "clients/c").status == 404)
    }

    @Test(arguments: [(9_999, 503), (10_000, 200)])
    func aFault(milliseconds: Int, status: Int) throws {
        _ = try gateway.control("POST", "faults", body: #"{"name": "f", "status": 503, "ttl": "10s"}"#)
        _ = try gateway.control("POST", "faults", body: #"{"name": "g", "path": "/x", "reset": true, "ttl": "1h"}"#)
        try pass(milliseconds)
        #expect(try gateway.summary(try gateway.token().json?["access_token"]?.string ?? "").status != 500)
        let token = TestGateway.sign(#"{"client_id":"c","iat":1767323045,"exp":1767409445}"#)
        #expect(try gateway.summary(token).status == status)
        #expect(try gateway.control("GET", "faults/f").json?["spent"] == .bool(status == 200))
        _ = try gateway.control("DELETE", "faults/g")
        #expect(try gateway.summary(token).status == status)
    }

    @Test(arguments: ["settings", "clients/c"], [9_999, 10_000])
    func aSkew(path: String, milliseconds: Int) throws {
        let body = #"{"offset": "200ms", "offsetTtl": "10s"}"#
        _ = try gateway.control(path == "settings" ? "PATCH" : "PUT", path, body: body)
        try pass(milliseconds)
        let token = try gateway.accessToken(client: "c")
        #expect(try gateway.summary(token).status == (milliseconds == 9_999 ? 401 : 200))
    }
}
