/// The connections of one loop, by slot.
///
/// A slot's generation grows with each use, so that a late event for a closed connection finds no other.
struct ConnectionTable {
    /// Generation 0 is never given out: it marks the loop's own descriptors.
    private var generation: UInt32 = 0
    private var slots: [Connection?] = []
    private var freeSlots: [UInt32] = []
    private(set) var count = 0

    subscript(registration: Registration) -> Connection? {
        guard let connection = self[slot: registration.slot], connection.registration == registration else {
            return nil
        }
        return connection
    }

    /// The connection that has the slot now.
    subscript(slot slot: UInt32) -> Connection? { slot < slots.count ? slots[Int(slot)] : nil }

    var all: [Connection] { slots.compactMap { $0 } }

    mutating func insert(_ socket: Socket, number: UInt64) -> Connection {
        generation = generation == .max ? 1 : generation + 1
        let slot: UInt32
        if let free = freeSlots.popLast() {
            slot = free
        } else {
            slot = UInt32(slots.count)
            slots.append(nil)
        }
        let connection = Connection(socket, Registration(slot: slot, generation: generation), number: number)
        slots[Int(slot)] = connection
        count += 1
        return connection
    }

    mutating func remove(_ connection: Connection) {
        guard self[connection.registration] != nil else { return }
        slots[Int(connection.registration.slot)] = nil
        freeSlots.append(connection.registration.slot)
        count -= 1
    }
}
