/// The times of a token as one validator reads them; nil for one that is not there or that it does not look at.
package struct TokenTimes: Sendable, Hashable {
    package var issuedAt: NumericDate?
    package var notBefore: NumericDate?
    package var expiration: NumericDate?
}
