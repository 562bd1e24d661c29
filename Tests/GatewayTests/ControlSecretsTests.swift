import JSON
import TestSupport
import Testing

/// The control interface names the value that it refuses, unless that may be a secret.
@Suite struct ControlSecretsTests {
    private static let secret = "a secret that nobody should read, of more than 43 characters"

    @Test(arguments: [
        ("tokens", #"{"claims": "SECRET"}"#), ("tokens", #"{"claims": ["SECRET"]}"#),
        ("tokens", #"{"code": "SECRET"}"#),
        // A verifier in the place of its challenge.
        ("tokens", #"{"code": true, "codeChallenge": "SECRET"}"#), ("tokens", #"{"clientId": ["SECRET"]}"#),
        ("tokens", #"{"redirectUri": "SECRET"}"#), ("tokens/inspect", #"{"token": ["SECRET"]}"#),
        ("tokens/revoke", #"{"token": "SECRET"}"#), ("tokens/revoke", #"{"token": {"a": "SECRET"}}"#),
        ("tokens/revoke", #"{"token": "SECRET", "tokenId": "x"}"#), ("tokens/inspect", #""SECRET""#),
        ("tokens/inspect", #"{"token": "SECRET"#), ("tokens/inspect", "SECRET"),
        ("tokens/inspect", #"{"token": SECRET}"#),
    ])
    func repeatsNoSecret(path: String, body: String) throws {
        let gateway = try TestGateway()
        let answer = try gateway.control("POST", path, body: body.replacing("SECRET", with: Self.secret))
        #expect(answer.status == 400 && answer.json?["error"]?.string?.isEmpty == false)
        #expect(!answer.body.contains(Self.secret))
        #expect(gateway.log.all.count == 1 && !gateway.log.all[0].contains(Self.secret))
    }

    @Test(arguments: [
        #"{"secret": ["SECRET"]}"#, #"{"secret": {"SECRET": 1}}"#, #"{"secret": "SECRET", "offset": "x"}"#,
        #""SECRET""#,
        #"{"secret": "SECRET", "secret": "SECRET"}"#, #"{"secret": "SECRET"#, #"{"secret": "\xSECRET"}"#,
    ])
    func repeatsNoSecretOfAClient(body: String) throws {
        let gateway = try TestGateway()
        let answer = try gateway.control("PUT", "clients/c", body: body.replacing("SECRET", with: Self.secret))
        #expect(answer.status == 400)
        #expect(!answer.body.contains(Self.secret) && !gateway.log.all.joined().contains(Self.secret))
    }
}
