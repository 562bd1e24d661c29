/// The forum thread, told by requests: each is really sent, and its answer is known beforehand.
package enum Story {
    package static let skew = SweepPlan.markedSkew

    /// What a step sends.
    package enum Request: Sendable, Hashable {
        case freeze, code, exchange, refresh, call
        case offset(Int)
        case tolerance(Int)
        case advance(Int)

        /// The request as a person would note it.
        package var text: String {
            switch self {
            case .freeze, .advance: "POST /__admin/clock \(body)"
            case .code: "POST /__admin/tokens \(body)"
            case .exchange: "POST /oauth/token grant_type=authorization_code"
            case .refresh: "POST /oauth/token grant_type=refresh_token"
            case .call: "GET /api/v2/analytics/queues/summary"
            case .offset, .tolerance: "PATCH /__admin/settings \(body)"
            }
        }

        /// The body for the control interface; empty for other requests.
        package var body: String {
            switch self {
            case .freeze: #"{"freeze": "now"}"#
            case .advance(let time): #"{"advance": "\#(time)ms"}"#
            case .code: #"{"code": true}"#
            case .offset(let offset): #"{"offset": "\#(offset)ms"}"#
            case .tolerance(let tolerance): #"{"tolerance": "\#(tolerance)ms"}"#
            case .exchange, .refresh, .call: ""
            }
        }
    }

    package struct Step: Sendable, Hashable {
        /// What a refusal is to say, in milliseconds; nil if the step is to succeed.
        package struct Refusal: Sendable, Hashable {
            package let ahead: Int

            package var reason: String { "iat_in_future; ahead_ms=\(ahead); tolerance_ms=0; heals_in_ms=\(ahead)" }
        }

        /// The lines that are said before it.
        package var prose: [String] = []
        package let request: Request
        package var refusal: Refusal?
        /// Whether payload and reason are shown, or the status alone.
        package var isShownInFull = false

        package var expectedStatus: Int { refusal == nil ? 200 : 401 }
    }

    /// The payload of the thread, byte by byte.
    package static let payload = #"{"status": 401, "code": "unauthorized", "message": "Token expired or invalid"}"#

    package static let steps: [Step] = [
        Step(
            prose: ["The clock stands still and is moved by hand, so that nothing here has to wait."],
            request: .freeze
        ),
        Step(
            prose: ["Somebody signs in: a login page would lead back with a code, which buys tokens."],
            request: .code
        ),
        Step(request: .exchange),
        Step(request: .call),
        Step(
            prose: ["Now the issuer's clock runs \(skew) ms ahead of the gateway's. The refresh succeeds."],
            request: .offset(skew)
        ),
        Step(request: .refresh),
        Step(
            prose: [
                "The very next call, with the new token, is refused, and the gateway says why,",
                "which the real one never does: the token was issued in its future.",
            ],
            request: .call,
            refusal: .init(ahead: skew),
            isShownInFull: true
        ),
        Step(
            prose: ["\(skew) ms later the same token is good, and not one millisecond before."],
            request: .advance(skew - 1)
        ),
        Step(request: .call, refusal: .init(ahead: 1)),
        Step(request: .advance(1)),
        Step(request: .call),
        Step(
            prose: [
                "The next refresh brings it back. Tolerance cures it, and only where tokens are",
                "checked: at the gateway.",
            ],
            request: .refresh
        ),
        Step(request: .call, refusal: .init(ahead: skew)),
        Step(request: .tolerance(skew)),
        Step(request: .call),
    ]
}
