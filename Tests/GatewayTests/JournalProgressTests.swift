import HTTPMessages
import JSON
import TestSupport
import Testing

@testable import Gateway
@testable import Journal

/// Requests whose answers are on their way, or have been given up.
struct JournalProgressTests {
    private let gateway: TestGateway

    init() throws {
        gateway = try TestGateway()
        _ = try gateway.control("PUT", "faults", body: #"{"faults": [{"path": "/api/**", "delay": "10m", "next": 1}]}"#)
        gateway.holdsAnswers = true
    }

    private func requests(_ query: String = "") throws -> [JSONValue] {
        try gateway.control("GET", "requests" + query).json?["requests"]?.array ?? []
    }

    /// As long as the answer waits, the journal tells of it as what it is, and not as of one that was given.
    @Test func tellsWhatIsUnderWay() throws {
        _ = try gateway.summary(nil)
        #expect(try requests().isEmpty)
        let found = try requests("?underWay=true")
        #expect(found.count == 1 && found[0]["underWay"] == true && found[0]["bytes"] == 0 && found[0]["id"] == .null)
        #expect(found[0]["fault"] == "fault-1" && found[0]["status"] == 401)
        let verified = try gateway.control("POST", "requests/verify", body: #"{"status": 401}"#).json
        #expect(verified?["verified"] == false && verified?["count"] == 0 && verified?["underWay"] == 1)
        #expect(try gateway.control("POST", "requests/verify", body: #"{"underWay": true}"#).json?["verified"] == true)
        #expect(
            try gateway.control("POST", "requests/verify", body: #"{"status": 200, "underWay": "on"}"#).json?["count"]
                == 0
        )
    }

    /// What was foretold is not told: the duration is measured, the bytes are those that were taken.
    @Test(arguments: [(78, false), (78, true), (0, true)])
    func tellsWhatBecameOfIt(bytes: Int, isAborted: Bool) throws {
        _ = try gateway.summary(nil)
        gateway.endAnswer(AnswerEnd(bodyBytes: bytes, isAborted: isAborted))
        let entry = try #require(try requests().first)
        #expect(entry["id"] == 1 && entry["bytes"]?.number?.integer == bytes && entry["underWay"] == nil)
        #expect(entry["aborted"] == (isAborted ? true : nil))
        #expect(try requests("?maxDurationMs=60000&aborted=\(isAborted)").count == 1)
        #expect(try requests("?aborted=\(!isAborted)").isEmpty && requests("?underWay=true").isEmpty)
        // Once is enough.
        gateway.endAnswer(AnswerEnd(bodyBytes: 1, isAborted: true))
        #expect(try requests().count == 1)
    }

    /// A call that waits for answers waits for this one; a call that waits for requests does not.
    @Test func wakesThoseWhoWait() throws {
        let forAnswers = try gateway.control("GET", "requests?wait=5s&status=401")
        let forRequests = try gateway.control("GET", "requests?wait=5s&underWay=true")
        let (isAnswered, isAsked) = (Flag(), Flag())
        forAnswers.deferral?.whenResumed { isAnswered.set() }
        forRequests.deferral?.whenResumed { isAsked.set() }
        _ = try gateway.summary(nil)
        #expect(isAsked.isSet && !isAnswered.isSet)
        #expect(forRequests.finished().json?["complete"] == true)
        // Asked in the middle, it is there already.
        #expect(try gateway.control("GET", "requests?wait=5s&underWay=true").json?["complete"] == true)
        gateway.endAnswer(AnswerEnd(bodyBytes: 78, isAborted: false))
        #expect(isAnswered.isSet && forAnswers.finished().json?["complete"] == true)
    }

    @Test func saysWhatIsMissingStill() throws {
        let waiting = try gateway.control("GET", "requests?wait=5s&status=401")
        _ = try gateway.summary(nil)
        let finished = waiting.finished().json
        #expect(finished?["complete"] == false && finished?["underWay"] == 1)
    }

    /// What was under way when all was forgotten is forgotten too.
    @Test(arguments: [("DELETE", "requests"), ("POST", "reset")])
    func forgets(method: String, call: String) throws {
        _ = try gateway.summary(nil)
        _ = try gateway.control(method, call)
        #expect(try requests("?underWay=true").isEmpty)
        _ = try gateway.get("/", token: nil)
        #expect(try requests().count == 1)
    }

    /// An answer that was to leave at once, and a client that went without the end of it.
    @Test func marksWhatWasLost() throws {
        _ = try gateway.control("DELETE", "faults")
        let token = try gateway.accessToken()
        let size = try gateway.summary(token).body.utf8.count
        gateway.loseAnswer(unsentBytes: 100)
        let entry = try #require(try requests().first)
        #expect(entry["aborted"] == true && entry["bytes"]?.number?.integer == size - 100)
        #expect(try requests("?aborted=true").count == 1 && requests("?aborted=false").count == 1)
    }

    /// A ring that has gone round has forgotten whom a late word is about.
    @Test func losesNothingThatIsForgotten() throws {
        let gateway = try TestGateway { $0.journalSize = 2 }
        _ = try gateway.get("/", token: nil)
        let early = JournalReceipt(written: 1)
        for _ in 0..<3 { _ = try gateway.get("/", token: nil) }
        gateway.gateway.journal.lose(early, unsentBytes: 1)
        gateway.gateway.journal.lose(JournalReceipt(written: 9), unsentBytes: 1)
        gateway.gateway.journal.lose(JournalReceipt(rawValue: 0), unsentBytes: 1)
        #expect(try gateway.control("GET", "requests?aborted=true").json?["requests"]?.array?.isEmpty == true)
        gateway.gateway.journal.lose(JournalReceipt(written: 4), unsentBytes: 1)
        #expect(try gateway.control("GET", "requests?aborted=true").json?["requests"]?.array?.first?["id"] == 4)
    }
}
