import Gateway
import HTTPMessages
import JWT
import OpenSSL
import TestSupport

extension FuzzTarget {
    /// Whole requests, as anybody could send them: none reaches the API without a token, or the control interface
    /// without what it asks for, and no page of another site may read an answer of it.
    static let access = FuzzTarget("access") {
        let local = FuzzGateway(try TestGateway { $0.journalSize = 10 })
        let remote = FuzzGateway(
            try TestGateway {
                $0.journalSize = 10
                $0.controlAccess = .token("admin-token")
                $0.acceptsTunnels = true
            }
        )
        let key = HMACSHA256(key: TestGateway.key)
        return { input in
            for exchange in Conversation(input, in: [input[...]]).exchanges.prefix(3) {
                let request = exchange.head + exchange.body
                // A body in chunks would be read as another one.
                guard exchange.framing != .chunked else { continue }
                let head = try ReferenceHead(exchange.head)
                try check(try local.send(request), to: exchange, key: key) { isLocal(exchange, head) }
                try check(try remote.send(request), to: exchange, key: key) {
                    isOfThisSite(exchange, head) && bearer(exchange)?.text == "admin-token"
                }
            }
        }
    }

    private static func check(
        _ answer: TestAnswer?,
        to exchange: Conversation.Exchange,
        key: HMACSHA256,
        isAdmitted: () -> Bool
    ) throws {
        guard let answer else { return }
        let segments = ReferencePath.segments(exchange.path)?.map(\.text) ?? []
        switch segments.first {
        case "__admin":
            try require(answer["Access-Control-Allow-Origin"] == nil, "other sites may read \(answer.fields)")
            guard segments.dropFirst().joined(separator: "/") != "health", !isAdmitted() else { return }
            try require([401, 403].contains(answer.status), "\(exchange.head.text) is answered \(answer.status)")
        case "api" where !isPreflight(exchange):
            let token = bearer(exchange) ?? []
            let claims = Result { () throws(TokenError) in try TokenVerifier.claims(of: token.span, key: key) }
            if case .success = claims { return }
            try require([401, 403, 404].contains(answer.status), "\(exchange.head.text) is answered \(answer.status)")
        default: break
        }
    }

    /// The one token that a request carries; RFC 6750 §2.1.
    private static func bearer(_ exchange: Conversation.Exchange) -> [UInt8]? {
        guard let value = exchange.values[.authorization]?.text, value.lowercased().hasPrefix("bearer ") else {
            return nil
        }
        return Array(value.dropFirst(7).utf8).split(separator: .space).first.map(Array.init)
    }

    private static func isPreflight(_ exchange: Conversation.Exchange) -> Bool {
        exchange.method.text == "OPTIONS" && exchange.values[.accessControlRequestMethod] != nil
    }

    /// Whether it names a loopback host, and comes from the gateway's own page or from no page.
    private static func isLocal(_ exchange: Conversation.Exchange, _ head: ReferenceHead) -> Bool {
        let authority = (exchange.authority ?? []).text.lowercased()
        let isLoopback = ["localhost", "127.0.0.1", "[::1]"].contains { host in
            authority == host || authority.hasPrefix(host + ":")
        }
        return isLoopback && isOfThisSite(exchange, head)
    }

    private static func isOfThisSite(_ exchange: Conversation.Exchange, _ head: ReferenceHead) -> Bool {
        let sites = head.values("sec-fetch-site").map(\.text)
        let origins = head.values("origin").map { $0.text.lowercased() }
        let authority = (exchange.authority ?? []).text.lowercased()
        let own = (exchange.isHTTPS ? "https://" : "http://") + authority
        return (sites.isEmpty || sites == ["none"] || sites == ["same-origin"]) && (origins.isEmpty || origins == [own])
    }
}
