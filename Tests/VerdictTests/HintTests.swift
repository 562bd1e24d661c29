import Inspection
import JSON
import JWT
import TerminalText
import TestSupport
import Testing

/// The two most common causes of times that make no sense, told only if they explain them.
@Suite struct HintTests {
    /// At 2026-01-02T03:04:05Z, which is 1767323045.
    @Test(
        arguments: [
            // Milliseconds in the place of seconds.
            (#"{"iat":1767323045000,"exp":1767326645000}"#, "claim_invalid", "milliseconds"),
            (#"{"iat":1767323045,"exp":1767326645000}"#, "claim_invalid", "milliseconds"),
            (#"{"iat":1767323045,"nbf":1767323045000,"exp":1767326645}"#, "claim_invalid", "milliseconds"),
            (#"{"exp":1767326645000}"#, "claim_missing", "milliseconds"),
            // No time of these years either way.
            (#"{"iat":17673230450000,"exp":1767326645}"#, "claim_invalid", nil),
            (#"{"iat":1e300,"exp":1767326645}"#, "claim_invalid", nil),
            (#"{"iat":100000000000,"exp":1767326645}"#, "iat_in_future", nil),
            (#"{"iat":1767323045000,"exp":1767326645000000}"#, "claim_invalid", nil),
            // Dead before it was made, once divided.
            (#"{"iat":1767323045000,"exp":1767323045}"#, "claim_invalid", nil),
            // Local time taken for UTC: 2 h, 5 h 30 min, 30 min, 14 h ahead; 8 h behind.
            (#"{"iat":1767330245,"exp":1767333845}"#, "iat_in_future", "local_time"),
            (#"{"iat":1767342845,"nbf":1767342845,"exp":1767346445}"#, "iat_in_future", "local_time"),
            (#"{"iat":1767324845,"exp":1767328445}"#, "iat_in_future", "local_time"),
            (#"{"iat":1767373445,"exp":1767377045}"#, "iat_in_future", "local_time"),
            (#"{"iat":1767294245,"exp":1767297845}"#, "expired", "local_time"),
            (#"{"iat":1767279845,"exp":1767283445}"#, "expired", "local_time"),
            // By skewed clocks as well, and a while after it was made; not later, nor by more.
            (#"{"iat":1767330250,"exp":1767333850}"#, "iat_in_future", "local_time"),
            (#"{"iat":1767330250.001,"exp":1767333850}"#, "iat_in_future", nil),
            (#"{"iat":1767330215,"exp":1767333815}"#, "iat_in_future", "local_time"),
            (#"{"iat":1767330214.999,"exp":1767333815}"#, "iat_in_future", nil),
            // No zone is as far away, none is no distance at all, and a quarter of an hour is none.
            (#"{"iat":1767375245,"exp":1767378845}"#, "iat_in_future", nil),
            (#"{"iat":1767278045,"exp":1767281645}"#, "expired", nil),
            (#"{"iat":1767323045.2,"exp":1767326645}"#, "iat_in_future", nil),
            (#"{"iat":1767323945,"exp":1767327545}"#, "iat_in_future", nil),
            // It would be dead all the same, or was alive all the time.
            (#"{"iat":1767330245,"exp":1767330245}"#, "iat_in_future", nil),
            (#"{"iat":1767294245,"exp":1767294245}"#, "expired", nil),
            (#"{"iat":1767294245,"exp":1767326645}"#, nil, nil),
            // A token that has just died has an age of whole half hours too, if its lifetime is one.
            (#"{"iat":1767319445,"exp":1767323045}"#, "expired", nil),
            (#"{"iat":1767319420,"exp":1767323020}"#, "expired", nil),
            // Without an `iat` the `nbf` tells.
            (#"{"iat":0,"nbf":1767330245,"exp":1767333845}"#, "nbf_in_future", nil),
        ] as [(String, String?, String?)]
    )
    func hintsWhereItExplains(payload: String, reason: String?, hint: String?) throws {
        let judgement = try TokenCourt().judge(Forge.sign(payload))
        #expect(judgement.reason == reason && judgement.hint == hint)
    }

    /// The same by the rules of a library that takes such a token, and only dates it later.
    @Test func hintsByOtherRules() throws {
        let court = try TokenCourt(validator: .pyjwt)
        let milliseconds = try court.judge(Forge.sign(#"{"iat":1767323045000,"exp":1767326645000}"#))
        #expect(milliseconds.reason == "iat_in_future" && milliseconds.hint == "milliseconds")
        let local = try court.judge(Forge.sign(#"{"nbf":1767330245,"exp":1767333845}"#))
        #expect(local.reason == "nbf_in_future" && local.hint == "local_time")
    }

    @Test func saysItInWords() throws {
        let court = try TokenCourt()
        try court.judge(Forge.sign(#"{"iat":1767342845,"exp":1767346445,"client_id":"c"}"#))
        let local = try #require(court.verdictLine)
        #expect(local.contains("; its iat is 5 h 30 min ahead, as if local time were taken for UTC "))
        try court.judge(Forge.sign(#"{"iat":1,"exp":1767326645000,"client_id":"c"}"#))
        let milliseconds = try #require(court.verdictLine)
        #expect(milliseconds.contains("; its exp is 1,000 times too large: milliseconds, where seconds belong "))
        #expect(milliseconds.contains("hint=milliseconds") && milliseconds.contains("client=c"))
    }

    /// A token that is accepted all the same is worth the hint as well: it lives until the year 58,000.
    @Test func inspectionHintsAtWhatIsAccepted() throws {
        let court = try TokenCourt(validator: .joserfc)
        let token = Forge.sign(#"{"iat":1767323045,"exp":1767326645000}"#)
        #expect(try court.judge(token) == .accepted)
        let online = try court.gateway.control("POST", "tokens/inspect", body: #"{"token": "\#(token)"}"#).json
        #expect(online?["hint"] == "milliseconds")
        let offline = try TokenReport(
            Array(token.utf8),
            isSigned: nil,
            validator: .joserfc,
            tolerance: nil,
            now: court.gateway.clock.now
        )
        #expect(offline.json["hint"] == "milliseconds")
        #expect(
            offline.text(.plain).contains("  its exp is 1,000 times too large: milliseconds, where seconds belong\n")
        )
    }
}
