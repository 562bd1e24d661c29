import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// Signing in and out by hand.
struct LoginPageTests {
    private static let query =
        "client_id=c&redirect_uri=http%3A%2F%2Flocalhost%2Fcb&response_type=code&state=%22%3E%3Cscript%3E&org=acme"

    private let gateway: TestGateway

    init() throws { gateway = try TestGateway { $0.definitions.settings.loginPage = true } }

    private func post(_ form: String) throws -> TestAnswer {
        try gateway.send(
            "POST",
            "/oauth/authorize",
            fields: [("Content-Type", "application/x-www-form-urlencoded")],
            body: form
        )
    }

    @Test func asksFirst() throws {
        let page = try gateway.get("/oauth/authorize?\(Self.query)", token: nil)
        #expect(page.status == 200 && page["Content-Type"] == "text/html; charset=utf-8" && page["Location"] == nil)
        #expect(page["Content-Security-Policy"]?.contains("default-src 'none'") == true)
        #expect(page.body.contains(#"<form method="post">"#) && !page.body.contains("<script"))
        #expect(page.body.contains(#"name="state" value="&quot;&gt;&lt;script&gt;""#))
        #expect(page.body.contains(#"name="redirect_uri" value="http://localhost/cb""#))
        #expect(!page.body.contains("acme"))
    }

    @Test func fillsInTheHint() throws {
        let page = try gateway.get("/oauth/authorize?\(Self.query)&login_hint=a%22b%40c", token: nil)
        #expect(page.body.contains(#"<input name="username" autocomplete="username" value="a&quot;b@c" autofocus>"#))
    }

    @Test func approves() throws {
        let answer = try post(Self.query + "&username=me&password=x&decision=approve")
        #expect(answer.status == 303)
        #expect(answer["Location"]?.hasPrefix("http://localhost/cb?code=") == true)
        #expect(answer["Location"]?.hasSuffix("&state=%22%3E%3Cscript%3E") == true)
    }

    @Test(arguments: ["&decision=deny", "", "&decision=Approve"])
    func denies(decision: String) throws {
        let answer = try post(Self.query + decision)
        #expect(
            answer.status == 303 && answer["Location"]?.hasPrefix("http://localhost/cb?error=access_denied") == true
        )
    }

    /// If an address is not the client's, the user is told so, and the browser is sent nowhere.
    @Test func sendsNobodyAstray() throws {
        for target in [
            "?client_id=c&response_type=code", "?redirect_uri=http://a/&response_type=code",
            "?client_id=c&redirect_uri=x",
        ] {
            let answer = try gateway.get("/oauth/authorize" + target, token: nil)
            #expect(answer.status == 400 && answer["Location"] == nil)
        }
    }

    @Test func isSwitchedWhileItRuns() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"loginPage": false}"#)
        #expect(try gateway.get("/oauth/authorize?\(Self.query)", token: nil).status == 302)
        _ = try gateway.control("PUT", "clients/c", body: #"{"loginPage": true}"#)
        #expect(try gateway.get("/oauth/authorize?\(Self.query)", token: nil).status == 200)
    }

    @Test func signsOut() throws {
        #expect(try gateway.get("/logout?client_id=c", token: nil).body == "You are signed out.\n")
        let answer = try gateway.get("/logout?client_id=c&redirect_uri=http://localhost/bye", token: nil)
        #expect(answer.status == 302 && answer["Location"] == "http://localhost/bye")
        #expect(try gateway.get("/logout?redirect_uri=nowhere", token: nil).status == 400)
        #expect(try gateway.send("POST", "/logout").status == 405)
    }

    /// If no page asks, a posted form is approved like a link that was followed.
    @Test func approvesPostsWithoutAPage() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"loginPage": false}"#)
        #expect(try post(Self.query)["Location"]?.contains("code=") == true)
        #expect(try post(Self.query + "&decision=deny")["Location"]?.contains("error=access_denied") == true)
    }

    @Test func complainsBeforeItAsks() throws {
        let target = "/oauth/authorize?client_id=c&redirect_uri=http://localhost/cb&response_type=bogus"
        let answer = try gateway.get(target, token: nil)
        #expect(answer.status == 302 && answer["Location"]?.contains("error=unsupported_response_type") == true)
    }

    @Test(arguments: ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "vbscript:x"])
    func runsNothing(address: String) throws {
        for target in ["/oauth/authorize?client_id=c&response_type=code&redirect_uri=", "/logout?redirect_uri="] {
            #expect(try gateway.get(target + address, token: nil).status == 400)
        }
    }

    @Test func appendsToOpenQueries() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"loginPage": false}"#)
        for (address, start) in [
            ("http://a/cb%3F", "http://a/cb?code="), ("http://a/cb%3Fx=1%26", "http://a/cb?x=1&code="),
        ] {
            let target =
                "/oauth/authorize?client_id=c&response_type=code&redirect_uri=\(address.replacing("=", with: "%3D"))"
            #expect(try gateway.get(target, token: nil)["Location"]?.hasPrefix(start) == true)
        }
    }
}
