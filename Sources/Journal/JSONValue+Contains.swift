internal import JSON

extension JSONValue {
    /// Whether all of `part` is here: its members, its elements in any place, and numbers by value.
    func contains(_ part: JSONValue) -> Bool {
        switch (self, part) {
        case (.object(let object), .object(let wanted)):
            wanted.members.allSatisfy { member in object[member.key].map { $0.contains(member.value) } ?? false }
        case (.array(let values), .array(let wanted)):
            wanted.allSatisfy { one in values.contains { $0.contains(one) } }
        case (.number(let number), .number(let wanted)): number == wanted || number.isSame(as: wanted)
        default: self == part
        }
    }
}

extension JSONNumber {
    /// Whether both are the same number, however they are written (`3`, `3.0`, `30e-1`).
    fileprivate func isSame(as other: JSONNumber) -> Bool {
        guard let one = scaled(byPowerOfTen: 15), let two = other.scaled(byPowerOfTen: 15) else { return false }
        return one.isExact && two.isExact && one.value == two.value
    }
}
