import TestSupport

@testable import Gateway

extension FuzzTarget {
    /// No spelling of a path is taken for another one, and none opens what is closed.
    static let path = FuzzTarget("path") {
        let plain = FuzzGateway(try TestGateway())
        let prefixed = FuzzGateway(
            try TestGateway {
                $0.loginPrefix = "/login"
                $0.apiPrefix = "/api"
            }
        )
        return { input in
            guard input.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "?") })
            else { return }
            let segments = ReferencePath.segments(input)
            try check(RequestPath.check(input.span), of: input, segments: segments)
            for gateway in [plain, prefixed] { try checkDoors(gateway, path: input, segments: segments) }
        }
    }

    private static func check(_ verdict: RequestPath.Verdict, of path: [UInt8], segments: [[UInt8]]?) throws(Violation)
    {
        switch (verdict, segments) {
        case (.refused(_), nil): break
        case (.plain, .some(let segments)):
            try require(joined(segments) == path, "\(path.text) is not plain")
        case (.decoded(let decoded), .some(let segments)):
            try require(joined(segments) == decoded, "\(path.text) is not \(decoded.text)")
        default: throw Violation(description: "\(verdict) of \(path.text)")
        }
    }

    private static func joined(_ segments: [[UInt8]]) -> [UInt8] { segments.flatMap { [UInt8(ascii: "/")] + $0 } }

    /// Without a token nothing of the API is shown, and to another host nothing of the control interface.
    private static func checkDoors(_ gateway: FuzzGateway, path: [UInt8], segments: [[UInt8]]?) throws {
        // An absolute form would name another host than the one that is sent.
        guard path.first == UInt8(ascii: "/") else { return }
        let first = segments?.first?.text
        guard let answer = try gateway.send("GET", path.text, host: "rebound.example") else { return }
        let isOpen = answer.status < 300
        if segments == nil { try require(answer.status == 400, "\(path.text) answers \(answer.status)") }
        let open = [["__admin", "health"], [""], ["logout"], ["login", "logout"]]
        try require(!isOpen || open.contains { $0 == segments?.map(\.text) }, "\(path.text) is open: \(answer.body)")
        guard first == "api" else { return }
        try require([401, 404].contains(answer.status), "\(path.text) answers \(answer.status)")
    }
}
