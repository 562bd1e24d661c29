package import JSON
package import JWT

extension Client {
    package static let keys =
        ["secret", "redirectUris", "clock", "variant", "permissions", "expiresAfter"] + Setting.all.map(\.name)

    /// The other keys of an answer, which a document may repeat as long as their values are true.
    package static let answeredKeys =
        ["id", "hasSecret", "configured", "expiresAt", "effective", "activity"]
        + Setting.all.compactMap(\.twin)

    /// The clients of a config file, by id; none has begun yet.
    package static func all(in value: JSONValue) throws(InputError) -> [Client] {
        guard case .object(let object) = value else {
            let allowed = "clients by id (whether others are refused is clientsMode)"
            throw InputError("clients: is no JSON object; allowed: \(allowed)", key: "clients")
        }
        var clients: [Client] = []
        for member in object.members {
            clients.append(try Client(member.key, member.value, at: "clients.\(member.key)", origin: .file))
        }
        return clients
    }

    /// A client as it is written; two that are written the same way are the same.
    ///
    /// - Parameter place: where the definition stands, for errors; nil if it is the whole document.
    package init(_ id: String, _ value: JSONValue, at place: String? = nil, origin: Origin) throws(InputError) {
        guard Self.isID(id) else {
            let name = place == nil ? "id" : "clients"
            let allowed = "1 to \(Self.idLimit) visible ASCII characters without slashes, but . and .."
            throw InputError(name, SettingError(id, "is no client id", allowed: allowed))
        }
        self.init(id: id, origin: origin)
        try define(try Members(value, at: place, allowed: Self.keys))
    }

    /// Changes the parts of a client that `members` name; the client has begun.
    ///
    /// A skew that does not change goes on.
    package mutating func apply(_ members: Members, over global: Policy, at trueNow: NumericDate) throws(InputError) {
        let skew = overrides.skew
        try define(members)
        switch members["clock"] {
        case nil: break
        case .null: followClock(of: global, at: trueNow)
        default: if let clockSetting { changeClock(over: global) { clockSetting.set(&$0, at: trueNow) } }
        }
        if members["expiresAfter"] != nil { expiresAt = life.map { trueNow + $0 } }
        if overrides.skew != skew { restartSkew(over: global, at: trueNow) }
    }

    /// Takes over the values of `members`.
    ///
    /// Null goes back to the global value. A setting that can be unset is unset for this client alone, unless it is a
    /// part of the skew: the skew is a client's own as long as one part of it is.
    private mutating func define(_ members: Members) throws(InputError) {
        for key in members.object.keys {
            let isNull = members[key] == .null
            switch key {
            case "secret": secret = isNull ? nil : try members.string(key)
            case "redirectUris": redirectURIs = isNull ? [] : try members.strings(key) ?? []
            case "variant": variant = isNull ? nil : try members.string(key)
            case "permissions": permissions = isNull ? nil : try Self.permissions(members, key)
            case "clock": clockSetting = try Self.clock(members, key)
            case "expiresAfter":
                life = try members.duration(key, from: .milliseconds(1), allowed: "1ms or more")
            default:
                guard let name = Setting.named(key) else { continue }
                try overrides.apply(members, name, isPartial: true)
            }
        }
        for uri in redirectURIs where !RedirectURI.isGood(uri) {
            throw members.error("redirectUris", "has one that is no address", allowed: "absolute ones without fragment")
        }
    }

    private static func permissions(_ members: Members, _ key: String) throws(InputError) -> PermissionSet? {
        guard let permissions = PermissionSet(try members.strings(key) ?? []) else {
            throw members.error(key, "has one that is none", allowed: PermissionSet.allowed)
        }
        return permissions
    }

    private static func clock(_ members: Members, _ key: String) throws(InputError) -> ClockSetting? {
        switch members[key] {
        case nil, .null: return nil
        case "live": return .live
        case .some(let value):
            let clock = try Members(value, at: members.place(key), allowed: ["freeze", "phase"])
            guard let freeze = try ClockSetting.Freeze(clock) else {
                throw members.error(key, "is no clock", allowed: #""live", or {"freeze": "now" or an instant}"#)
            }
            return .frozen(freeze)
        }
    }

    /// Checks the keys that an answer has and a document cannot set, except for what the client has done since.
    package func check(_ members: Members, over global: Policy, at trueNow: NumericDate) throws(InputError) {
        let advice = "nothing sets it"
        try members.check("id", is: .string(id), else: advice)
        try members.check("hasSecret", is: .bool(secret != nil), else: "secret sets it")
        try members.check("configured", is: true, else: advice)
        let expiry = expiresAt.map { JSONValue.string(RFC3339.text($0)) }
        try members.check("expiresAt", is: expiry ?? .null, else: "expiresAfter sets it")
        for setting in Setting.all {
            guard let twin = setting.twin else { continue }
            let value = overrides.settings.contains(setting) ? overrides.milliseconds(setting) : nil
            try members.check(twin, is: value ?? .null, else: "\(setting.name) sets it")
        }
        guard let value = members["effective"] else { return }
        let policy = policy(over: global)
        let settings = policy.settingsInForce(at: trueNow)
        let effective = try Members(
            value,
            at: members.place("effective"),
            allowed: Setting.all.map(\.name) + ["clock"],
            answered: Setting.all.compactMap(\.twin)
        )
        for setting in Setting.all {
            let advice = "\(setting.name) of the client sets it"
            try effective.check(setting.name, is: settings.json(setting), else: advice)
        }
        try effective.checkTwins(of: settings)
        try effective.checkClock(policy.clock, trueNow)
    }

    /// The client as it can be asked for, without its secret.
    package var json: JSONObject {
        var object = JSONObject([.init(key: "id", value: .string(id))])
        object["hasSecret"] = .bool(secret != nil)
        object["redirectUris"] = .array(redirectURIs.map { .string($0) })
        for setting in Setting.all where overrides.settings.contains(setting) {
            object[setting.name] = overrides.json(setting)
            if let twin = setting.twin { object[twin] = overrides.milliseconds(setting) }
        }
        if let permissions { object["permissions"] = .array(permissions.texts.map { .string($0) }) }
        if let variant { object["variant"] = .string(variant) }
        if let expiresAt { object["expiresAt"] = .string(RFC3339.text(expiresAt)) }
        return object
    }
}

extension SettingOverrides {
    /// Sets what `members` say of `setting`: a value, or null if the setting can be unset.
    ///
    /// - Parameter isPartial: whether null also drops a setting that cannot be unset, or that is part of the skew.
    package mutating func apply(_ members: Members, _ setting: Setting, isPartial: Bool = false) throws(InputError) {
        let key = setting.name
        let allowed = "a string or a number" + (setting.isOptional ? ", or null" : "")
        do throws(SettingError) {
            switch members[key] {
            case nil: return
            case .null where isPartial && (!setting.isOptional || setting.isSkew): drop(setting)
            case .null: try unset(setting)
            case .string(let text): try set(setting, to: text)
            case .number(let number): try set(setting, to: number.plainText)
            case .bool(let flag) where setting.isFlag: try set(setting, to: flag ? "true" : "false")
            case .some(let value): throw SettingError(value.plainText, "is no setting", allowed: allowed)
            }
        } catch {
            throw InputError(members.place(key), error)
        }
    }
}
