import Glibc

/// Looks for bytes that break the target that `FUZZ_TARGET` names; its arguments are libFuzzer's.
@main
enum Fuzzer {
    /// libFuzzer calls on the thread that has started it, and on no other.
    nonisolated(unsafe) private static var check: FuzzTarget.Check = { _ in }

    static func main() throws {
        // It is no argument, because libFuzzer starts this program again with the arguments that it knows.
        let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            fatalError("FUZZ_TARGET: '\(name)' is none; allowed: \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
        }
        check = try target.start()
        var count = CommandLine.argc
        var arguments = CommandLine.unsafeArgv
        _ = runDriver(&count, &arguments) { bytes, count in
            do {
                try Fuzzer.check(Array(UnsafeBufferPointer(start: bytes, count: count)))
            } catch {
                fatalError("\(error)")
            }
            return 0
        }
    }
}

/// The C function that libFuzzer offers to programs with their own `main`.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: inout CInt,
    _ arguments: inout UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>,
    _ check: @convention(c) (_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt
) -> CInt
