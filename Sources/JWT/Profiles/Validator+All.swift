extension Validator {
    /// All named validators, in the order in which they are listed: the libraries by language, then the products.
    package static let all: [Validator] =
        own + python + javaScript + java + dotNet + go + rust + php + ruby + perl + swift + c + gateways

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    package static func named(_ name: String) -> Validator? { byName[name] }
}
