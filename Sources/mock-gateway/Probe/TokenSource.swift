internal import Durations
internal import Gateway
internal import Glibc
internal import JSON
internal import JWT
internal import Launch
internal import OpenSSL
internal import Probe
internal import System

/// Makes the tokens that a probe sends: signed by a key, or by a command that gets the claims.
struct TokenSource {
    enum Signer {
        case key(TokenSigner)
        /// A command for a shell.
        case command(String)
    }

    private static let tokenLimit = 64 * 1024
    private static let commandTime = Duration.seconds(10)

    private let signer: Signer
    /// The claims besides the times; null leaves out one that is there by default.
    private let claims: JSONObject
    /// The environment of the command.
    private let environment: [String: String]
    private let prefix = Base64URL.encode(RandomBytes.make(12))
    private var count = 0
    /// Tokens that are to be sent again.
    private var kept: [Int: String] = [:]
    /// How long the last token took to make.
    private(set) var time = Duration.milliseconds(1)

    init(_ signer: Signer, claims: JSONObject, environment: [String: String]) {
        self.signer = signer
        self.claims = claims
        self.environment = environment
    }

    /// Whether each token starts a program.
    var isSlow: Bool { if case .command = signer { true } else { false } }

    mutating func token(for question: Question) throws(Obstacle) -> String {
        if let number = question.number, let token = kept[number] { return token }
        let begin = ContinuousClock.now
        let token = try sign(payload(question))
        time = begin.duration(to: .now)
        if let number = question.number { kept[number] = token }
        return question.credential == .forged ? Self.forged(token) : token
    }

    private mutating func payload(_ question: Question) -> JSONObject {
        count += 1
        let usual = JSONObject([
            .init(key: "iss", value: "mock-gateway-probe"), .init(key: "sub", value: "mock-gateway-probe"),
            .init(key: "jti", value: .string("\(prefix)-\(count)")),
        ])
        var payload = usual.merging(claims)
        for member in question.times.members { payload[member.key] = member.value }
        return payload
    }

    private func sign(_ payload: JSONObject) throws(Obstacle) -> String {
        switch signer {
        case .key(let signer): return signer.sign(payload)
        case .command(let command): return try run(command, input: JSONValue.object(payload).serialized(.compact))
        }
    }

    /// The same token under a signature that no key makes: its first character is changed.
    private static func forged(_ token: String) -> String {
        guard let point = token.lastIndex(of: ".") else { return token }
        let start = token.index(after: point)
        guard start < token.endIndex else { return token }
        return token[..<start] + (token[start] == "A" ? "B" : "A") + token[token.index(after: start)...]
    }

    /// Runs `command` with the claims on its standard input; what it prints has to be one token.
    private func run(_ command: String, input: [UInt8]) throws(Obstacle) -> String {
        var inward: [Int32] = [-1, -1]
        var outward: [Int32] = [-1, -1]
        defer { for descriptor in inward + outward where descriptor >= 0 { close(descriptor) } }
        guard pipe(&inward) == 0, pipe(&outward) == 0 else {
            throw .noToken("--token-command: no descriptors are left")
        }
        for descriptor in inward + outward { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let child: ChildProcess
        do throws(SystemError) {
            child = try ChildProcess(
                "/bin/sh",
                ["sh", "-c", command],
                environment: environment,
                blocking: Signals.set([]),
                descriptors: [(inward[0], STDIN_FILENO), (outward[1], STDOUT_FILENO)]
            )
        } catch {
            throw .noToken("--token-command: cannot be run: \(error.reason)")
        }
        // A pipe takes 64 KiB without a reader, which is more than claims have.
        _ = StandardStreams.write(String(decoding: input, as: UTF8.self), to: inward[1])
        for index in [(0, 0), (0, 1), (1, 1)] {
            let descriptor = index.0 == 0 ? inward[index.1] : outward[index.1]
            close(descriptor)
            if index.0 == 0 { inward[index.1] = -1 } else { outward[index.1] = -1 }
        }
        let output = Self.read(outward[0], until: Deadline(in: Self.commandTime))
        guard let output else {
            kill(child.id, SIGKILL)
            _ = child.ending(waiting: true)
            throw .noToken("--token-command: has not ended within 10 s")
        }
        let code = child.ending(waiting: true) ?? 0
        guard code == 0 else { throw .noToken("--token-command: ended with \(code)") }
        let token = String(decoding: output, as: UTF8.self).filter { !$0.isWhitespace }
        guard !token.isEmpty, token.utf8.count <= Self.tokenLimit, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .noToken("--token-command: printed no token; allowed: one, of visible ASCII characters") }
        return token
    }

    /// All of the output, or as much as a token may have; nil if it does not end in time.
    private static func read(_ descriptor: Int32, until deadline: Deadline) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while bytes.count <= tokenLimit {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&entry, 1, Int32(clamping: deadline.remaining.wholeNanoseconds / 1_000_000 + 1)) > 0 else {
                return nil
            }
            let count = SystemCall.retrying { Glibc.read(descriptor, &buffer, buffer.count) }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
