internal import Glibc
package import HTTPClient
internal import System

/// Asks a server for the time as a simple client does (SNTP, RFC 5905 §14): it sets no clock.
package struct NTPQuery: Sendable {
    package static let defaultPort: UInt16 = 123
    private static let sampleCount = 4
    private static let timeout = Duration.seconds(1)

    package let server: HostAndPort

    package init(_ server: HostAndPort) { self.server = server }

    /// The best of four samples, which is the one with the shortest delay.
    ///
    /// There are fewer if the server has answered, and then goes silent or asks to be left alone, as public servers do
    /// that are asked often.
    package func ask() throws(ExchangeFailure) -> NTPSample {
        let addresses = try ClientSocket.addresses(of: server.host, port: server.port, for: .datagram)
        var best: NTPSample?
        var failure = ExchangeFailure("no address")
        var index = 0
        for _ in 0..<Self.sampleCount where !addresses.isEmpty {
            do throws(Missed) {
                let sample = try sample(from: addresses[index])
                if best.map({ sample.delay < $0.delay }) ?? true { best = sample }
            } catch {
                failure = error.failure
                guard best == nil, !error.isFinal else { break }
                index = (index + 1) % addresses.count
            }
        }
        guard let best else { throw failure }
        return best
    }

    /// Why a sample could not be got.
    private struct Missed: Error {
        let failure: ExchangeFailure
        /// Whether the server itself has refused, and would refuse again.
        let isFinal: Bool
    }

    private func sample(from address: SocketAddress) throws(Missed) -> NTPSample {
        let deadline = Deadline(in: Self.timeout)
        // A machine that does not see the question cannot guess this.
        let nonce = UInt64.random(in: 1...UInt64.max)
        let answer: Result<NTPSample, NTPReply.Rejection>
        do throws(ExchangeFailure) {
            // Each question has its own socket, and so its own port.
            let socket = try ClientSocket(to: address, for: .datagram, deadline: deadline)
            let sent = WallTime.now
            guard try socket.send(NTPPacket.request(nonce: nonce)[...]) == NTPPacket.size else {
                throw ExchangeFailure("the question cannot be sent")
            }
            answer = try Self.answer(on: socket, nonce: nonce, sent: sent, until: deadline)
        } catch {
            throw Missed(failure: error, isFinal: false)
        }
        do throws(NTPReply.Rejection) {
            return try answer.get()
        } catch {
            throw Missed(failure: ExchangeFailure(error.description), isFinal: true)
        }
    }

    /// The server's answer; stray packets, which anybody can send, are passed over.
    private static func answer(
        on socket: borrowing ClientSocket,
        nonce: UInt64,
        sent: WallTime,
        until deadline: Deadline
    ) throws(ExchangeFailure) -> Result<NTPSample, NTPReply.Rejection> {
        var buffer = [UInt8](repeating: 0, count: 512)
        var stray: NTPReply.Rejection?
        while try socket.wait(for: .readable, until: deadline) != nil {
            let received = try socket.receive(into: &buffer)
            let now = WallTime.now
            let count: Int
            switch received {
            case .bytes(let number): count = number
            case .end: count = 0
            case .wouldBlock: continue
            }
            do throws(NTPReply.Rejection) {
                let reply = try NTPReply(Array(buffer[..<count]), nonce: nonce)
                guard let sample = NTPSample(reply, sent: sent, received: now) else { throw .noTime }
                return .success(sample)
            } catch {
                guard !error.isFromServer else { return .failure(error) }
                stray = error
            }
        }
        throw ExchangeFailure(stray.map(\.description) ?? "no answer within 1 s")
    }
}
