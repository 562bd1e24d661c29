internal import JSON

/// What a gateway tells the `run` that it belongs to, once it accepts connections.
package struct SupervisorReport: Sendable, Hashable {
    package let url: String
    package let adminToken: String?
    /// The certificate of its local CA; nil if it has none.
    package let authorityPEM: String?

    init(url: String, adminToken: String?, authorityPEM: [UInt8]?) {
        self.url = url
        self.adminToken = adminToken
        self.authorityPEM = authorityPEM.map { String(decoding: $0, as: UTF8.self) }
    }

    package init?(_ bytes: [UInt8]) {
        guard let value = try? JSONParser.parse(bytes), let url = value["url"]?.string else { return nil }
        self.url = url
        adminToken = value["adminToken"]?.string
        authorityPEM = value["authority"]?.string
    }

    var json: JSONValue {
        [
            "url": .string(url), "adminToken": adminToken.map(JSONValue.string) ?? .null,
            "authority": authorityPEM.map(JSONValue.string) ?? .null,
        ]
    }
}
