/// A kind of thing that can be made, got by its id and, mostly, listed, changed and removed.
///
/// The definition has to prove it: a POST on a path, and a GET on that path and an id, answer with the same model,
/// which has an id that is a string. Jobs, searches and parts of other things are none.
package struct Resource: Sendable {
    /// What an operation does with it.
    package enum Role: Sendable, Hashable { case create, get, list, change, remove }

    /// By the number of the operation.
    package internal(set) var roles: [Int: Role] = [:]
}

extension APIDefinition {
    /// All resources that the definition proves, in its order.
    package func resources() -> [Resource] {
        var operationsByPath: [TextID: [Int]] = [:]
        var items: [String: TextID] = [:]
        for (number, operation) in operations.enumerated() {
            operationsByPath[operation.path, default: []].append(number)
            let path = self[operation.path]
            guard path.hasSuffix("}"), let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { continue }
            items[String(path[..<slash])] = operation.path
        }
        var resources: [Resource] = []
        for (number, operation) in operations.enumerated() where operation.verb == .post {
            guard let model = answeredModel(operation), hasTextID(model), let item = items[self[operation.path]] else {
                continue
            }
            let onItem = operationsByPath[item] ?? []
            guard let get = onItem.first(where: { operations[$0].verb == .get }),
                answeredModel(operations[get]) == model
            else { continue }
            var resource = Resource(roles: [number: .create, get: .get])
            for other in operationsByPath[operation.path] ?? []
            where operations[other].verb == .get && listedModel(operations[other]) == model {
                resource.roles[other] = .list
            }
            for other in onItem {
                switch operations[other].verb {
                case .put, .patch: if answeredModel(operations[other]) == model { resource.roles[other] = .change }
                case .delete: resource.roles[other] = .remove
                default: break
                }
            }
            resources.append(resource)
        }
        return resources
    }

    private func answeredModel(_ operation: Operation) -> ModelID? {
        guard let answer = operation.answer, self[answer].kind == .model else { return nil }
        return self[answer].model
    }

    /// The model of the items of `entities`.
    private func listedModel(_ operation: Operation) -> ModelID? {
        guard let answer = operation.answer,
            let entities = allFields(of: answer).first(where: { self[$0.name] == "entities" }),
            let items = resolved(entities.schema).schema.items, self[items].kind == .model
        else { return nil }
        return self[items].model
    }

    private func hasTextID(_ model: ModelID) -> Bool {
        guard let schema = self[model].schema, let id = allFields(of: schema).first(where: { self[$0.name] == "id" })
        else { return false }
        return resolved(id.schema).schema.kind == .string
    }
}
