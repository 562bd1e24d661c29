import HTTPMessages

/// What a server makes of the bytes that come over one connection.
struct Conversation {
    struct Exchange: Hashable {
        let head: [UInt8]
        let method: [UInt8]
        let target: [UInt8]
        let path: [UInt8]
        let query: [UInt8]
        let authority: [UInt8]?
        let isHTTPS: Bool
        let minorVersion: Int
        let framing: BodyFraming
        let isPersistent: Bool
        /// The first value of each field that a server reads.
        let values: [FieldName: [UInt8]]
        let body: [UInt8]
    }

    enum End: Hashable {
        /// More may come; so many bytes wait for it.
        case open(pending: Int)
        case failed(RequestError, RequestLine?)
        /// A request ended it.
        case closed
    }

    private(set) var exchanges: [Exchange] = []
    private(set) var end = End.open(pending: 0)
    private var pending: [UInt8] = []
    private var reader = RequestReader()
    private var table = HeadTable()

    init(_ bytes: [UInt8], in pieces: [ArraySlice<UInt8>]) {
        for piece in pieces { take(piece) }
    }

    /// Takes what has just come, as an event loop does.
    mutating func take(_ piece: ArraySlice<UInt8>) {
        guard case .open = end else { return }
        let bytes = pending + piece
        var offset = 0
        reading: while offset < bytes.count {
            let rest = bytes.span.extracting(offset..<bytes.count)
            switch reader.read(rest, table: &table) {
            case .incomplete(let consumed, _):
                offset += consumed
                break reading
            case .request(let consumed, let body):
                let fields = table.fields
                note(Request(head: table.head, fields: fields.span, bytes: rest, body: rest.extracting(body)))
                offset += consumed
            case .assembled(let consumed, let assembly):
                let (head, fields) = (assembly.head, assembly.fields)
                let (bytes, body) = (assembly.headBytes, assembly.body)
                note(
                    Request(
                        head: head,
                        fields: fields.span,
                        bytes: bytes.span,
                        body: body.span
                    )
                )
                offset += consumed
            case .blank(let consumed):
                offset += consumed
            case .failed(let error, let line):
                end = .failed(error, line)
                return
            }
            if end == .closed { return }
        }
        pending = Array(bytes[offset...])
        end = .open(pending: pending.count)
    }

    private mutating func note(_ request: Request) {
        var values: [FieldName: [UInt8]] = [:]
        for name in FieldName.allCases { values[name] = request.value(of: name)?.array }
        exchanges.append(
            Exchange(
                head: request.bytes.extracting(0..<request.head.endOffset).array,
                method: request.methodToken.array,
                target: request.target.array,
                path: request.path.array,
                query: request.query.array,
                authority: request.authority?.array,
                isHTTPS: request.isHTTPS,
                minorVersion: request.head.minorVersion,
                framing: request.head.framing,
                isPersistent: request.head.isPersistent,
                values: values,
                body: request.body.array
            )
        )
        if !request.head.isPersistent { end = .closed }
    }
}
