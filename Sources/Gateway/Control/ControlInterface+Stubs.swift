internal import HTTPMessages
internal import JSON
internal import JWT

extension ControlInterface {
    func stubs(_ request: Request, _ method: Method, _ trueNow: NumericDate) throws(InputError) -> ControlAnswer {
        switch method {
        case .put:
            let number = gateway.nextStubNumber()
            let name = "stub-\(number)"
            let stub = try Stub(try Self.document(request), name: name, number: number)
            let (active, isNew) = try gateway.stubs.put(stub, inPlaceOf: { stub.replaces($0) }, at: trueNow)
            return isNew ? .created(active.json(at: trueNow)) : .json(active.json(at: trueNow))
        case .delete:
            if let client = try Self.client(request.query) {
                gateway.stubs.remove(of: [client], at: trueNow)
            } else {
                gateway.stubs.replaceAll(with: [], at: trueNow)
            }
        default: break
        }
        let page = method == .get ? try ListingQuery(request.query) : ListingQuery()
        let (shown, isMore) = page.part(of: gateway.stubs.all, named: \.rule.name)
        return .json(Listing.json("fixtures", shown.map { $0.json(at: trueNow) }, isMore: isMore))
    }

    func stub(_ name: String, _ method: Method, _ trueNow: NumericDate) -> Result<ControlAnswer, ControlError> {
        guard let stub = gateway.stubs.all.first(where: { $0.rule.name == name }) else {
            return .failure(ControlError("\(Excerpt.of(name)): is no stub here", key: "name", status: .notFound))
        }
        if method == .delete { _ = gateway.stubs.remove(name, at: trueNow) }
        return .success(.json(stub.json(at: trueNow)))
    }
}
