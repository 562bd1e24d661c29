internal import JSON

extension GeneratedAnswer {
    /// The answer to a request in which all segments in braces are good.
    package func example() -> [UInt8] {
        var output: [UInt8] = []
        var start = 0
        for placed in marks {
            output += text[start..<placed.offset]
            start = placed.offset
            let value =
                switch placed.mark {
                case .instant(_, .dateTime): "2026-01-02T03:04:05.678Z"
                case .instant(_, .localDateTime): "2026-01-02T03:04:05.678"
                case .instant(_, .date): "2026-01-02"
                case .instant(_, .yearMonth): "2026-01"
                case .instant(_, .time): "03:04:05"
                case .capture(_, _, let fallback): fallback
                case .path: "/api/v2/example"
                }
            output += value.utf8
        }
        return output + text[start...]
    }
}

extension AnswerGenerator {
    /// Makes an answer and holds it against the schema it was made from.
    ///
    /// - Returns: what is wrong with it, or nil.
    package mutating func problem(of operation: Operation, _ variant: Variant) -> String? {
        let answer = answer(operation, variant)
        guard !answer.isCut else { return "a model that it needs contains itself, so there is no such value" }
        guard let schema = operation.answer, !answer.text.isEmpty, !isBare(operation) else { return nil }
        do throws(JSONError) {
            let value = try JSONParser.parse(answer.example())
            return definition.problems(of: value, schema, limit: 1).first.map { "\($0)" }
        } catch {
            return "is no JSON: \(error)"
        }
    }

    /// Whether the answer is something else than JSON.
    private func isBare(_ operation: Operation) -> Bool {
        definition.mediaType(of: operation).map { !$0.contains("json") } ?? false
    }
}
