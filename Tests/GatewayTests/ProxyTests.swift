import Gateway
import HTTPMessages
import JSON
import TestSupport
import Testing

/// Requests as a proxy gets them: answered here or refused, and never passed on.
@Suite struct ProxyTests {
    @Test(arguments: [
        "localhost", "LocalHost", "api.localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]", "mypurecloud.com",
        "api.mypurecloud.com", "LOGIN.MyPureCloud.com", "apps.mypurecloud.ie", "api.mypurecloud.de",
        "api.mypurecloud.jp", "api.mypurecloud.com.au", "api.usw2.pure.cloud", "api.use2.us-gov-pure.cloud",
        "gateway.test",
    ])
    func serves(name: String) {
        #expect(ServedNames(others: ["Gateway.test"]).contains(name))
    }

    @Test(arguments: [
        "", ".", "example.com", "mypurecloud.com.example", "xmypurecloud.com", "mypurecloud.comx", "com", "mypurecloud",
        "mypurecloud.com.", "127.0.0.1.example.com", "127.0.0", "128.0.0.1", "127.0.0.256", "0.0.0.0", "::2",
        "localhost.example", "sub.gateway.test", "169.254.169.254",
    ])
    func doesNotServe(name: String) {
        #expect(!ServedNames(others: ["gateway.test"]).contains(name))
    }

    @Test(arguments: ["api.mypurecloud.com:443", "login.mypurecloud.ie:443", "localhost:443", "[::1]:443"])
    func opensATunnel(target: String) throws {
        let gateway = try TestGateway { $0.acceptsTunnels = true }
        let answer = try gateway.send("CONNECT", target, host: target)
        let host = String(target.dropLast(":443".count))
        #expect(answer.status == 200 && answer.switched == .tls(host: host))
        let off = try TestGateway().send("CONNECT", target, host: target)
        #expect(off.status == 501 && off.switched == nil)
    }

    @Test(arguments: [
        "example.com:443", "api.mypurecloud.com:80", "api.mypurecloud.com:8443", "api.mypurecloud.com.example:443",
        "169.254.169.254:443", "localhost:22",
    ])
    func refusesATunnel(target: String) throws {
        let gateway = try TestGateway { $0.acceptsTunnels = true }
        let answer = try gateway.send("CONNECT", target, host: "localhost")
        #expect(answer.status == 403 && answer.switched == nil)
        #expect(answer.json?["message"]?.string?.contains("does not serve \(target); allowed: localhost") == true)
    }

    @Test func opensNoTunnelInATunnel() throws {
        let gateway = try TestGateway { $0.acceptsTunnels = true }
        let bytes = TestRequest.bytes("CONNECT", "api.mypurecloud.com:443")
        let answer = try gateway.send(bytes, isSecure: true)
        #expect(answer.status == 403)
        #expect(answer.json?["message"]?.string?.contains("spoken to by http://") == true)
    }

    /// The Host field beside an absolute target does not count (RFC 9112 §3.2.2).
    @Test(arguments: [
        ("http://api.mypurecloud.com/api/v2/users/me", 401), ("https://api.mypurecloud.com/api/v2/users/me", 401),
        ("http://localhost:8080/", 200), ("http://example.com/", 403), ("http://example.com/__admin/health", 403),
        ("https://example.com/api/v2/users/me", 403), ("http://example.com", 403),
    ])
    func answersAbsoluteTargets(target: String, status: Int) throws {
        let gateway = try TestGateway()
        #expect(try gateway.send("GET", target, host: "elsewhere.example").status == status)
    }
}
