internal import HTTPMessages
internal import JWT

/// One request of the login side on its way; its form or query names the client.
struct LoginExchange: ~Copyable, ~Escapable {
    let request: Request
    /// The path without the login prefix.
    let path: Span<UInt8>
    let trueNow: NumericDate

    @_lifetime(copy path, copy request)
    init(_ request: Request, path: Span<UInt8>, trueNow: NumericDate) {
        self.request = request
        self.path = path
        self.trueNow = trueNow
    }
}
