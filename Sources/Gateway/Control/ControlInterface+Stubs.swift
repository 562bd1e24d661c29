internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy
internal import Rules
internal import System

extension ControlInterface {
    func stubs(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        stubListing(try ListingQuery(exchange.request.query), exchange.trueNow)
    }

    private func stubListing(_ query: ListingQuery, _ trueNow: NumericDate) -> ControlAnswer {
        let (shown, isMore) = query.part(of: gateway.stubs.all, named: \.rule.name)
        return .list("fixtures", Array(shown), isMore: isMore) { $0.json(at: trueNow) }
    }

    func putStub(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let number = gateway.nextStubNumber()
        let stub = try Stub(try exchange.document(), name: "stub-\(number)", number: number)
        let (active, isNew) = try gateway.stubs.put(stub, at: exchange.trueNow)
        return isNew ? .created(active.json(at: exchange.trueNow)) : .json(active.json(at: exchange.trueNow))
    }

    /// Deletes all stubs, or those of one client.
    func deleteStubs(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        if let client = try exchange.client() {
            gateway.stubs.remove(of: [client], at: exchange.trueNow)
        } else {
            Disposal.later(gateway.stubs.replaceAll(with: [], at: exchange.trueNow))
        }
        return stubListing(ListingQuery(), exchange.trueNow)
    }

    func stub(_ exchange: borrowing ControlExchange) -> ControlAnswer {
        guard let stub = gateway.stubs.all.first(where: { $0.rule.name == exchange.name }) else {
            return .refused(.unknown(exchange.name, "stub"))
        }
        return .json(stub.json(at: exchange.trueNow))
    }

    func deleteStub(_ exchange: borrowing ControlExchange) -> ControlAnswer {
        let answer = stub(exchange)
        _ = gateway.stubs.remove(exchange.name, at: exchange.trueNow)
        return answer
    }
}
