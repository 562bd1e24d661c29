internal import JSON

// Strings and numbers.

extension AnswerGenerator {
    mutating func append(json text: String) { JSONWriter.append(text, to: &output.text) }

    mutating func writeString(_ schema: Schema, _ context: Context) {
        let bounds = schema.bounds.map { definition.bounds[Int($0)] } ?? Bounds()
        let role = FieldRole(context.name)
        append("\"")
        switch schema.format {
        case .dateTime: append(.instant(seconds: Self.shift(context.name), .dateTime))
        case .localDateTime: append(.instant(seconds: Self.shift(context.name), .localDateTime))
        case .date: append(.instant(seconds: Self.shift(context.name), .date))
        case .yearMonth: append(.instant(seconds: Self.shift(context.name), .yearMonth))
        case .time: append(.instant(seconds: Self.shift(context.name), .time))
        case .interval: appendInterval()
        case .byte: append(Self.fitted("bW9jayBnYXRld2F5", bounds))
        case .uri where role != .selfURI && role != .thisPage:
            append(Self.fitted(Self.link(context), bounds))
        case .email: append(Self.fitted(Self.mail(context), bounds))
        case .none, .uuid, .uri, .other:
            appendText(role, of: schema, within: bounds, in: context)
        }
        append("\"")
    }

    /// The inside of a string, for which the field's name is the only hint.
    private mutating func appendText(_ role: FieldRole, of schema: Schema, within bounds: Bounds, in context: Context) {
        let id = Self.id(role, context)
        if let fit = captureFit(schema, bounds), let capture = capture(role, context) {
            return append(
                .capture(capture, fit, fallback: textValue(role, of: schema, within: bounds, in: context, id: id))
            )
        }
        switch role {
        case .interval where bounds.isEmpty: appendInterval()
        case .selfURI where bounds.isEmpty: appendLink(context)
        case .thisPage where bounds.isEmpty: append(.path)
        default: append(textValue(role, of: schema, within: bounds, in: context, id: id))
        }
    }

    private func textValue(
        _ role: FieldRole,
        of schema: Schema,
        within bounds: Bounds,
        in context: Context,
        id: String
    ) -> String {
        if schema.format == .uuid { return id }
        let plain = Self.plainText(role, context, id: id)
        guard let pattern = bounds.pattern else { return Self.fitted(plain, bounds) }
        return Self.fitted(KnownPattern(definition[pattern])?.example(of: plain, id: id) ?? plain, bounds)
    }

    /// The id of what the value is about.
    private static func id(_ role: FieldRole, _ context: Context) -> String {
        switch role {
        case .id: StableID.text(of: context.owner)
        case .idOf(let subject): StableID.text(of: subject)
        default: StableID.text(of: context.owner + "." + context.name)
        }
    }

    private static func plainText(_ role: FieldRole, _ context: Context, id: String) -> String {
        let subject = Words.split(context.owner)
        return switch role {
        case .id, .idOf: id
        case .name: subject + " 1"
        case .description: "Description of \(subject) 1"
        case .selfURI, .link: link(context)
        case .mail: mail(context)
        case .phone: "+13175550123"
        case .language: "en-US"
        case .timeZone: "Etc/UTC"
        case .country: "US"
        case .currency: "USD"
        case .color: "#336699"
        case .address: "192.0.2.1"
        case .host: "example.invalid"
        case .mediaType: "text/plain"
        case .version: "1"
        case .otherPage, .thisPage: ""
        case .interval: "2026-01-01T00:00:00.000Z/2026-01-02T00:00:00.000Z"
        case .plain: Words.split(context.name.isEmpty ? context.owner : context.name)
        }
    }

    private static func link(_ context: Context) -> String {
        "https://example.invalid/\(Words.dashed(context.name.isEmpty ? context.owner : context.name))"
    }

    private static func mail(_ context: Context) -> String {
        "\(Words.split(context.owner).lowercased().replacing(" ", with: ".")).1@example.invalid"
    }

    /// `text`, which is ASCII, cut or repeated to a length within the bounds.
    private static func fitted(_ text: String, _ bounds: Bounds) -> String {
        var text = text
        // A larger bound is not kept: no answer should consist of one string.
        let least = min(bounds.minLength ?? 0, 65_536)
        if text.utf8.count < least {
            let filling = text.isEmpty ? "x" : text
            while text.utf8.count < least { text += filling }
            text = String(text.prefix(least))
        }
        if let most = bounds.maxLength, text.utf8.count > most { text = String(text.prefix(most)) }
        return text
    }

    // MARK: Captures

    /// What a capture has to be to stand in a string of that schema; nil if it cannot be told.
    private func captureFit(_ schema: Schema, _ bounds: Bounds) -> GeneratedAnswer.CaptureFit? {
        guard bounds.minLength == nil, bounds.maxLength == nil else { return nil }
        guard schema.format != .uuid else { return .pattern(.uuid) }
        guard let pattern = bounds.pattern else { return .any }
        return KnownPattern(definition[pattern]).map { .pattern($0) }
    }

    /// The segment in braces that the field repeats: the last one for the answer's own id, else the one of its name.
    private func capture(_ role: FieldRole, _ context: Context) -> Int? {
        if role == .id {
            guard context.holder == .root, let last = captures.last,
                last == "id" || last.hasSuffix("Id") || last.hasSuffix("ID")
            else { return nil }
            // A POST to a part makes something else than what the last id of the path names.
            return operation?.verb == .post && !path.hasSuffix("}") ? nil : captures.count - 1
        }
        return captures.firstIndex(of: context.name)
    }

    // MARK: Links and times

    /// The answer's own link is the request's path, with an id behind it if that makes or lists things; the link
    /// of another thing that is referred to is its home.
    private mutating func appendLink(_ context: Context) {
        let id = StableID.text(of: context.owner)
        if context.holder == .root, operation?.verb != .post || path.hasSuffix("}") { return append(.path) }
        let home = home(of: context.owner)
        if context.holder == .root || context.holder == .item, parents.contains(path) || home == nil {
            append(.path)
            return append("/" + id)
        }
        append(home ?? "/api/v2/\(Words.dashed(context.owner))s/{}", id: id)
    }

    /// The path that gets one of that model by its id, if there is one.
    func home(of model: String) -> String? {
        modelIDs[model].flatMap { definition[$0].home }.map { definition[definition.operations[$0].path] }
    }

    /// A path with the request's own captures in its braces, and the id in the last.
    private mutating func append(_ path: String, id: String) {
        let names = Self.captures(path)
        var number = 0
        for segment in path.split(separator: "/") {
            append("/")
            guard segment.hasPrefix("{") else {
                append(String(segment))
                continue
            }
            number += 1
            if number == max(names.count, 1) {
                append(id)
            } else if let capture = captures.firstIndex(of: String(segment.dropFirst().dropLast())) {
                append(.capture(capture, .any, fallback: id))
            } else {
                append(StableID.text(of: String(segment)))
            }
        }
    }

    /// Half an hour that ends now.
    private mutating func appendInterval() {
        append(.instant(seconds: -1800, .dateTime))
        append("/")
        append(.instant(seconds: 0, .dateTime))
    }

    /// How far from now a time of that name is: things were made a day ago and changed an hour ago, and end in an hour.
    private static func shift(_ name: String) -> Int {
        let lower = name.lowercased()
        if lower.contains("create") || lower.contains("birth") || lower.contains("hire") { return -86_400 }
        if lower.contains("expir") || lower.contains("due") || lower.contains("next") || lower.contains("until") {
            return 86_400
        }
        if lower.contains("start") || lower.contains("from") || lower.contains("begin") { return -7200 }
        return -3600
    }

    // MARK: Numbers

    mutating func writeNumber(_ schema: Schema, _ context: Context, isInteger: Bool) {
        let bounds = schema.bounds.map { definition.bounds[Int($0)] } ?? Bounds()
        let value = Self.text(Self.number(bounds, isInteger: isInteger))
        let role = FieldRole(context.name)
        if isInteger, bounds.isEmpty, let capture = capture(role, context) {
            return append(.capture(capture, .integer, fallback: value))
        }
        append(value)
    }

    /// One, or the number nearest to it that the bounds allow.
    private static func number(_ bounds: Bounds, isInteger: Bool) -> Double {
        var value = 1.0
        if let least = bounds.minimum, value < least || value == least && bounds.excludesMinimum {
            value = bounds.excludesMinimum ? least + 1 : least
            if isInteger { value = value.rounded(.up) }
        }
        if let most = bounds.maximum, value > most || value == most && bounds.excludesMaximum {
            value = bounds.excludesMaximum ? most - 1 : most
            if isInteger { value = value.rounded(.down) }
        }
        if let least = bounds.minimum, let most = bounds.maximum, value < least || value > most {
            value = (least + most) / 2
        }
        if let step = bounds.multipleOf, step > 0 {
            let up = (value / step).rounded(.up) * step
            value = bounds.maximum.map { up > $0 } ?? false ? (value / step).rounded(.down) * step : up
        }
        return value
    }

    private static func text(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        return Int(exactly: value).map(String.init) ?? "\(value)"
    }
}
