internal import CLinux
internal import Glibc
internal import System

/// Ends this process, as SIGTERM would, once its parent has ended.
///
/// It uses a descriptor of the parent's process, since `PR_SET_PDEATHSIG` would follow the thread that started this
/// one.
struct ParentWatch: Sendable {
    /// How often the parent is looked for if the kernel has no such descriptors, in milliseconds.
    private static let glance: Int32 = 250

    private let parent: pid_t
    /// The descriptor; -1 if there is none.
    private let process: Int32

    /// - Throws: if the parent has ended already.
    init(_ rule: ParentProcess) throws(StartError) {
        switch rule {
        case .starter: parent = parent_at_start()
        case .numbered(let number): parent = number
        }
        process = open_process(parent)
        // While it is the parent, its number belongs to no other process. A process that has lost its parent belongs to
        // process 1, which is a real parent in a container: there it has the same session.
        let isOrphan = rule == .starter && parent == 1 && getsid(0) != getsid(1)
        guard getppid() == parent, !isOrphan else {
            throw StartError(.unavailable, "\(ServeOption.exitWithParent.flag): the parent process has ended already")
        }
    }

    func start() throws(SystemError) {
        try WorkerThread { [self] in
            while getppid() == parent {
                var entry = pollfd(fd: process, events: Int16(POLLIN), revents: 0)
                if poll(&entry, 1, process < 0 ? Self.glance : -1) > 0 { break }
            }
            kill(getpid(), SIGTERM)
        }.detach()
    }
}
