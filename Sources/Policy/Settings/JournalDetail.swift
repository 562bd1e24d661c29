/// How much of a request is remembered besides what became of it.
package enum JournalDetail: String, Sendable, Hashable, CaseIterable {
    case off
    /// Its fields, without secrets.
    case fields
    /// Its body too.
    case bodies
}
