import HTTPMessages

/// What came out of a connection's bytes: requests as text, then perhaps an error.
struct StreamReading: Equatable {
    var requests: [String] = []
    var error: RequestError?
    /// What the error was about.
    var failed: String?
    var continues = 0
    var isWaiting = false

    init(requests: [String] = []) { self.requests = requests }

    /// Feeds `bytes` in pieces of `size`.
    init(_ bytes: [UInt8], by size: Int) {
        let starts = stride(from: 0, to: bytes.count, by: size)
        self.init(pieces: starts.map { bytes[$0..<min($0 + size, bytes.count)] })
    }

    init(pieces: [ArraySlice<UInt8>]) {
        var reader = RequestReader()
        var table = HeadTable()
        var pending: [UInt8] = []
        for piece in pieces where error == nil {
            pending += piece
            while !pending.isEmpty, error == nil, read(&pending, by: &reader, table: &table) {}
        }
        isWaiting = error == nil && (!pending.isEmpty || reader.waiting != .start)
    }

    /// - Returns: false if more bytes are needed first.
    private mutating func read(_ pending: inout [UInt8], by reader: inout RequestReader, table: inout HeadTable)
        -> Bool
    {
        let input = pending
        switch reader.read(input.span, table: &table) {
        case .incomplete(let consumed, let expectsContinue):
            pending.removeFirst(consumed)
            if expectsContinue { continues += 1 }
            return false
        case .request(let consumed, let range):
            let request = Request(
                head: table.head,
                fields: table.fields.span,
                bytes: input.span,
                body: input.span.extracting(range)
            )
            requests.append(Self.describe(request))
            pending.removeFirst(consumed)
        case .assembled(let consumed, let assembly):
            let (head, fields) = (assembly.head, assembly.fields)
            let (bytes, body) = (assembly.headBytes, assembly.body)
            let request = Request(
                head: head,
                fields: fields.span,
                bytes: bytes.span,
                body: body.span
            )
            requests.append(Self.describe(request))
            pending.removeFirst(consumed)
        case .blank(let consumed):
            pending.removeFirst(consumed)
        case .failed(let error, let line):
            self.error = error
            failed = line.map { "\($0.method.span.text) \($0.path.span.text)" }
        }
        return true
    }

    private static func describe(_ request: Request) -> String {
        "\(request.methodToken.text) \(request.target.text) \(request.body.text)"
    }
}
