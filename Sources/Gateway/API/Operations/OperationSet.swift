package import Definition
internal import HTTPMessages
internal import JSON
internal import Locking
internal import Policy
internal import Rules

/// The operations of a definition in force, with the answers that have been made of them so far.
///
/// Each answer is made when it is first asked for; from then on it costs what a fixture does.
package final class OperationSet: Sendable {
    package let definition: APIDefinition
    private let made = Mutex(Made())

    private static let variants = AnswerGenerator.Variant.allCases
    private static let standard = variants.firstIndex(of: .standard) ?? 0

    private struct Made {
        /// The generator; nil until the first answer.
        var generator: AnswerGenerator?
        /// The answers by operation and variant.
        var answers: [Int: OperationAnswer] = [:]
    }

    /// What each operation does with its resource; empty if no objects are remembered.
    private let roles: [Int: Resource.Role]

    /// - Parameter keepsObjects: whether objects that are created are there, and those that are deleted are gone.
    package init(_ definition: APIDefinition, keepsObjects: Bool = false) {
        self.definition = definition
        var roles: [Int: Resource.Role] = [:]
        for resource in keepsObjects ? definition.resources() : [] {
            // If two resources share an operation, the first one gets it.
            roles.merge(resource.roles) { first, _ in first }
        }
        self.roles = roles
    }

    func role(_ index: Int) -> Resource.Role? { roles.isEmpty ? nil : roles[index] }

    /// How many operations there are, and what of the definition is passed over.
    var summary: (operations: Int, warnings: [String]) { (definition.operations.count, definition.warnings) }

    /// All operations but those of OPTIONS, which says what else there is.
    var endpoints: [OperationEndpoint] {
        definition.operations.indices.filter { definition.operations[$0].verb != .options }
            .map { OperationEndpoint(operations: self, index: $0) }
    }

    /// - Parameter variant: the variant that a client or a fault asks for; one that no operation has is the standard
    ///   one.
    func answer(_ index: Int, _ variant: String?) -> OperationAnswer {
        let asked = variant.flatMap { name in Self.variants.firstIndex { $0.rawValue == name } }
        let number = asked ?? Self.standard
        let key = index * Self.variants.count + number
        return made.withLock { made in
            if let answer = made.answers[key] { return answer }
            var generator = made.generator ?? AnswerGenerator(definition)
            // The generator has one owner at a time, so that its tables are not copied.
            made.generator = nil
            let operation = definition.operations[index]
            let answer = OperationAnswer(
                generator.answer(operation, Self.variants[number]),
                of: operation,
                in: definition
            )
            made.generator = generator
            made.answers[key] = answer
            return answer
        }
    }
}

/// The answer of an operation as a template, and what of it a request can change.
final class OperationAnswer: Sendable {
    let status: Status
    let template: Template
    /// The media type; nil for JSON.
    let mediaType: String?
    let members: [GeneratedAnswer.Member]
    /// The offset of the closing brace.
    private let end: Int?
    /// Whether it may be one page of several.
    let isPaged: Bool
    /// Whether it gives back members of the request.
    let isEchoing: Bool

    init(_ answer: GeneratedAnswer, of operation: Operation, in definition: APIDefinition) {
        status = Status(rawValue: operation.status)
        template = Template(answer)
        mediaType = definition.mediaType(of: operation)
        members = answer.members
        end = answer.end
        isPaged = answer.isListing || definition.takes(operation, anyOf: RequestedPage.parameters)
        isEchoing = operation.verb.isWriting && !answer.members.isEmpty
    }

    /// What stands in the place of a member.
    struct Change {
        let member: Int
        let text: [UInt8]
    }

    func render(
        _ changes: [Change],
        _ values: Template.Values,
        sources: inout Template.Sources,
        to output: inout [UInt8]
    ) {
        guard !changes.isEmpty, let end else { return template.render(values, sources: &sources, to: &output) }
        let start = output.count
        var (text, mark) = (0, 0)
        // Members stand in the text in the order of the list; absent ones are only in the list.
        for change in changes.sorted(by: { $0.member < $1.member }) {
            guard let value = members[change.member].value else { continue }
            let marks = members[change.member].marks
            template.render(
                text..<value.lowerBound,
                marks: mark..<marks.lowerBound,
                values,
                sources: &sources,
                to: &output
            )
            output += change.text
            (text, mark) = (value.upperBound, marks.upperBound)
        }
        let marks = template.size.marks
        template.render(text..<end, marks: mark..<marks, values, sources: &sources, to: &output)
        for change in changes where members[change.member].value == nil {
            // Behind the opening brace there is no comma.
            if output.count > start + 1 { output.append(UInt8(ascii: ",")) }
            JSONWriter.append(members[change.member].name, to: &output)
            output.append(UInt8(ascii: ":"))
            output += change.text
        }
        template.render(end..<template.size.text, marks: marks..<marks, values, sources: &sources, to: &output)
    }
}
