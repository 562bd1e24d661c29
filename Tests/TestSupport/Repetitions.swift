/// How often to try what is drawn by chance.
package enum Repetitions {
    /// `count`, or a tenth of it under a sanitizer, which makes the same tries many times as slow.
    package static func upTo(_ count: Int) -> Int {
        #if SANITIZED
            return count / 10
        #else
            return count
        #endif
    }

    /// All of `cases`, or every tenth under a sanitizer: for cases that differ in values alone, and so take the same way
    /// through memory.
    package static func some<Case>(of cases: [Case]) -> [Case] {
        #if SANITIZED
            return stride(from: 0, to: cases.count, by: 10).map { cases[$0] }
        #else
            return cases
        #endif
    }
}
