internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy

/// One request of the control interface on its way: what it asks, of what, and when.
struct ControlExchange: ~Copyable, ~Escapable {
    let request: Request
    /// Decoded once.
    let path: Span<UInt8>
    /// What stands at the segment in braces; nothing where there is none.
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
    /// - Parameter answered: keys that answers have, and that come back with a document that was changed a little.
    func members(allowed: [String], answered: [String] = []) throws(InputError) -> Members {
        try Members(try document(), allowed: allowed, answered: answered)
    }

    /// The body, whatever JSON it is.
    func document() throws(InputError) -> JSONValue {
        do throws(JSONError) {
            return try JSONParser.parse(document: request.body)
        } catch {
            throw InputError("the body is no JSON: \(error)")
        }
    }

    /// Whose part is meant by a query that may hold `client` and nothing else; nil where it is empty.
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
