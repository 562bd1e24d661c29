import Testing

@testable import HTTPClient

@Suite struct TargetTests {
    @Test(arguments: [
        ("time.test", "time.test", 123), ("time.test:1123", "time.test", 1123), ("127.0.0.1:99", "127.0.0.1", 99),
        ("[::1]:99", "::1", 99), ("[::1]", "::1", 123), ("2001:db8::7", "2001:db8::7", 123),
        ("fe80::1%lo", "fe80::1%lo", 123),
    ])
    func readsHostAndPort(text: String, host: String, port: UInt16) throws {
        let parts = try #require(HostAndPort(text, defaultPort: 123))
        #expect(parts.host == host && parts.port == port)
    }

    @Test(arguments: [
        "", ":123", "a:", "a:0", "a:65536", "a:b", "a:+1", "[::1", "[::1]x", "[]:1", "a b", "a/b", "ntp://a", "a@b",
        "a\n",
        "é.test",
    ])
    func refusesHostAndPort(text: String) { #expect(HostAndPort(text, defaultPort: 123) == nil) }

    @Test(arguments: [
        ("http://api.test", false, "api.test", 80, "api.test", "/"),
        ("https://api.test/a/b?c=d#e", true, "api.test", 443, "api.test", "/a/b?c=d"),
        ("HTTPS://api.test:8443?x", true, "api.test", 8443, "api.test:8443", "/?x"),
        ("http://[::1]:8080/", false, "::1", 8080, "[::1]:8080", "/"),
    ])
    func readsAddresses(
        url: String,
        isSecure: Bool,
        host: String,
        port: UInt16,
        authority: String,
        path: String
    ) throws {
        let target = try #require(HTTPTarget(url: url))
        #expect(target.isSecure == isSecure && target.host == host && target.port == port)
        #expect(target.authority == authority && target.path == path)
    }

    @Test(arguments: [
        "", "api.test", "ftp://api.test", "http://", "http:///a", "http://a b", "http://u:p@api.test",
        "http://api.test:0",
        "http://api.test/\r\nX: y", "http://api.test:99999", "http://[::1", "http://::1/", "http://é.test",
    ])
    func refusesAddresses(url: String) { #expect(HTTPTarget(url: url) == nil) }
}
