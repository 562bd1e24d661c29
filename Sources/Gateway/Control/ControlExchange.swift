internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy

/// One request of the control interface on its way: its call, what that is about, and its time.
struct ControlExchange: ~Copyable, ~Escapable {
    let request: Request
    /// The path, decoded once.
    let path: Span<UInt8>
    /// The segment in the place of the one in braces; empty if there is none.
    let name: String
    let trueNow: NumericDate

    @_lifetime(copy request, copy path)
    init(_ request: Request, path: Span<UInt8>, name: String, trueNow: NumericDate) {
        self.request = request
        self.path = path
        self.name = name
        self.trueNow = trueNow
    }

    /// The body: an object with known keys.
    ///
    /// - Parameter answered: further keys that answers have, so that an answer can be changed a little and sent back.
    func members(allowed: [String], answered: [String] = []) throws(InputError) -> Members {
        try Members(try document(), allowed: allowed, answered: answered)
    }

    /// The body, which may be any JSON.
    func document() throws(InputError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(document: request.body)
        } catch {
            throw InputError("the body is no JSON: \(error)")
        }
    }

    /// The client of a query that may hold only `client`; nil if the query is empty.
    func client() throws(InputError) -> String? {
        let query = request.query
        guard !query.isEmpty else { return nil }
        let parameters: FormParameters
        do throws(FormParameters.Failure) {
            parameters = try FormParameters(query)
        } catch {
            throw InputError("the query is malformed or has a name twice; allowed: client, once")
        }
        for name in parameters.names where name != "client" {
            throw InputError("\(Excerpt.of(name)): is no part of a query here; allowed: client", key: name)
        }
        guard let client = parameters["client"] else {
            throw InputError("client: is empty; allowed: the id of a client", key: "client")
        }
        return client
    }
}
