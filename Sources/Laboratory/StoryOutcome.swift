package import JSON

/// What came back in a step of the story.
package struct StoryOutcome: Sendable, Hashable {
    package let step: Story.Step
    package let status: Int
    /// The value of `X-Mock-Gateway-Reason`.
    package let reason: String?
    package let body: String

    package init(_ step: Story.Step, status: Int, reason: String?, body: String) {
        self.step = step
        self.status = status
        self.reason = reason
        self.body = body
    }

    package var isAsExpected: Bool {
        status == step.expectedStatus && reason == step.refusal?.reason
            && (step.refusal == nil || body == Story.payload)
    }

    package var json: JSONValue {
        [
            "request": .string(step.request.text), "status": JSONValue(status),
            "reason": reason.map { .string($0) } ?? .null, "asExpected": .bool(isAsExpected),
        ]
    }
}
