import HTTPMessages

extension FuzzTarget {
    /// A chunked body means what RFC 9112 §7.1 says, however the network cuts it; and what has been chunked comes back.
    static let chunkedBody = FuzzTarget("chunked-body") {
        { input in
            let whole = Decoding(input, in: [input[...]])
            for pieces in [input.pieces(ofOneUpTo: 2048), [input[..<input.cut], input[input.cut...]]] {
                let cut = Decoding(input, in: pieces)
                try require(whole == cut, "\(whole) and in pieces \(cut)")
            }
            try check(whole, against: ReferenceChunks(input).outcome)
            let chunked = Self.chunked(input)
            let back = Decoding(chunked, in: [chunked[...]])
            try require(back == Decoding(body: input, consumed: chunked.count, end: .complete), "\(back) of \(input)")
        }
    }

    private static func check(_ decoding: Decoding, against outcome: ReferenceChunks.Outcome) throws(Violation) {
        switch (decoding.end, outcome) {
        case (.complete, .complete(let body, let consumed)):
            try require(decoding.body == body && decoding.consumed == consumed, "\(decoding) instead of \(outcome)")
        case (.incomplete, .incomplete), (.failed, .malformed): break
        // Only the decoder has limits.
        case (.failed(.bodyTooLarge), _), (.failed(.chunkExtensionsTooLarge), _), (.failed(.headTooLarge), _): break
        default: throw Violation(description: "\(decoding) instead of \(outcome)")
        }
    }

    /// Each chunk as large as its first byte says, an extension and a trailer here and there.
    private static func chunked(_ body: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var rest = body[...]
        while let first = rest.first {
            let chunk = rest.prefix(Int(first % 31) + 1)
            rest = rest.dropFirst(chunk.count)
            let size = String(chunk.count, radix: 16, uppercase: first % 2 == 0)
            output += Array((first % 3 == 0 ? "00\(size) ;a=\"b\"\r\n" : "\(size)\r\n").utf8)
            output += chunk + Array("\r\n".utf8)
        }
        return output + Array((body.count % 2 == 0 ? "0\r\n\r\n" : "000;x\r\nTrailer: y\r\nZ:\r\n\r\n").utf8)
    }
}

/// What the decoder makes of some bytes.
private struct Decoding: Hashable {
    enum End: Hashable {
        case complete, incomplete
        case failed(RequestError)
    }

    var body: [UInt8] = []
    var consumed = 0
    var end = End.incomplete
}

extension Decoding {
    init(_ input: [UInt8], in pieces: [ArraySlice<UInt8>]) {
        var decoder = ChunkedDecoder()
        for piece in pieces where end == .incomplete {
            let bytes = Array(piece)
            var offset = 0
            do throws(RequestError) {
                end = try decoder.decode(bytes.span, from: &offset, into: &body) ? .complete : .incomplete
                consumed += offset
            } catch {
                // How far it had come is of no use to anybody.
                self = Decoding(end: .failed(error))
            }
        }
    }
}
