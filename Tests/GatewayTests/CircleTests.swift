import JSON
import TestSupport
import Testing

@testable import Gateway
@testable import Policy

/// Clients that ask for a token again and again because each one is refused, however they ask.
struct CircleTests {
    private let gateway: TestGateway

    init() throws { gateway = try TestGateway { $0.definitions.settings.offset = .milliseconds(200) } }

    private func activity(_ client: String) throws -> JSONValue? {
        try gateway.control("GET", "clients/\(client)").json?["activity"]
    }

    /// As Go's and the CLI's: another login on each 401.
    @Test func seesLogins() throws {
        for _ in 0..<7 { #expect(try gateway.summary(try gateway.accessToken(client: "go")).status == 401) }
        let seen = try activity("go")
        #expect(seen?["storm"] == true && seen?["refreshRun"] == 6 && seen?["refreshes"] == 0)
        #expect(gateway.log.all.count { $0.contains("go signs in again and again") } == 1)
        #expect(try gateway.control("GET", "requests?storm=true").json?["requests"]?.array?.isEmpty == false)
    }

    /// A token for each run of a program is no circle, however many runs there are.
    @Test func toleratesLoginsThatAreNotRefused() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"tolerance": "1s"}"#)
        for _ in 0..<20 { #expect(try gateway.summary(try gateway.accessToken(client: "go")).status == 200) }
        for _ in 0..<20 { _ = try gateway.accessToken(client: "go") }
        #expect(try activity("go")?["refreshRun"] == 0 && activity("go")?["storm"] == false)
    }

    @Test func cutsLoginsOff() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"stormLimit": 3}"#)
        var statuses: [Int] = []
        for _ in 0..<6 {
            let answer = try gateway.token(client: "go")
            statuses.append(answer.status)
            _ = try gateway.summary(answer.json?["access_token"]?.string)
        }
        #expect(statuses == [200, 200, 200, 200, 400, 400])
        #expect(try gateway.token(client: "other").status == 200)
    }

    private static let signIn = "/oauth/authorize?client_id=js&response_type=token&redirect_uri=http%3A%2F%2Fapp%2F"

    /// As the JavaScript SDK's implicit grant: the page signs in again on each load.
    @Test func seesSignInsAndStopsThem() throws {
        _ = try gateway.control("PATCH", "settings", body: #"{"stormLimit": 6}"#)
        for number in 0..<7 {
            let location = try #require(try gateway.get(Self.signIn, token: nil)["Location"])
            let token = try #require(location.firstMatch(of: /access_token=([^&]+)/)?.output.1)
            #expect(try gateway.summary(String(token)).status == 401, "\(number)")
        }
        #expect(try activity("js")?["storm"] == true && activity("js")?["tokenRequests"] == 7)
        let stopped = try gateway.get(Self.signIn + "&state=s", token: nil)
        #expect(stopped.status == 302)
        #expect(
            stopped["Location"]?.hasPrefix("http://app/#error=temporarily_unavailable&error_description=rate") == true
        )
        #expect(stopped["Location"]?.hasSuffix("&state=s") == true)
        // A code is redeemed at the token endpoint, which counts it.
        let code = try gateway.get(Self.signIn.replacing("response_type=token", with: "response_type=code"), token: nil)
        #expect(code["Location"]?.contains("code=") == true)
    }
}
