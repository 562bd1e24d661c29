import HTTPClient
import HTTPMessages

@testable import ClockProbe

extension FuzzTarget {
    /// What servers send: the answers are the same however they come in, and what this server writes is what its own
    /// reader reads.
    static let answer = FuzzTarget("answer") {
        { input in
            let whole = Reading(input, in: [input[...]])
            for pieces in [input.pieces(ofOneUpTo: 1024), [input[..<input.cut], input[input.cut...]]] {
                let cut = Reading(input, in: pieces)
                try require(whole == cut, "\(whole) and in pieces \(cut)")
            }
            try checkForeign(input)
            try checkHead(input)
            try checkWriting(input)
        }
    }

    /// The answers of foreign servers: the same however they come in, within their limit, and with the
    /// status that the other reader of heads finds.
    private static func checkForeign(_ input: [UInt8]) throws(Violation) {
        let limit = 512
        let whole = foreign([input[...]], limit: limit)
        for pieces in [input.pieces(ofOneUpTo: 1024), [input[..<input.cut], input[input.cut...]]] {
            let cut = foreign(pieces, limit: limit)
            // In pieces the first answer is taken before it is known that more follows it.
            try require(
                whole.status == cut.status && whole.body == cut.body && whole.failure == cut.failure,
                "\(whole) and in pieces \(cut)"
            )
        }
        try require(whole.body?.count ?? 0 <= limit, "a body of \(whole.body?.count ?? 0) bytes")
        guard let status = whole.status, case .success(let head) = head(input), head.status >= 200 else { return }
        try require(head.status == status, "\(head.status) and \(status)")
    }

    private struct Foreign: Hashable {
        var status: Int?
        var body: [UInt8]?
        var failure: ForeignAnswerReader.Failure?
    }

    private static func foreign(_ pieces: [ArraySlice<UInt8>], limit: Int) -> Foreign {
        var reader = ForeignAnswerReader(bodyLimit: limit)
        do throws(ForeignAnswerReader.Failure) {
            for piece in pieces {
                if let answer = try reader.take(piece) { return Foreign(status: answer.status, body: answer.body) }
            }
            let answer = try reader.end()
            return Foreign(status: answer.status, body: answer.body)
        } catch {
            return Foreign(failure: error)
        }
    }

    private static func head(_ bytes: some Collection<UInt8>) -> Result<AnswerHead, AnswerHead.Failure> {
        let bytes = Array(bytes)
        return Result { () throws(AnswerHead.Failure) in try AnswerHead(bytes.span) }
    }

    /// A head ends where it says, is nothing before that, and no later byte mends a broken one.
    private static func checkHead(_ input: [UInt8]) throws(Violation) {
        switch head(input) {
        case .success(let whole):
            try require((1...input.count).contains(whole.size), "a head of \(whole.size) bytes")
            try require((100...999).contains(whole.status), "the status is \(whole.status)")
            try require(head(input[..<whole.size]) == .success(whole), "the head alone is another")
            try require(head(input[..<(whole.size - 1)]) == .failure(.incomplete), "it is complete without its end")
            try require(head(input[..<(input.cut % whole.size)]) == .failure(.incomplete), "it is complete too early")
        case .failure(.malformed):
            try require(head(input + Array("\r\n\r\n".utf8)) == .failure(.malformed), "more bytes have mended it")
        case .failure(.incomplete): break
        }
    }

    /// Status from the first byte, body from all.
    private static func checkWriting(_ input: [UInt8]) throws(Violation) {
        var response = Response()
        response.status = Status(rawValue: 200 + Int(input.first ?? 0) % 3)
        response.fields.append("X-Bytes", input.span)
        response.body = input
        var bytes: [UInt8] = []
        ResponseWriter(idleSeconds: 60).write(response, .init(isHead: false, isPersistent: true), to: &bytes)
        let reading = Reading(bytes + bytes, in: [bytes[...], bytes[...]])
        try require(reading.answers.count == 2 && reading.failure == nil, "\(reading) of \(bytes.text)")
        for answer in reading.answers {
            try require(answer.status == response.status.rawValue && answer.body == input, "\(answer) of \(bytes.text)")
            try require(answer.value(of: "x-bytes")?.contains("\r") == false, "a field starts a line of its own")
        }
        let probe = try? head(bytes).get()
        try require(probe?.status == response.status.rawValue && probe?.isPersistent == true, "the probe reads another")
    }
}

/// What a client makes of the bytes that a server sends.
private struct Reading: Hashable {
    var answers: [ReceivedResponse] = []
    var failure: ResponseReader.Failure?

    init(_ bytes: [UInt8], in pieces: [ArraySlice<UInt8>]) {
        var reader = ResponseReader()
        do throws(ResponseReader.Failure) {
            for piece in pieces {
                reader.append(piece)
                while let answer = try reader.next() { answers.append(answer) }
            }
        } catch {
            failure = error
        }
    }
}
