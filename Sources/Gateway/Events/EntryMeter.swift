internal import JSON
internal import JWT
internal import Journal
internal import Policy

/// Decides which entries are told one by one, and counts the others.
///
/// Some 200 a second are told, and 200 refusals besides: nobody reads more of them, and a watcher must not slow down
/// what is watched.
struct EntryMeter: Sendable {
    /// How many are told at once, and in each second.
    static let perSecond: Int64 = 200
    /// How many milliseconds of the gateway's clock are counted together.
    static let binMilliseconds = 100
    /// How long counts gather before they are told, in nanoseconds.
    static let gathering: Int64 = 100_000_000
    /// How many counts there may be before they are told at once; a client with its own clock adds bins of its own.
    private static let most = 64

    /// A bucket that time fills and that told entries empty.
    private struct Bucket {
        private static let nanoseconds: Int64 = 1_000_000_000
        private var level = perSecond * nanoseconds
        private var last: Int64?

        /// - Parameter now: by the stopwatch, in nanoseconds.
        mutating func take(_ now: Int64) -> Bool {
            let elapsed = min(max(now - (last ?? now), 0), Self.nanoseconds)
            last = now
            level = min(level + elapsed * perSecond, perSecond * Self.nanoseconds)
            guard level >= Self.nanoseconds else { return false }
            level -= Self.nanoseconds
            return true
        }
    }

    private struct Key: Hashable {
        /// The bin, counted from 1970 on the gateway's clock.
        let bin: Int
        let status: Int
    }

    private var all = Bucket()
    private var refusals = Bucket()
    private var changes = Bucket()
    private var counts: [Key: Int] = [:]
    private var first = 0
    private var last = 0
    private var total = 0
    private var since: Int64 = 0

    /// Whether `entry` is told by itself; otherwise it has been counted.
    mutating func tells(_ entry: JournalEntry, _ now: Int64) -> Bool {
        guard !all.take(now) else { return true }
        if entry.status >= 400, refusals.take(now) { return true }
        if total == 0 {
            first = entry.id
            since = now
        }
        total += 1
        last = entry.id
        let (bin, rest) = entry.gatewayNow.milliseconds.quotientAndRemainder(dividingBy: Self.binMilliseconds)
        counts[Key(bin: rest < 0 ? bin - 1 : bin, status: entry.status), default: 0] += 1
        return false
    }

    /// Whether an entry that has changed is told again.
    mutating func tellsAgain(_ now: Int64) -> Bool { changes.take(now) }

    /// When the counts are to be told, by the stopwatch; nil if nothing has been counted.
    var due: Int64? {
        guard total > 0 else { return nil }
        return counts.count > Self.most ? since : since + Self.gathering
    }

    /// Takes what has been counted, which is then forgotten.
    mutating func takeCounts() -> (entries: Int, data: JSONValue) {
        defer {
            counts = [:]
            total = 0
        }
        var bins: [JSONValue] = []
        let keys = counts.keys.sorted { ($0.bin, $0.status) < ($1.bin, $1.status) }
        for bin in keys.map(\.bin).reduce(into: [Int](), { if $0.last != $1 { $0.append($1) } }) {
            var statuses = JSONObject()
            for key in keys where key.bin == bin { statuses["\(key.status)"] = JSONValue(counts[key] ?? 0) }
            let start = NumericDate(milliseconds: bin * Self.binMilliseconds)
            bins.append(["at": .string(RFC3339.text(start)), "statuses": .object(statuses)])
        }
        let data: JSONValue = [
            "entries": JSONValue(total), "from": JSONValue(first), "to": JSONValue(last),
            "binMs": JSONValue(Self.binMilliseconds), "bins": .array(bins),
        ]
        return (total, data)
    }
}
