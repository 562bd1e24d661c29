package import HTTPMessages
internal import JWT
internal import Policy

/// What a fault does to an answer: replaces it, changes it, delays it, or breaks it on its way.
package struct FaultEffect: Sendable, Hashable {
    package enum Replacement: Sendable, Hashable {
        /// The real service's error of that status; for 401, the payload of a refused token.
        case status(Status, retryAfter: RetryAfter?, permissions: [String])
        /// An error of the login side.
        case oauth(OAuthError)
        /// The fixture of that name, if the route has one.
        case variant(String)
    }

    /// Milliseconds, spread evenly from the first to the last.
    package struct Delay: Sendable, Hashable {
        let range: ClosedRange<Int>

        func duration(number: Int, seed: UInt64) -> Duration {
            let width = UInt64(range.upperBound - range.lowerBound) + 1
            return .milliseconds(range.lowerBound + Int(SplitMix64.number(number, seed: seed) % width))
        }

        package var text: String {
            range.lowerBound == range.upperBound
                ? "\(range.lowerBound)ms" : "\(range.lowerBound)ms..\(range.upperBound)ms"
        }
    }

    var replacement: Replacement?
    /// What it changes in a good answer of the token endpoint.
    var tokenAnswer: TokenAnswerChange?
    var delay: Delay?
    var manner = Delivery.Manner.whole
}
