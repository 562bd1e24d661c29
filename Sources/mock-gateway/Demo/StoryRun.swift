internal import HTTPMessages
internal import Laboratory
internal import Launch

/// Sends the requests of the story, each after the answer to the one before.
struct StoryRun {
    private let session: DemoSession
    private var code = ""
    private var accessToken = ""
    private var refreshToken = ""

    init(_ session: DemoSession) { self.session = session }

    mutating func outcomes() throws(StartError) -> [StoryOutcome] {
        var outcomes: [StoryOutcome] = []
        for step in Story.steps {
            send(step.request)
            let answer = try session.sendLast()
            remember(answer, of: step.request)
            let body = String(decoding: answer.body, as: UTF8.self)
            outcomes.append(StoryOutcome(step, status: answer.status, reason: answer.reason, body: body))
        }
        return outcomes
    }

    private func send(_ request: Story.Request) {
        switch request {
        case .freeze, .advance: session.control("POST", "clock", body: request.body)
        case .code: session.control("POST", "tokens", body: request.body)
        case .exchange:
            session.token("grant_type=authorization_code&code=\(code)&redirect_uri=http://localhost/callback")
        case .refresh: session.token("grant_type=refresh_token&refresh_token=\(refreshToken)")
        case .offset, .tolerance: session.control("PATCH", "settings", body: request.body)
        case .call: session.summary(accessToken)
        }
    }

    private mutating func remember(_ answer: ReceivedResponse, of request: Story.Request) {
        switch request {
        case .code: code = answer.member("code")
        case .exchange, .refresh:
            accessToken = answer.member("access_token")
            refreshToken = answer.member("refresh_token")
        case .freeze, .advance, .offset, .tolerance, .call: return
        }
    }
}
