package import HTTPMessages
package import Policy

/// A fault as it strikes one request.
package struct FaultStrike: Sendable {
    package let name: String
    package let replacement: FaultEffect.Replacement?
    package let tokenAnswer: TokenAnswerChange?
    /// How the answer leaves; nil if it leaves as usual.
    package let delivery: Delivery?

    init(_ fault: Fault, number: Int) {
        name = fault.name
        replacement = fault.effect.replacement
        tokenAnswer = fault.effect.tokenAnswer
        let delay = fault.effect.delay?.duration(number: number, seed: fault.seed) ?? .zero
        let delivery = Delivery(delay: delay, manner: fault.effect.manner)
        self.delivery = delivery == Delivery() ? nil : delivery
    }

    /// The fixture that it chooses, if it chooses one.
    package var variant: String? { if case .variant(let name) = replacement { name } else { nil } }
}

package typealias FaultStore = RuleStore<Fault>

extension FaultStore {
    /// The strike on this request, if a fault strikes it.
    package func strike(_ method: Method, _ path: Span<UInt8>, client: String?, at moment: Moment) -> FaultStrike? {
        take(method, path, client: client, at: moment).map { FaultStrike($0.rule, number: $1) }
    }
}
