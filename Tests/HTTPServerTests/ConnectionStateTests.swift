import HTTPMessages
import Testing

@testable import HTTPServer

/// What a connection does next: events to actions, without a socket.
@Suite struct ConnectionStateTests {
    typealias State = ConnectionState
    typealias Step = (event: State.Event, work: State.Work, action: State.Action, phase: ConnectionPhase)

    private static let tunnel = SwitchedProtocol.tls(host: "a")
    private static let keepsKind = State.Action.wait(asksAnew: false)
    private static let changesKind = State.Action.wait(asksAnew: true)

    /// What happens to one connection, from its start.
    private static let conversations: [(name: String, steps: [Step])] = [
        (
            "requests in turn",
            [
                (.settled(hasAnswered: false), .head, keepsKind, .head),
                // A byte more gives a slow sender no more time.
                (.settled(hasAnswered: false), .head, .none, .head),
                (.settled(hasAnswered: true), [], keepsKind, .idle),
                // The second of two requests has its full time behind the answer to the first.
                (.settled(hasAnswered: true), .head, keepsKind, .head),
                (.settled(hasAnswered: true), .head, keepsKind, .head),
                (.settled(hasAnswered: false), .body, keepsKind, .body),
                (.settled(hasAnswered: false), .body, .none, .body),
                (.settled(hasAnswered: true), .body, keepsKind, .body),
                (.settled(hasAnswered: true), [], keepsKind, .idle),
                (.settled(hasAnswered: true), [], keepsKind, .idle),
                (.timedOut, [], .end, .idle),
            ]
        ),
        (
            "a slow sender is refused, and lingers",
            [
                (.settled(hasAnswered: false), .head, keepsKind, .head),
                (.timedOut, .head, .refuse(.headTimeout), .head),
                (.refused, [], .none, .head),
                (.settled(hasAnswered: false), [], .finish, .head),
                (.saidGoodbye, [], .finishSending, .head),
                (.finishedSending, [], keepsKind, .lingering),
                (.peerStopped, [], .end, .lingering),
            ]
        ),
        (
            "a slow body is refused",
            [
                (.settled(hasAnswered: false), .body, keepsKind, .body),
                (.timedOut, .body, .refuse(.bodyTimeout), .body),
            ]
        ),
        (
            "a slow reader has time as long as it reads",
            [
                (.settled(hasAnswered: true), .unsent, changesKind, .writing),
                (.settled(hasAnswered: true), .unsent, keepsKind, .writing),
                (.settled(hasAnswered: true), [], changesKind, .idle),
                (.settled(hasAnswered: true), .unsent, changesKind, .writing),
                (.timedOut, .unsent, .end, .writing),
            ]
        ),
        (
            "the last answer closes once it and the goodbye are out",
            [
                (.answeredLast(peerGoesOn: false), [], .none, .fresh),
                (.settled(hasAnswered: true), .unsent, changesKind, .writing),
                (.settled(hasAnswered: true), [], .finish, .writing),
                (.saidGoodbye, .unsent, keepsKind, .writing),
                (.settled(hasAnswered: true), [], .finish, .writing),
                (.saidGoodbye, [], .close, .writing),
            ]
        ),
        (
            "bytes behind the last answer make it linger",
            [
                (.answeredLast(peerGoesOn: false), [], .none, .fresh),
                (.leftUnread, [], .none, .fresh),
                (.settled(hasAnswered: true), [], .finish, .fresh),
                (.saidGoodbye, [], .finishSending, .fresh),
                (.finishedSending, [], keepsKind, .lingering),
                (.settled(hasAnswered: false), [], .none, .lingering),
                (.timedOut, [], .end, .lingering),
            ]
        ),
        (
            "a client that has shut its sending side gets its answer",
            [
                (.settled(hasAnswered: true), .unsent, changesKind, .writing),
                (.peerStopped, .unsent, .none, .writing),
                (.settled(hasAnswered: true), [], .finish, .writing),
                (.saidGoodbye, [], .close, .writing),
            ]
        ),
        (
            "a TLS client that has ended its session gets its answer",
            [
                (.sessionEnded, .held, .none, .fresh),
                (.settled(hasAnswered: false), .held, .none, .fresh),
                (.settled(hasAnswered: true), .unsent, changesKind, .writing),
                (.settled(hasAnswered: true), [], .finish, .writing),
            ]
        ),
        (
            "a handshake has the time of a fresh connection",
            [
                (.settled(hasAnswered: false), .handshake, .none, .fresh),
                (.timedOut, .handshake, .end, .fresh),
            ]
        ),
        (
            "a tunnel",
            [
                (.settled(hasAnswered: true), [], keepsKind, .idle),
                (.switched(to: tunnel), [], .none, .idle),
                (.settled(hasAnswered: true), .unsent, changesKind, .writing),
                (.awaitsProtocol, [], changesKind, .fresh),
                (.protocolBegan, [], .none, .fresh),
                (.settled(hasAnswered: true), .handshake, .none, .fresh),
                (.settled(hasAnswered: true), [], keepsKind, .idle),
            ]
        ),
        (
            "a tunnel that nothing comes through",
            [
                (.switched(to: tunnel), [], .none, .fresh),
                (.settled(hasAnswered: true), [], .none, .fresh),
                (.timedOut, [], .end, .fresh),
            ]
        ),
        (
            "a delayed answer in pieces",
            [
                (.waitsForTime, .held, changesKind, .held),
                // What came before the wait, or belongs to another answer, changes nothing.
                (.streamWoke, .held, .none, .held),
                (.stepIsDue, .held, .proceed, .held),
                (.settled(hasAnswered: true), [.held, .unsent], changesKind, .writing),
                (.stepIsDue, [.held, .unsent], .none, .writing),
                (.waitsForTime, .held, changesKind, .held),
                (.peerLeft, .held, .close, .held),
            ]
        ),
        (
            "an answer that is not known yet",
            [
                (.waitsForAnswer, .held, changesKind, .deferred),
                (.stepIsDue, .held, .resume, .deferred),
                (.answeredLate, [], .none, .deferred),
                (.settled(hasAnswered: true), [], changesKind, .idle),
                (.peerLeft, [], .none, .idle),
            ]
        ),
        (
            "a late last answer lingers",
            [
                (.waitsForAnswer, .held, changesKind, .deferred),
                (.answeredLast(peerGoesOn: false), [], .none, .deferred),
                (.answeredLate, [], .none, .deferred),
                (.settled(hasAnswered: true), [], .finish, .deferred),
                (.saidGoodbye, [], .finishSending, .deferred),
                (.finishedSending, [], changesKind, .lingering),
            ]
        ),
        (
            "a stream",
            [
                (.waitsForStream, .held, changesKind, .parked),
                (.stepIsDue, .held, .proceed, .parked),
                (.streamWoke, .held, .proceed, .parked),
                (.settled(hasAnswered: true), [.held, .unsent], changesKind, .writing),
                (.streamWoke, [.held, .unsent], .none, .writing),
                (.timedOut, [.held, .unsent], .end, .writing),
            ]
        ),
        (
            "a server that ends goes on with a stream that waits",
            [
                (.waitsForStream, .held, changesKind, .parked),
                (.drains, [.held, .draining], .proceed, .parked),
            ]
        ),
        (
            "silence ends with the server only",
            [
                (.silenced, .held, keepsKind, .silent),
                (.stepIsDue, .held, .none, .silent),
                (.drains, [.held, .draining], .close, .silent),
            ]
        ),
        ("no silence begins while the server ends", [(.silenced, [.held, .draining], .close, .fresh)]),
        (
            "an idle connection ends with the server",
            [
                (.settled(hasAnswered: true), [], keepsKind, .idle),
                (.drains, .draining, .end, .idle),
            ]
        ),
        (
            "a request under way has until the end of the server",
            [
                (.settled(hasAnswered: false), .head, keepsKind, .head),
                (.drains, [.head, .draining], .none, .head),
                (.settled(hasAnswered: true), .draining, .end, .head),
            ]
        ),
        (
            "a record under way has until the end of the server",
            [
                (.drains, [.record, .draining], .none, .fresh),
                (.drains, [.draining], .end, .fresh),
            ]
        ),
        (
            "a failed session ends once its alert is out",
            [
                (.sessionFailed, .unsent, .none, .fresh),
                (.settled(hasAnswered: false), .unsent, changesKind, .writing),
                (.settled(hasAnswered: true), [], .finish, .writing),
                (.saidGoodbye, [], .close, .writing),
            ]
        ),
    ]

    @Test(arguments: conversations.indices)
    func goesThrough(_ number: Int) {
        let (name, steps) = Self.conversations[number]
        var state = State()
        for (index, step) in steps.enumerated() {
            let action = state.handle(step.event, step.work)
            #expect(action == step.action && state.phase == step.phase, "\(name), step \(index): \(step.event)")
        }
    }

    /// A broken answer must not end with a goodbye: it has to look as if the network had failed.
    @Test func onlyAGoodEndSaysGoodbye() {
        let events: [(State.Event, Bool)] = [
            (.answeredLast(peerGoesOn: false), true), (.refused, true), (.peerStopped, true), (.brokeOff, false),
            (.silenced, false),
        ]
        for (event, owesGoodbye) in events {
            var state = State()
            _ = state.handle(event, .unsent)
            #expect(state.owesGoodbye == owesGoodbye, "\(event)")
        }
        var state = State()
        let (wasOpen, wasStillOpen) = (state.close(), state.close())
        #expect(wasOpen && !wasStillOpen)
        #expect(!state.owesGoodbye && !state.isOpen)
    }

    /// Only a connection whose answers are out reads on, unless its last answer has said that the connection ends.
    @Test func readsOneRequestAtATime() {
        var state = State()
        #expect(state.mayAnswer([]) && state.mayAnswer([.head, .pending, .draining]))
        #expect(!state.mayAnswer(.unsent) && !state.mayAnswer(.held))
        _ = state.handle(.sessionEnded, [])
        #expect(state.mayAnswer([]) && state.takesInput)
        _ = state.handle(.switched(to: Self.tunnel), [])
        #expect(!state.mayAnswer([]) && state.maySwitch([]) && !state.maySwitch(.unsent) && state.mayBeginSession)
        _ = state.handle(.protocolBegan, [])
        #expect(state.mayAnswer([]) && !state.maySwitch([]))
        _ = state.handle(.answeredLast(peerGoesOn: true), [])
        #expect(!state.mayAnswer([]) && !state.takesInput)
    }
}

/// What holds whatever happens: every state there is, with every event and all work.
@Suite struct ConnectionStateInvariantTests {
    private static let events: [ConnectionState.Event] = [
        .peerStopped, .peerLeft, .sessionEnded, .sessionFailed, .answeredLast(peerGoesOn: false),
        .answeredLast(peerGoesOn: true), .refused, .answeredLate, .brokeOff, .silenced, .switched(to: .tls(host: "a")),
        .awaitsProtocol, .protocolBegan, .leftUnread, .settled(hasAnswered: false), .settled(hasAnswered: true),
        .waitsForTime, .waitsForAnswer, .waitsForStream, .stepIsDue, .streamWoke, .timedOut, .drains, .saidGoodbye,
        .finishedSending,
    ]

    @Test(arguments: ConnectionPhase.allCases)
    func holds(in phase: ConnectionPhase) {
        for course in ConnectionState.Course.allCases {
            for awaited in [nil, SwitchedProtocol.tls(host: "a")] {
                let before = ConnectionState(phase: phase, course: course, awaited: awaited)
                for event in Self.events {
                    for bits in 0...UInt8.max {
                        check(before, event: event, work: ConnectionState.Work(rawValue: bits))
                    }
                }
            }
        }
    }

    private func check(_ before: ConnectionState, event: ConnectionState.Event, work: ConnectionState.Work) {
        var state = before
        let action = state.handle(event, work)
        let isRight: [(rule: String, holds: Bool)] = [
            ("the course is never taken back", state.course >= before.course),
            ("a closed connection does nothing", before.isOpen || (state == before && action == .none)),
            ("only the loop closes", state.isOpen == before.isOpen),
            ("a new phase is told", state.phase == before.phase || isWait(action)),
            ("the system is asked again if it has to be", action != .wait(asksAnew: !changesInterest(before, state))),
            ("nothing settles over an unread answer", waitsForReader(before, event: event, work: work, action: action)),
            ("nothing settles over a held answer", keepsHeld(before, event: event, work: work, action: action)),
            ("nothing is read behind the last answer", state.goesOn || !(state.mayAnswer([]) || state.takesInput)),
            ("no request is read ahead of another protocol", state.awaited == nil || !state.mayAnswer([])),
        ]
        for (rule, holds) in isRight where !holds {
            Issue.record("\(rule): \(event) with \(work) in \(before) gives \(action) and \(state)")
        }
    }

    private func isWait(_ action: ConnectionState.Action) -> Bool {
        if case .wait = action { true } else { false }
    }

    private func isSettling(_ event: ConnectionState.Event) -> Bool {
        if case .settled = event { true } else { false }
    }

    private func changesInterest(_ before: ConnectionState, _ after: ConnectionState) -> Bool {
        before.phase.interest != after.phase.interest
    }

    private func waitsForReader(
        _ before: ConnectionState,
        event: ConnectionState.Event,
        work: ConnectionState.Work,
        action: ConnectionState.Action
    ) -> Bool {
        guard isSettling(event), before.isOpen, work.contains(.unsent) else { return true }
        return isWait(action)
    }

    private func keepsHeld(
        _ before: ConnectionState,
        event: ConnectionState.Event,
        work: ConnectionState.Work,
        action: ConnectionState.Action
    ) -> Bool {
        guard isSettling(event), before.goesOn, work.contains(.held) else { return true }
        return action == .none || (work.contains(.unsent) && isWait(action))
    }
}
