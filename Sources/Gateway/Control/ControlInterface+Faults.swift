internal import HTTPMessages
internal import JSON
internal import JWT

extension ControlInterface {
    func faults(
        _ request: Request,
        _ method: Method,
        _ trueNow: NumericDate
    ) throws(InputError) -> ControlAnswer {
        switch method {
        case .put:
            let members = try Self.body(request, allowed: ["faults"])
            let faults = try Fault.all(in: members["faults"] ?? .null, key: "faults", origin: .control)
            for (index, fault) in faults.enumerated() {
                try gateway.fixtures.current.check(fault.variant, key: "faults[\(index)].variant")
            }
            gateway.faults.replaceAll(with: faults, at: trueNow)
        case .post:
            let document = try Self.document(request)
            let name = "fault-\(UUID.random().text.prefix(8))"
            let fault = try Fault(document, name: name, origin: .control)
            try gateway.fixtures.current.check(fault.variant, key: "variant")
            return .created(try gateway.faults.add(fault, at: trueNow).json(at: trueNow))
        case .delete:
            if let client = try Self.client(request.query) {
                gateway.faults.remove(of: [client], at: trueNow)
            } else {
                gateway.faults.replaceAll(with: [], at: trueNow)
            }
        default: break
        }
        let page = method == .get ? try ListingQuery(request.query) : ListingQuery()
        let faults = gateway.faults.all
        let (shown, isMore) = page.part(of: faults, named: \.rule.name)
        return .json(Listing.json("faults", shown.map { $0.json(at: trueNow) }, isMore: isMore))
    }

    func fault(_ name: String, _ method: Method, _ trueNow: NumericDate) -> Result<ControlAnswer, ControlError> {
        guard let fault = gateway.faults.all.first(where: { $0.rule.name == name }) else {
            return .failure(ControlError("\(Excerpt.of(name)): is no fault here", key: "name", status: .notFound))
        }
        if method == .delete { _ = gateway.faults.remove(name, at: trueNow) }
        return .success(.json(fault.json(at: trueNow)))
    }
}
