import JSON
import Policy
import TestSupport

@testable import Gateway

extension FuzzTarget {
    /// A form has the parameters that it has by the plainest reading, and the token endpoint takes any as one.
    static let form = FuzzTarget("form") {
        let gateway = FuzzGateway(try TestGateway())
        return { input in
            let form = try checked(input)
            let answer = try gateway.send(
                "POST",
                "/oauth/token",
                fields: [TestGateway.basic, ("Content-Type", "application/x-www-form-urlencoded")],
                body: input
            )
            guard let answer else { return }
            try require([200, 400].contains(answer.status), "the token endpoint answers \(answer.status)")
            guard answer.status == 200 else {
                return try require(answer.json?["error"]?.string != nil, "a refusal without an error: \(answer.body)")
            }
            let grants = ["client_credentials", "urn:ietf:params:oauth:grant-type:saml2-bearer"]
            try require(grants.contains(form?["grant_type"] ?? ""), "a token for \(input.text)")
            let token = answer.json?["access_token"]?.string
            try require(try gateway.gateway.summary(token).status == 200, "a token that is not good")
        }
    }

    /// The parameters; nil if the form is refused.
    private static func checked(_ input: [UInt8]) throws(Violation) -> FormParameters? {
        let pairs = ReferenceForm.pairs(input)
        let isMalformed = pairs.contains { $0.name == nil || $0.value == nil }
        let names = pairs.compactMap(\.name)
        let form: FormParameters
        do throws(FormParameters.Failure) {
            form = try FormParameters(input.span)
        } catch {
            // Of two faults either may be told.
            let isRepeated = Set(names).count < names.count
            try require(error == .malformed ? isMalformed : isRepeated, "\(error): \(input.text)")
            return nil
        }
        try require(!isMalformed && form.names == names.sorted(), "\(form.names) of \(input.text)")
        for pair in pairs {
            let value = form[pair.name ?? ""] ?? ""
            try require(value.utf8.elementsEqual((pair.value ?? "").utf8), "\(value) of \(input.text)")
        }
        return form
    }
}
