package import HTTPMessages
package import HTTPServer
package import Locking
package import System

/// Answers each request with its method, path and body.
package final class EchoResponder: Responder {
    /// What becomes of the answer to a target.
    package typealias Adjustment = @Sendable (_ target: String, _ response: inout Response) -> Void

    private let adjust: Adjustment

    package init(_ adjust: @escaping Adjustment) { self.adjust = adjust }

    package func respond(to request: Request, into response: inout Response) {
        echo(request, into: &response)
        adjust(request.target.text, &response)
    }

    private func echo(_ request: Request, into response: inout Response) {
        response.fields.append("X-Target", request.target)
        if request.path.isEqual(to: "/large") {
            response.body = Array(repeating: UInt8(ascii: "x"), count: 8 << 20)
            return
        }
        response.body.append(request.methodToken)
        response.body.append(UInt8(ascii: " "))
        response.body.append(request.body)
    }

    /// What has become of answers, by receipt; a test asks.
    package static let ends = Mutex<[UInt64: AnswerEnd]>([:])
    package static let drops = Mutex(0)

    package func answerEnded(_ receipt: UInt64, _ end: AnswerEnd) { Self.ends.withLock { $0[receipt] = end } }
    package func answerLost(_ receipt: UInt64, unsentBytes: Int) {
        Self.ends.withLock { $0[receipt] = AnswerEnd(bodyBytes: -unsentBytes, isAborted: true) }
    }
    package func dropped(_ reason: String) { Self.drops.withLock { $0 += 1 } }

    package func tlsFailed(_ reason: String) {}

    package func refuse(_ error: RequestError, of line: RequestLine?, into response: inout Response) {
        response.status = error.status
        response.body = Array("\(error)".utf8)
    }
}

/// A server on a free loopback port, shut down with the test.
package final class EchoServer {
    package let server: Server
    package let port: UInt16

    package init(
        loops: Int = 1,
        tls: TLSPolicy? = nil,
        _ configure: (inout ServerLimits) -> Void = { _ in },
        adjusting adjust: @escaping EchoResponder.Adjustment = { _, _ in }
    ) throws {
        var limits = ServerLimits()
        configure(&limits)
        let address = try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
        let listener = try Listener(on: address)
        port = listener.address.port
        server = try Server(listeners: [listener], loops: loops, limits: limits, tls: tls) { EchoResponder(adjust) }
    }

    deinit { server.shutDown(within: .zero) }

    /// Shuts down on another thread, so that the test can watch it happen.
    package func shutDown(within limit: Duration) throws -> WorkerThread {
        let server = server
        return try WorkerThread { server.shutDown(within: limit) }
    }
}
