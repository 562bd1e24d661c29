import Testing

/// Code that takes any bytes, and what has to hold whatever they are.
///
/// The fuzzer looks for bytes that break it; the tests replay the ones that it found worth keeping.
struct FuzzTarget: Sendable {
    /// Throws a `Violation` if something does not hold; the code under test traps by itself.
    typealias Check = ([UInt8]) throws -> Void

    let name: String
    /// Makes what all inputs share, once.
    let start: @Sendable () throws -> Check

    init(_ name: String, _ start: @escaping @Sendable () throws -> Check) {
        self.name = name
        self.start = start
    }

    static let all: [FuzzTarget] = [
        .request, .access, .chunkedBody, .form, .query, .path, .json, .settings, .token, .fixture, .clientHello, .texts,
        .answer, .ntp, .definition, .stub,
    ]
}

extension FuzzTarget: CustomTestStringConvertible {
    var testDescription: String { name }
}
