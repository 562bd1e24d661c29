/// How much of what a request said is remembered, beside what became of it.
package enum JournalDetail: String, Sendable, Hashable, CaseIterable {
    case off
    /// Its fields, without secrets.
    case fields
    /// Its body too.
    case bodies
}
