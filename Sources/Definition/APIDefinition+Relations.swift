// What models are to each other and to operations, found out once all of them are known.

extension APIDefinition {
    /// Tells every model that has a discriminator, or is made of one that has, which models are made of it.
    mutating func findChildren() {
        for number in models.indices {
            guard let schema = models[number].schema else { continue }
            for row in self[schema].parts.range {
                guard case .model = self[parts[row]].kind, discriminator(of: parts[row]) != nil else { continue }
                models[Int(self[parts[row]].model.index)].children.append(ModelID(index: UInt32(number)))
            }
        }
    }

    /// Finds for every model the operation that gets one by its id: the one with the fewest ids in its path.
    mutating func findHomes() {
        var lengths: [Int: (captures: Int, count: Int)] = [:]
        for (number, operation) in operations.enumerated() where operation.verb == .get {
            guard let answer = operation.answer, self[answer].kind == .model else { continue }
            let path = texts.bytes(operation.path)
            guard path.last == UInt8(ascii: "}") else { continue }
            let model = Int(self[answer].model.index)
            let length = (captures: path.count { $0 == UInt8(ascii: "{") }, count: path.count)
            if let known = lengths[model], known <= length { continue }
            lengths[model] = length
            models[model].home = number
        }
    }

    /// Gives back what the tables have grown to beyond what they hold.
    mutating func compact() {
        texts.compact()
        schemas = Array(schemas[...])
        fields = Array(fields[...])
        words = Array(words[...])
        parts = Array(parts[...])
        bounds = Array(bounds[...])
        models = Array(models[...])
        parameters = Array(parameters[...])
        errors = Array(errors[...])
        operations = Array(operations[...])
    }

    /// How many bytes its tables take.
    package var footprint: Int {
        texts.footprint + schemas.footprint + fields.footprint + words.footprint + parts.footprint + bounds.footprint
            + models.footprint + parameters.footprint + errors.footprint + operations.footprint
    }

    /// One line on the patterns that are not in the table.
    var unknownPatterns: [String] {
        let patterns = Set(bounds.compactMap(\.pattern)).map { texts[$0] }.filter { KnownPattern($0) == nil }
        guard !patterns.isEmpty else { return [] }
        let shown = patterns.sorted().prefix(5).joined(separator: "  ")
        let more = patterns.count > 5 ? " and \(patterns.count - 5) more" : ""
        return ["values for these patterns are a guess: \(shown)\(more)"]
    }
}

extension Array {
    /// The bytes of its elements alone, without what they refer to.
    var footprint: Int { count * MemoryLayout<Element>.stride }
}
