package import HTTPMessages
package import JWT
package import Policy

/// The stubs in force.
package typealias StubStore = RuleStore<Stub>

// What requests and thousands of stubs ask for: as functions of their own they are compiled for stubs, which a call of
// the general ones from another module is not; it would cost three times as much as the whole request.
extension StubStore {
    /// The stub that answers this request, if there is one; HEAD is answered wherever GET is (RFC 9110 §9.3.2).
    package func answering(
        _ method: Method,
        _ path: Span<UInt8>,
        client: String?,
        at moment: Moment
    ) -> ActiveRule<Stub>? {
        isEmpty ? nil : take(method == .head ? .get : method, path, client: client, at: moment)?.active
    }

    /// The methods for which a stub that is not spent would answer this path.
    package func answered(_ path: Span<UInt8>, client: String?, at moment: Moment) -> [Method] {
        isEmpty ? [] : methods(path, client, at: moment.trueNow)
    }

    /// Puts a stub in the place of those that it replaces, or says why not and leaves those.
    package func put(_ stub: Stub, at trueNow: NumericDate) throws(InputError) -> (rule: ActiveRule<Stub>, isNew: Bool)
    {
        try put(stub, inPlaceOf: { stub.replaces($0) }, at: trueNow)
    }
}
