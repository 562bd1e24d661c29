import Testing

@testable import Launch

/// One name in three spellings.
struct ServeOptionTests {
    @Test func everySpellingLeadsBack() {
        for option in ServeOption.all {
            #expect(ServeOption.named(flag: option.flag) == option)
            #expect(ServeOption.named(variable: option.variable) == option)
            #expect(ServeOption.named(key: option.key) == option)
        }
    }

    @Test(arguments: [
        ("--token-lifetime", "MOCK_GATEWAY_TOKEN_LIFETIME", "tokenLifetime"),
        ("--clients", "MOCK_GATEWAY_CLIENTS", "clientsMode"),
        // A secret comes in the environment itself.
        ("--signing-key-file", "MOCK_GATEWAY_SIGNING_KEY", "signingKeyFile"),
        ("--admin-token-file", "MOCK_GATEWAY_ADMIN_TOKEN", "adminTokenFile"),
        ("--tls-key", "MOCK_GATEWAY_TLS_KEY", "tlsKey"),
    ])
    func spellings(flag: String, variable: String, key: String) throws {
        let option = try #require(ServeOption.named(flag: flag))
        #expect(option.variable == variable)
        #expect(option.key == key)
    }

    @Test func nothingElseIsAnOption() {
        for flag in [
            "--offse", "offset", "--Offset", "-offset", "", "--", "---", "--tokenLifetime", "--token--lifetime",
            "--token-Lifetime", "--token_lifetime", "--token-lifetime-", "---token-lifetime", "--clients-mode",
            "--signing-key", "--eventLoops",
        ] { #expect(ServeOption.named(flag: flag) == nil, "\(flag)") }
        for variable in ServeOption.otherVariables + [
            "", "MOCK_GATEWAY_", "MOCK_GATEWAY__OFFSET", "MOCK_GATEWAY_OFFSET_", "MOCK_GATEWAY_Offset", "OFFSET",
            "MOCK_GATEWAY_TOKENLIFETIME", "MOCK_GATEWAY_TOKEN-LIFETIME", "MOCK_GATEWAY_SIGNING_KEY_FILE",
            "MOCK_GATEWAY_PORT_FILE", "MOCK_GATEWAY_STRICT_KEY",
        ] { #expect(ServeOption.named(variable: variable) == nil, "\(variable)") }
        for key in ["", "token-lifetime", "TokenLifetime", "clients", "event-loops", "signingKey"] {
            #expect(ServeOption.named(key: key) == nil, "\(key)")
        }
    }
}
