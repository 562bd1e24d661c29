internal import HTTPMessages
internal import JSON
internal import JWT
internal import Policy
internal import Rules
internal import System

extension ControlInterface {
    func faults(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        listing(try ListingQuery(exchange.request.query), exchange.trueNow)
    }

    private func listing(_ query: ListingQuery, _ trueNow: NumericDate) -> ControlAnswer {
        let (shown, isMore) = query.part(of: gateway.faults.all, named: \.rule.name)
        return .list("faults", Array(shown), isMore: isMore) { $0.json(at: trueNow) }
    }

    func putFaults(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let members = try exchange.members(allowed: ["faults"])
        let faults = try Fault.all(in: members["faults"] ?? .null, key: "faults", origin: .control)
        for (index, fault) in faults.enumerated() {
            try gateway.fixtures.current.check(fault.variant, key: "faults[\(index)].variant")
        }
        Disposal.later(gateway.faults.replaceAll(with: faults, at: exchange.trueNow))
        return listing(ListingQuery(), exchange.trueNow)
    }

    func addFault(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        let name = "fault-\(UUID.random().text.prefix(8))"
        let fault = try Fault(try exchange.document(), name: name, origin: .control)
        try gateway.fixtures.current.check(fault.variant, key: "variant")
        return .created(try gateway.faults.add(fault, at: exchange.trueNow).json(at: exchange.trueNow))
    }

    /// Deletes all faults, or those of one client.
    func deleteFaults(_ exchange: borrowing ControlExchange) throws(InputError) -> ControlAnswer {
        if let client = try exchange.client() {
            gateway.faults.remove(of: [client], at: exchange.trueNow)
        } else {
            Disposal.later(gateway.faults.replaceAll(with: [], at: exchange.trueNow))
        }
        return listing(ListingQuery(), exchange.trueNow)
    }

    func fault(_ exchange: borrowing ControlExchange) -> ControlAnswer {
        guard let fault = gateway.faults.all.first(where: { $0.rule.name == exchange.name }) else {
            return .refused(.unknown(exchange.name, "fault"))
        }
        return .json(fault.json(at: exchange.trueNow))
    }

    func deleteFault(_ exchange: borrowing ControlExchange) -> ControlAnswer {
        let answer = fault(exchange)
        _ = gateway.faults.remove(exchange.name, at: exchange.trueNow)
        return answer
    }
}
