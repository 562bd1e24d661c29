import Gateway
import Inspection
import JSON
import JWT
import OpenSSL
import Policy
import TestSupport
import Testing

/// Asks everybody who judges a token, and expects one answer from all of them: the API by its status and
/// `X-Mock-Gateway-Reason`, the journal, the log, `/__admin/tokens/inspect`, and `mock-gateway inspect`, which has no
/// gateway.
struct TokenCourt {
    let gateway: TestGateway
    private let key: [UInt8]
    /// What the gateway judges by.
    private let validator: Validator
    private let tolerance: Duration?

    init(
        _ gateway: TestGateway,
        key: [UInt8] = TestGateway.key,
        validator: Validator = .strict,
        tolerance: Duration? = nil
    ) {
        self.gateway = gateway
        self.key = key
        self.validator = validator
        self.tolerance = tolerance
    }

    /// A gateway that judges so, on a clock that stands still at 2026-01-02T03:04:05Z.
    init(validator: Validator = .strict, tolerance: Duration? = nil) throws {
        let gateway = try TestGateway {
            $0.definitions.settings.validator = validator
            $0.definitions.settings.tolerance = tolerance
        }
        self.init(gateway, validator: validator, tolerance: tolerance)
    }

    /// The one judgement; what anybody else says is a failure of the test.
    @discardableResult
    func judge(
        _ token: String,
        _ comment: @autoclosure () -> Comment? = nil,
        _ place: SourceLocation = #_sourceLocation
    ) throws -> Judgement {
        let (offline, sentence) = try judgeOffline(token)
        let answer = try gateway.summary(token)
        #expect(answer.status == (offline == .accepted ? 200 : 401), comment(), sourceLocation: place)
        let field = answer["X-Mock-Gateway-Reason"].map { Judgement(field: $0) } ?? .accepted
        #expect(field == offline, comment(), sourceLocation: place)

        let line = try #require(gateway.log.all.last, comment(), sourceLocation: place)
        let told = sentence.map { ": \($0) " } ?? " "
        #expect(
            line.hasPrefix("\(answer.status) GET \(TestGateway.summary)\(told)"),
            comment(),
            sourceLocation: place
        )
        #expect(
            offline.reason.map { line.contains(" reason=\($0) ") } ?? !line.contains(" reason="),
            comment(),
            sourceLocation: place
        )

        let entry = try gateway.control("GET", "requests?limit=1").json?["requests"]?.array?.first
        #expect(Judgement(entry) == offline, comment(), sourceLocation: place)

        let (online, explanation) = try inspect(token)
        #expect(online == offline, comment(), sourceLocation: place)
        #expect(explanation == sentence, comment(), sourceLocation: place)
        return offline
    }

    /// The same of a token that is too large for a request, or has something that no field may have.
    @discardableResult
    func judgeUnsent(
        _ token: String,
        _ comment: @autoclosure () -> Comment? = nil,
        _ place: SourceLocation = #_sourceLocation
    ) throws -> Judgement {
        let (offline, sentence) = try judgeOffline(token)
        let (online, explanation) = try inspect(token)
        #expect(online == offline && explanation == sentence, comment(), sourceLocation: place)
        return offline
    }

    /// What the log has said of the last call of the API.
    var verdictLine: String? { gateway.log.all.last { $0.contains(" GET \(TestGateway.summary)") } }

    private func inspect(_ token: String) throws -> (Judgement?, explanation: String?) {
        let body = JSONValue.object(JSONObject([.init(key: "token", value: .string(token))]))
        let answer = try gateway.control("POST", "tokens/inspect", body: body.text).body
        // Header and claims stand first, and may be nested as deep as a parser goes.
        let verdict = try #require(answer.firstRange(of: #""verdict": ""#))
        let told = try? JSONParser.parse(Array(("{" + answer[verdict.lowerBound...]).utf8))
        return (Judgement(told), told?["explanation"]?.string)
    }

    /// As `mock-gateway inspect --key-file` does.
    private func judgeOffline(_ token: String) throws -> (Judgement, explanation: String?) {
        let bytes = Array(token.utf8)
        let key = HMACSHA256(key: key)
        let report: TokenReport
        do throws(TokenError) {
            report = try TokenReport(
                bytes,
                isSigned: try TokenVerifier.isSigned(bytes.span, by: key),
                validator: validator,
                tolerance: tolerance,
                now: gateway.clock.now
            )
        } catch {
            return (.refused(error.reason), TokenRefusal(error).explanation(tolerance: .zero, by: nil))
        }
        let told = report.json
        let judgement = try #require(Judgement(told))
        #expect((judgement == .accepted) == report.isAccepted)
        let explanation = told["explanation"]?.string
        guard validator != .strict else { return (judgement, explanation) }
        // A gateway says who has judged; here the person who asks has said it.
        let named = explanation?
            .replacing(" ms)", with: " ms, validator \(validator.name))", maxReplacements: 1)
        return (judgement, named)
    }
}
