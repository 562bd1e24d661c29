internal import HTTPMessages

/// Takes one answer out of the bytes of any HTTP/1 server: its body has a known length, or is in chunks, or goes up to
/// the end of the connection (RFC 9112 §6.3).
package struct ForeignAnswerReader: Sendable {
    package enum Failure: Error, Sendable, Hashable {
        case malformed
        case headTooLarge
        /// The connection ended before the answer did.
        case incomplete
        /// Too many interim answers.
        case interim

        package var description: String {
            switch self {
            case .malformed: "what answers does not speak HTTP/1.1"
            case .headTooLarge: "the head of its answer has more than \(headLimit) bytes"
            case .incomplete: "it closes the connection in the middle of its answer"
            case .interim: "it sends more than \(interimLimit) interim answers, and none that counts"
            }
        }
    }

    private enum Framing: Sendable, Hashable { case none, length(Int), chunked, untilEnd }

    private static let headLimit = 16 * 1024
    private static let interimLimit = 16

    private let bodyLimit: Int
    private var bytes: [UInt8] = []
    private var interimAnswers = 0
    private var head: (status: Int, fields: [(name: String, value: String)], framing: Framing, keepsOpen: Bool)?
    private var decoder = ChunkedDecoder()
    private var decoded: [UInt8] = []

    /// - Parameter bodyLimit: in bytes; nothing of a longer body is kept, and its connection takes no other request.
    package init(bodyLimit: Int) { self.bodyLimit = bodyLimit }

    /// Whether anything has come.
    package var hasBegun: Bool { hasHead || !bytes.isEmpty || interimAnswers > 0 }
    /// Whether the head of the final answer is there.
    package var hasHead: Bool { head != nil }

    /// The answer, once it is complete.
    package mutating func take(_ received: ArraySlice<UInt8>) throws(Failure) -> ForeignAnswer? {
        bytes += received
        while head == nil {
            guard let end = Self.headEnd(bytes) else {
                guard bytes.count <= Self.headLimit else { throw .headTooLarge }
                return nil
            }
            guard end <= Self.headLimit else { throw .headTooLarge }
            let parsed = try Self.parse(bytes[..<end])
            bytes.removeFirst(end)
            // Interim answers come before the final one (RFC 9110 §15.2).
            guard parsed.status < 200 else {
                head = parsed
                break
            }
            interimAnswers += 1
            guard interimAnswers <= Self.interimLimit else { throw .interim }
        }
        return try body()
    }

    /// The answer, if the end of the connection completes it.
    package mutating func end() throws(Failure) -> ForeignAnswer {
        guard let head, head.framing == .untilEnd else { throw .incomplete }
        return answer(bytes, isReusable: false)
    }

    private mutating func body() throws(Failure) -> ForeignAnswer? {
        guard let head else { return nil }
        switch head.framing {
        case .none: return answer([], isReusable: head.keepsOpen && bytes.isEmpty)
        case .length(let length):
            guard length <= bodyLimit else { return answer([], isReusable: false) }
            guard bytes.count >= length else { return nil }
            return answer(Array(bytes.prefix(length)), isReusable: head.keepsOpen && bytes.count == length)
        case .untilEnd: return bytes.count > bodyLimit ? answer([], isReusable: false) : nil
        case .chunked:
            var offset = 0
            let isComplete: Bool
            do throws(RequestError) {
                let input = bytes
                isComplete = try decoder.decode(input.span, from: &offset, into: &decoded)
            } catch {
                // Bytes beyond the limit are not looked at, however they come.
                guard decoded.count > bodyLimit else { throw .malformed }
                return answer([], isReusable: false)
            }
            bytes.removeFirst(offset)
            if decoded.count > bodyLimit { return answer([], isReusable: false) }
            return isComplete ? answer(decoded, isReusable: head.keepsOpen && bytes.isEmpty) : nil
        }
    }

    private func answer(_ body: [UInt8], isReusable: Bool) -> ForeignAnswer {
        ForeignAnswer(status: head?.status ?? 0, fields: head?.fields ?? [], body: body, isReusable: isReusable)
    }

    /// Where the head ends, its empty line included; a bare LF ends a line as well.
    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        var lineStart = 0
        for (index, byte) in bytes.enumerated() where byte == .lineFeed {
            let count = index - lineStart
            if lineStart > 0, count == 0 || count == 1 && bytes[lineStart] == .carriageReturn { return index + 1 }
            lineStart = index + 1
        }
        return nil
    }

    private static func parse(
        _ head: ArraySlice<UInt8>
    ) throws(Failure) -> (status: Int, fields: [(name: String, value: String)], framing: Framing, keepsOpen: Bool) {
        let lines = head.split(separator: .lineFeed).map { line in
            String(decoding: line.last == .carriageReturn ? line.dropLast() : line, as: UTF8.self)
        }
        // `HTTP/1.1 200 OK`
        guard let first = lines.first, first.hasPrefix("HTTP/1."), first.utf8.count >= 12 else { throw .malformed }
        let words = first.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[1].utf8.count == 3, words[1].utf8.allSatisfy(\.isDigit),
            let status = Int(words[1]), status >= 100
        else { throw .malformed }
        var fields: [(name: String, value: String)] = []
        for line in lines.dropFirst() where !line.isEmpty {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { throw .malformed }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            let trimmed = value.lastIndex { $0 != " " && $0 != "\t" }.map { value[...$0] } ?? ""
            fields.append((line[..<colon].lowercased(), String(trimmed)))
        }
        func values(_ name: String) -> [String] {
            fields.filter { $0.name == name }.flatMap { $0.value.lowercased().split(separator: ",") }
                .map { $0.filter { $0 != " " && $0 != "\t" } }
        }
        let options = values("connection")
        let keepsOpen = words[0] == "HTTP/1.0" ? options.contains("keep-alive") : !options.contains("close")
        let framing: Framing
        if status < 200 || status == 204 || status == 304 {
            framing = .none
        } else if values("transfer-encoding").last == "chunked" {
            framing = .chunked
        } else if !values("transfer-encoding").isEmpty {
            framing = .untilEnd
        } else if let text = Set(values("content-length")).first {
            guard Set(values("content-length")).count == 1, !text.isEmpty, text.utf8.allSatisfy(\.isDigit),
                let length = Int(text)
            else { throw .malformed }
            framing = .length(length)
        } else {
            framing = .untilEnd
        }
        return (status, fields, framing, keepsOpen)
    }
}
