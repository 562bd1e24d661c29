internal import Glibc

/// Who else than its owner can read or change the secret in a file, by the file's mode.
///
/// It judges as PostgreSQL does with its keys: 0600 is good, and so is 0640 if root owns the file, since that is how a
/// service is given a secret by its group. Otherwise it does not matter who owns the file: the owner put the secret
/// there, and knows it.
package struct FileExposure: Sendable, Hashable {
    package static let wanted = "0600, or 0640 if root owns it"

    /// How the file is exposed: `has mode 0644, so that others can read it`.
    package let text: String

    /// Nil if it is not exposed, or is a pipe such as `<(…)`, a terminal or a device, whose mode says nothing.
    ///
    /// - Parameter status: of the open file itself, so that no link counts and no other file can take its place.
    init?(_ status: stat) {
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        let allowed: mode_t = status.st_uid == 0 ? 0o640 : 0o600
        let surplus = status.st_mode & 0o066 & ~allowed
        guard surplus != 0 else { return nil }
        let (who, bits) = surplus & 0o006 != 0 ? ("others", surplus) : ("its group", surplus >> 3)
        let mode = String(status.st_mode & 0o7777, radix: 8)
        let digits = String(repeating: "0", count: max(4 - mode.count, 0)) + mode
        text = "has mode \(digits), so that \(who) can \(bits & 0o004 != 0 ? "read" : "change") it"
    }
}
