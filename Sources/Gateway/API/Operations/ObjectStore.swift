internal import HTTPMessages
internal import JSON
internal import Locking

/// What requests have made of the definition's resources, so that what was posted is there to get.
///
/// Each configured client has its own objects, all others share theirs. When it is full, the oldest goes first.
final class ObjectStore: Sendable {
    /// How many objects are kept, those among them that are remembered as removed.
    static let countLimit = 10_000
    /// How large all objects may be together, in bytes.
    static let sizeLimit = 16 << 20

    /// Where an object is: its owner and its collection.
    struct Place: Sendable, Hashable {
        /// The client; nil for all that have not been configured.
        let owner: String?
        /// The collection's path.
        let collection: String
    }

    private struct Entry: Sendable {
        let order: UInt64
        /// The object; nil if it has been removed.
        let object: JSONObject?
        let size: Int
    }

    private struct State: Sendable {
        var collections: [Place: [String: Entry]] = [:]
        var count = 0
        var size = 0
        var next: UInt64 = 1
        /// The objects in the order in which they came; some may be gone.
        var order: [(number: UInt64, place: Place, id: String)] = []
        var oldest = 0
    }

    private let state = Mutex(State())

    enum Found: Sendable {
        case object(JSONObject)
        case removed
        case unknown
    }

    func find(_ id: String, in place: Place) -> Found {
        state.withLock { state in
            guard let entry = state.collections[place]?[id] else { return .unknown }
            return entry.object.map { .object($0) } ?? .removed
        }
    }

    /// The objects of a collection, the oldest first; nil if none has been made or removed there.
    func objects(in place: Place) -> [JSONObject]? {
        state.withLock { state in
            guard let entries = state.collections[place] else { return nil }
            return entries.values.filter { $0.object != nil }.sorted { $0.order < $1.order }.compactMap(\.object)
        }
    }

    /// How many have been put into the collection so far, for the id of the next.
    func serial(in place: Place) -> UInt64 { state.withLock { $0.next } }

    /// Puts an object in the place of the one with its id; nil removes that one, which is remembered.
    func put(_ object: JSONObject?, _ id: String, in place: Place) {
        let size = id.utf8.count + (object.map { JSONValue.object($0).serialized(.compact).count } ?? 0)
        state.withLock { state in
            let old = state.collections[place]?[id]
            if let old { state.size -= old.size } else { state.count += 1 }
            let order = old?.order ?? state.next
            state.collections[place, default: [:]][id] = Entry(order: order, object: object, size: size)
            state.size += size
            if old == nil {
                state.order.append((state.next, place, id))
                state.next += 1
            }
            Self.trim(&state)
        }
    }

    private static func trim(_ state: inout State) {
        while state.count > countLimit || state.size > sizeLimit, state.oldest < state.order.count {
            let (number, place, id) = state.order[state.oldest]
            state.oldest += 1
            guard let entry = state.collections[place]?[id], entry.order == number else { continue }
            state.collections[place]?[id] = nil
            if state.collections[place]?.isEmpty == true { state.collections[place] = nil }
            state.count -= 1
            state.size -= entry.size
        }
        if state.oldest > 1024, state.oldest * 2 > state.order.count {
            state.order.removeFirst(state.oldest)
            state.oldest = 0
        }
    }

    /// - Returns: what has been forgotten, which may be so much that letting go of it takes milliseconds.
    func removeAll() -> any Sendable { state.withLock { exchange(&$0, with: State()) } }

    /// Removes the objects of clients that are gone.
    func remove(of clients: [String]) {
        let gone = Set(clients)
        state.withLock { state in
            for (place, entries) in state.collections where place.owner.map(gone.contains) ?? false {
                state.count -= entries.count
                state.size -= entries.values.reduce(0) { $0 + $1.size }
                state.collections[place] = nil
            }
        }
    }
}
