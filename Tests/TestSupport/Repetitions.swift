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
}
