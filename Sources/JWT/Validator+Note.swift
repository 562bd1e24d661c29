extension Validator {
    /// For which versions it holds and how that is known, which leeways can be set there, and what a token must have.
    ///
    /// `PyJWT from 2.7. Run: 2.15.1, 2.7.0. Leeway: any. Needs nothing.`
    package var note: String {
        let needs = readings.demanded
        let sentences: [String?] = [
            provenance.subject,
            provenance.basis == .rule ? nil : basis + (provenance.versions.map { ": " + $0 } ?? ""),
            "Leeway: " + provenance.leeways.rawValue + own.map { "; for \($0.claim) always \($0.seconds) s" }.joined(),
            "Needs " + (needs.isEmpty ? "nothing" : needs.joined(separator: " and ")),
            readings.basis == .assumed && provenance.basis != .assumed ? "What its claims may be is assumed" : nil,
            provenance.remark,
        ]
        return sentences.compactMap(\.self).joined(separator: ". ") + "."
    }

    /// The claims that have a leeway of their own, whatever the tolerance is.
    package var own: [(claim: String, seconds: Int)] {
        [("iat", issuedAt), ("nbf", notBefore), ("exp", expiration)].compactMap { claim, check in
            if case .always(let seconds) = check?.leeway { (claim, Int(seconds)) } else { nil }
        }
    }

    private var basis: String {
        switch provenance.basis {
        case .run: "Run"
        case .read: "Read"
        case .assumed: "Assumed"
        case .rule: "A rule"
        }
    }
}
