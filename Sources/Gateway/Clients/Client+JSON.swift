package import JSON
package import JWT

extension Client {
    static let keys =
        ["secret", "redirectUris", "clock", "variant", "expiresAfter"] + SettingName.allCases.map(\.rawValue)

    /// The clients of a config file, by id.
    package static func all(in value: JSONValue, at trueNow: NumericDate) throws(InputError) -> [Client] {
        guard case .object(let object) = value else {
            let allowed = "clients by id (whether others are refused is clientsMode)"
            throw InputError("clients: is no JSON object; allowed: \(allowed)", key: "clients")
        }
        var clients: [Client] = []
        for member in object.members {
            let global = Scope()
            clients.append(
                try Client(member.key, member.value, at: "clients.\(member.key)", global, trueNow, origin: .file)
            )
        }
        return clients
    }

    /// - Parameters:
    ///   - place: where the definition stands, for errors; nil where it is the whole document.
    ///   - global: what a clock that is frozen now stands still at.
    init(
        _ id: String,
        _ value: JSONValue,
        at place: String? = nil,
        _ global: Scope,
        _ trueNow: NumericDate,
        origin: Origin
    ) throws(InputError) {
        guard Self.isID(id) else {
            let name = place == nil ? "id" : "clients"
            let allowed = "1 to \(Self.idLimit) visible ASCII characters without slashes, but . and .."
            throw InputError(name, SettingError(id, "is no client id", allowed: allowed))
        }
        self.init(id: id, origin: origin)
        try apply(try Members(value, at: place, allowed: Self.keys), global, trueNow)
    }

    /// Changes what `members` name.
    ///
    /// Null goes back to what is global; a setting that can be unset is unset for this client alone.
    mutating func apply(_ members: Members, _ global: Scope, _ trueNow: NumericDate) throws(InputError) {
        let elapsed = scope(over: global).elapsed(at: trueNow)
        for key in members.object.keys {
            let isNull = members[key] == .null
            switch key {
            case "secret": secret = isNull ? nil : try members.string(key)
            case "redirectUris": redirectURIs = isNull ? [] : try members.strings(key) ?? []
            case "variant": variant = isNull ? nil : try members.string(key)
            case "clock":
                clock = try Self.clock(members, key, scope(over: global), trueNow)
                    .map { RunningClock($0, at: trueNow) }
            case "expiresAfter":
                life = try members.duration(key, from: .milliseconds(1), allowed: "1ms or more")
                expiresAt = life.map { trueNow + $0 }
            default:
                guard let name = SettingName(rawValue: key) else { continue }
                try overrides.apply(members, name, isPartial: true)
            }
        }
        if members.object.keys.contains(where: { SettingName(rawValue: $0)?.isSkew ?? false }) {
            restartSkew(over: global, at: trueNow)
        } else if members["clock"] != nil {
            // Another clock; the skew goes on from where it was.
            start = clock != nil || hasOwnSkew ? (clock ?? global.clock).ran(at: trueNow) - elapsed : nil
        }
        for uri in redirectURIs where !AuthorizationRequest.isAddress(uri) {
            throw members.error("redirectUris", "has one that is no address", allowed: "absolute ones without fragment")
        }
    }

    private static func clock(
        _ members: Members,
        _ key: String,
        _ scope: Scope,
        _ trueNow: NumericDate
    ) throws(InputError) -> ClockMode? {
        switch members[key] {
        case nil, .null: return nil
        case "live": return .live
        case .some(let value):
            let clock = try Members(value, at: members.place(key), allowed: ["freeze", "phase"])
            guard let instant = try ClockMode.frozen(by: clock, scope, trueNow) else {
                throw members.error(key, "is no clock", allowed: #""live", or {"freeze": "now" or an instant}"#)
            }
            return .frozen(at: instant)
        }
    }

    /// As it is asked for, but for the secret.
    var json: JSONObject {
        var object = JSONObject([.init(key: "id", value: .string(id))])
        object["hasSecret"] = .bool(secret != nil)
        object["redirectUris"] = .array(redirectURIs.map { .string($0) })
        for name in SettingName.allCases where overrides.names.contains(name) {
            object[name.rawValue] = overrides.json(name)
        }
        if let variant { object["variant"] = .string(variant) }
        if let expiresAt { object["expiresAt"] = .string(RFC3339.text(expiresAt)) }
        return object
    }
}

extension SettingOverrides {
    /// Sets what `members` say of `name`: a value, or null where the setting can be unset.
    ///
    /// - Parameter isPartial: whether null also lets go of one that cannot.
    mutating func apply(_ members: Members, _ name: SettingName, isPartial: Bool = false) throws(InputError) {
        let key = name.rawValue
        let allowed = "a string or a number" + (name.isOptional ? ", or null" : "")
        do throws(SettingError) {
            switch members[key] {
            case nil: return
            case .null where !name.isOptional && isPartial: drop(name)
            case .null: try unset(name)
            case .string(let text): try set(name, to: text)
            case .number(let number): try set(name, to: number.plainText)
            case .bool(let flag) where name == .loginPage: try set(name, to: flag ? "true" : "false")
            case .some(let value): throw SettingError(value.plainText, "is no setting", allowed: allowed)
            }
        } catch {
            throw InputError(members.place(key), error)
        }
    }
}
