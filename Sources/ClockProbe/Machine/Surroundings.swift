internal import Glibc

/// What keeps this machine's clock right, as far as files tell.
package struct Surroundings: Sendable, Hashable {
    /// The time service; nil if none runs, or none that can be seen from inside a container.
    package var service: TimeService?
    /// What systemd-timesyncd says of itself; nil if it does not run.
    package var hasServiceSynchronised: Bool?
    /// Whether this is a container, which uses the clock of its host.
    package var isContainer: Bool
    package var hasSystemd: Bool

    package init(
        service: TimeService? = nil,
        hasServiceSynchronised: Bool? = nil,
        isContainer: Bool = false,
        hasSystemd: Bool = false
    ) {
        self.service = service
        self.hasServiceSynchronised = hasServiceSynchronised
        self.isContainer = isContainer
        self.hasSystemd = hasSystemd
    }

    /// Reads the files below `root`, which is empty except in tests.
    package static func read(root: String = "", environment: [String: String]) -> Surroundings {
        let commands = processes(root + "/proc")
        let service = TimeService.allCases.first { commands.contains($0.command) }
        let isSynchronised =
            service == .timesyncd ? exists(root + "/run/systemd/timesync/synchronized") : nil
        return Surroundings(
            service: service,
            hasServiceSynchronised: isSynchronised,
            isContainer: isContainer(root, environment),
            hasSystemd: exists(root + "/run/systemd/system")
        )
    }

    private static func isContainer(_ root: String, _ environment: [String: String]) -> Bool {
        let marks = ["/.dockerenv", "/run/.containerenv", "/run/systemd/container"]
        guard !marks.contains(where: { exists(root + $0) }), environment["KUBERNETES_SERVICE_HOST"] == nil else {
            return true
        }
        let groups = contents(root + "/proc/1/cgroup")
        return ["docker", "kubepods", "containerd", "libpod", "/lxc"].contains { groups.contains($0) }
    }

    private static func processes(_ folder: String) -> Set<String> {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var commands: Set<String> = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { continue }
            commands.insert(String(contents("\(folder)/\(name)/comm").prefix { $0 != "\n" }))
        }
        return commands
    }

    private static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The first 16 KiB of a file; empty if there is no such file.
    private static func contents(_ path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
    }
}
