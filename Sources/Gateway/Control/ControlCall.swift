internal import HTTPMessages

/// What can be asked of the control interface, by path.
enum ControlCall: Sendable, Hashable {
    case health, settings, reset, reload, clock, requests, verification, tokens, inspection, revocation, faults, clients
    case description
    case fault(String)
    case client(String)
    case clientClock(String)

    /// The paths, a segment that names something in braces, each with its methods.
    static let all: [(path: String, methods: [Method])] = [
        ("health", [.get]), ("openapi.json", [.get]), ("settings", [.get, .patch]), ("clock", [.post]),
        ("reset", [.post]), ("reload", [.post]), ("clients", [.get]),
        ("clients/{id}", [.get, .put, .patch, .delete]), ("clients/{id}/clock", [.post]),
        ("faults", [.get, .put, .post, .delete]), ("faults/{name}", [.get, .delete]),
        ("requests", [.get, .delete]), ("requests/verify", [.post]), ("tokens", [.post]),
        ("tokens/inspect", [.post]), ("tokens/revoke", [.post]),
    ]

    /// Nil where there is nothing.
    init?(_ path: Span<UInt8>) {
        let segments = path.text.split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).map(String.init)
        switch segments.count {
        case 1:
            switch segments[0] {
            case "health": self = .health
            case "openapi.json": self = .description
            case "settings": self = .settings
            case "reset": self = .reset
            case "reload": self = .reload
            case "clock": self = .clock
            case "requests": self = .requests
            case "tokens": self = .tokens
            case "faults": self = .faults
            case "clients": self = .clients
            default: return nil
            }
        case 2:
            switch (segments[0], segments[1]) {
            case ("requests", "verify"): self = .verification
            case ("tokens", "inspect"): self = .inspection
            case ("tokens", "revoke"): self = .revocation
            case ("faults", let name) where !name.isEmpty: self = .fault(name)
            case ("clients", let id) where !id.isEmpty: self = .client(id)
            default: return nil
            }
        case 3:
            guard segments[0] == "clients", segments[2] == "clock", !segments[1].isEmpty else { return nil }
            self = .clientClock(segments[1])
        default: return nil
        }
    }

    var methods: [Method] {
        switch self {
        case .health, .description, .clients: [.get]
        case .settings: [.get, .patch]
        case .reset, .reload, .clock, .tokens, .verification, .inspection, .revocation, .clientClock: [.post]
        case .requests: [.get, .delete]
        case .faults: [.get, .put, .post, .delete]
        case .fault: [.get, .delete]
        case .client: [.get, .put, .patch, .delete]
        }
    }
}
