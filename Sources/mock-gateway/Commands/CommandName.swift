internal import ArgumentParser
internal import Gateway
internal import Launch
internal import Policy

/// The names of the commands, and the one that a misspelled name may have meant.
enum CommandName {
    private static var all: [String] {
        MockGateway.configuration.subcommands.map { $0._commandName } + ["help"]
    }

    /// Refuses a first argument that is neither an option nor a command: the parser would take it for one argument too
    /// many of the default command.
    ///
    /// After `help`, the parser would tell of all commands in place of one that does not exist.
    static func check(_ arguments: [String]) throws(StartError) {
        let named = arguments.first == "help" ? arguments.dropFirst().first : arguments.first
        guard let argument = named, !argument.hasPrefix("-"), !all.contains(argument) else { return }
        let nearest = all.map { (name: $0, distance: distance(argument, $0)) }.min { $0.distance < $1.distance }
        let isNear = nearest.map { $0.distance <= max(1, $0.name.count / 3) } ?? false
        let guess = isNear ? " (did you mean \(nearest?.name ?? "")?)" : ""
        let name = argument.isEmpty ? "''" : Excerpt.of(argument)
        throw StartError(.usage, "\(name): is no command\(guess); allowed: \(all.joined(separator: ", "))")
    }

    /// How many letters have to be left out, put in or exchanged; two neighbours in the wrong order count once.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.lowercased().utf8.prefix(40)), Array(right.utf8))
        var rows = [[Int](0...right.count)]
        for (row, byte) in left.enumerated() {
            var next = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(rows[row][column + 1], next[column]) + 1
                best = min(best, rows[row][column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    best = min(best, rows[row - 1][column - 1] + 1)
                }
                next.append(best)
            }
            rows.append(next)
        }
        return rows[left.count][right.count]
    }
}
