internal import ClockProbe
internal import Durations
internal import HTTPClient
internal import JSON
internal import Launch
internal import System

/// What `doctor` prints.
struct DoctorReport: Sendable {
    let diagnosis: Diagnosis
    private let findings: Findings
    private let ntp: String?
    private let against: String?

    /// - Parameters:
    ///   - ntp: the server as it was given.
    ///   - against: the address as it was given.
    init(_ findings: Findings, ntp: String?, against: String?) {
        diagnosis = Diagnosis(findings)
        self.findings = findings
        self.ntp = ntp
        self.against = against
    }

    var text: String {
        var lines = ["kernel:   \(kernelText)", "service:  \(serviceText)"]
        if let ntp, let outcome = findings.ntp?.outcome { lines.append("ntp:      \(Self.text(outcome, ntp))") }
        if let against, let outcome = findings.against?.outcome {
            lines.append("against:  \(Self.text(outcome, against))")
        }
        // A name, or an error of the system, may hold anything.
        let facts = lines.flatMap { Self.wrapped(LineFormatter.escaped($0), indent: 10) }
        let words = diagnosis.lines.flatMap { Self.wrapped(LineFormatter.escaped($0), indent: 0) }
        return (facts + [""] + words).map { $0 + "\n" }.joined()
    }

    /// The line in at most 80 columns, broken at words; a longer address stays whole, so that it can be copied.
    private static func wrapped(_ line: String, indent: Int) -> [String] {
        var lines: [String] = []
        // The label and the spaces behind it belong to the first line.
        var current = String(line.prefix(indent))
        var isFresh = true
        for word in line.dropFirst(indent).split(separator: " ") {
            if !isFresh, current.count + 1 + word.count > 80 {
                lines.append(current)
                current = String(repeating: " ", count: indent)
                isFresh = true
            }
            current += (isFresh ? "" : " ") + word
            isFresh = false
        }
        return lines + [current]
    }

    var json: String {
        JSONValue.object(
            JSONObject([
                .init(key: "kernel", value: kernelJSON),
                .init(key: "service", value: serviceJSON),
                .init(key: "container", value: .bool(findings.surroundings.isContainer)),
                .init(key: "ntp", value: Self.json(findings.ntp?.outcome, key: "host", asked: ntp)),
                .init(key: "against", value: Self.json(findings.against?.outcome, key: "url", asked: against)),
                .init(key: "verdict", value: .string(diagnosis.verdict.rawValue)),
                .init(key: "limitMs", value: .number(Self.milliseconds(findings.limit))),
                .init(key: "explanation", value: .string(diagnosis.explanation)),
            ])
        ).text + "\n"
    }

    private var kernelText: String {
        switch findings.kernel {
        case .failure(let failure): failure.description
        case .success(let kernel):
            """
            \(kernel.isSynchronised ? "synchronised" : "not synchronised"), \
            estimated error \(Self.milliseconds(kernel.estimatedError).text) ms, \
            maximum error \(Self.milliseconds(kernel.maximumError).text) ms
            """
        }
    }

    private var serviceText: String {
        let surroundings = findings.surroundings
        let place = surroundings.isContainer ? " (in a container, which has the clock of its host)" : ""
        guard let service = surroundings.service else { return "none is seen" + place }
        guard let hasSynchronised = surroundings.hasServiceSynchronised else { return service.rawValue + place }
        return "\(service.rawValue), which has \(hasSynchronised ? "synchronised" : "not synchronised yet")" + place
    }

    private static func text(_ outcome: Result<Lead, ExchangeFailure>, _ asked: String) -> String {
        switch outcome {
        case .success(let lead): lead.sentence(about: asked)
        case .failure(let failure): "\(asked): \(failure)"
        }
    }

    private var kernelJSON: JSONValue {
        guard case .success(let kernel) = findings.kernel else { return .null }
        return [
            "synchronised": .bool(kernel.isSynchronised),
            "estimatedErrorMs": .number(Self.milliseconds(kernel.estimatedError)),
            "maximumErrorMs": .number(Self.milliseconds(kernel.maximumError)),
        ]
    }

    private var serviceJSON: JSONValue {
        [
            "name": findings.surroundings.service.map { .string($0.rawValue) } ?? .null,
            "synchronised": findings.surroundings.hasServiceSynchronised.map(JSONValue.bool) ?? .null,
        ]
    }

    private static func json(_ outcome: Result<Lead, ExchangeFailure>?, key: String, asked: String?) -> JSONValue {
        guard let outcome, let asked else { return .null }
        switch outcome {
        case .failure(let failure): return [key: .string(asked), "error": .string(failure.description)]
        case .success(let lead):
            var object = JSONObject([
                .init(key: key, value: .string(asked)),
                .init(key: "aheadMs", value: .number(milliseconds(lead.told.middle))),
                .init(key: "uncertaintyMs", value: .number(milliseconds(lead.told.uncertainty))),
            ])
            guard key == "url" else { return .object(object) }
            object["date"] = .string(word(lead.origin))
            object["leastAheadMs"] = .number(milliseconds(lead.sure.least))
            object["mostAheadMs"] = .number(milliseconds(lead.sure.most))
            return .object(object)
        }
    }

    /// Whether the Date is that of the clock at each answer.
    private static func word(_ origin: Lead.Origin) -> String {
        switch origin {
        case .clock: "exact"
        case .date: "exact-or-cached"
        case .keptDate: "cached"
        }
    }

    /// Milliseconds, exact to the microsecond.
    private static func milliseconds(_ span: Duration) -> JSONNumber {
        JSONNumber(units: span.nearestMicroseconds, decimals: 3)
    }
}
