internal import Glibc
internal import JSON
internal import System

/// The `run` that a gateway belongs to, as the gateway sees it: one end of a socket pair, of which `run` holds the
/// other end.
package struct Supervisor: Sendable {
    private let descriptor: Int32

    /// Nil if the gateway belongs to no `run`.
    package init?(_ environment: [String: String]) throws(StartError) {
        guard let text = environment[ServeOption.supervisorVariable], !text.isEmpty else { return nil }
        var kind: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard let number = Int32(text), number > STDERR_FILENO,
            getsockopt(number, SOL_SOCKET, SO_TYPE, &kind, &length) == 0, kind == Int32(SOCK_SEQPACKET.rawValue)
        else {
            throw StartError(.usage, "\(ServeOption.supervisorVariable): is set by mock-gateway run alone")
        }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        descriptor = number
    }

    /// Tells the gateway's address, and how to trust it.
    func report(_ report: SupervisorReport) { send(report.json.serialized(.compact)) }

    /// Tells of a signal that another process sent here.
    ///
    /// Both are in one process group: the signal was sent to the group, and the command has it already.
    func tell(ofSignal signal: Int32) { send([UInt8(clamping: signal)]) }

    private func send(_ bytes: [UInt8]) { _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

    /// Ends this process, as SIGTERM would, once the other end is closed, even by SIGKILL.
    func watch() throws(SystemError) {
        try WorkerThread { [descriptor] in
            var byte: UInt8 = 0
            _ = SystemCall.retrying { recv(descriptor, &byte, 1, 0) }
            kill(getpid(), SIGTERM)
        }.detach()
    }
}
