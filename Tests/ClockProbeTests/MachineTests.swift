import ClockProbe
import Foundation
import Testing

@Suite struct MachineTests {
    /// The kernel answers any user, and the question changes nothing; a sandbox may forbid even that.
    @Test func readsTheKernel() throws {
        guard let kernel = try? KernelClock.read() else { return }
        #expect(kernel.maximumError >= .zero && kernel.estimatedError >= .zero)
    }

    /// A machine made of files: paths and their contents.
    private func surroundings(_ files: [String: String], environment: [String: String] = [:]) throws -> Surroundings {
        let root = FileManager.default.temporaryDirectory.appending(path: "machine-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for (path, contents) in files {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(contents.utf8).write(to: file)
        }
        return Surroundings.read(root: root.path, environment: environment)
    }

    @Test(arguments: [
        ([:], Surroundings()),
        (["proc/17/comm": "chronyd\n", "proc/1/comm": "init\n"], Surroundings(service: .chrony)),
        (["proc/9/comm": "ntpd\n"], Surroundings(service: .ntpd)), (["proc/9/comm": "ntpdate\n"], Surroundings()),
        (["proc/self/comm": "chronyd\n"], Surroundings()),
        (["proc/9/comm": "systemd-timesyn\n"], Surroundings(service: .timesyncd, hasServiceSynchronised: false)),
        (
            ["proc/9/comm": "systemd-timesyn\n", "run/systemd/timesync/synchronized": "", "run/systemd/system/x": ""],
            Surroundings(service: .timesyncd, hasServiceSynchronised: true, hasSystemd: true)
        ), ([".dockerenv": ""], Surroundings(isContainer: true)),
        (["run/.containerenv": ""], Surroundings(isContainer: true)),
        (["proc/1/cgroup": "0::/\n"], Surroundings()),
        (["proc/1/cgroup": "12:pids:/docker/3f\n0::/\n"], Surroundings(isContainer: true)),
        (["proc/1/cgroup": "0::/kubepods.slice/x\n"], Surroundings(isContainer: true)),
    ])
    func readsTheSurroundings(files: [String: String], expected: Surroundings) throws {
        #expect(try surroundings(files) == expected)
    }

    @Test func knowsAPodByItsEnvironment() throws {
        #expect(try surroundings([:], environment: ["KUBERNETES_SERVICE_HOST": "10.0.0.1"]).isContainer)
    }
}
