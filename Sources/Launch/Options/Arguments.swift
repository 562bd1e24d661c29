internal import CLinux

/// The arguments that the process was started with.
package enum Arguments {
    /// The arguments without the name of the program.
    ///
    /// - Throws: if the list is empty, and even the name is missing: going on would act as if nothing had been asked
    ///   for.
    package static func read() throws(StartError) -> [String] {
        let count = argument_count()
        guard count > 0 else {
            throw StartError(.systemError, "the system has handed over no arguments, not even the name of the program")
        }
        return (1..<max(count, 1)).compactMap { argument_at(Int32($0)).map { String(cString: $0) } }
    }
}
