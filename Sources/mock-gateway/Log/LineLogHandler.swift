internal import Gateway
internal import JSON
internal import Logging

/// Formats one line for each event and hands it to the sink.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let format: LogFormat
    private let sink: LogSink

    /// What a text line's message says already.
    private static let saidByMessage: Set<String> = ["method", "path", "status"]

    init(level: Logger.Level, format: LogFormat, sink: LogSink) {
        logLevel = level
        self.format = format
        self.sink = sink
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        let time = RFC3339.text(GatewayClock.systemNow())
        var line: [UInt8] = []
        switch format {
        case .text:
            line.append(contentsOf: "\(time) \(event.level) ".utf8)
            JSONWriter.appendEscaped("\(event.message)".utf8, to: &line)
            for (key, value) in all where !Self.saidByMessage.contains(key) {
                line.append(contentsOf: " \(key)=".utf8)
                JSONWriter.appendEscaped("\(value)".utf8, to: &line)
            }
        case .json:
            var object = JSONObject([
                .init(key: "time", value: .string(time)),
                .init(key: "level", value: .string(event.level.rawValue)),
                .init(key: "message", value: .string("\(event.message)")),
            ])
            for (key, value) in all {
                let text = "\(value)"
                object[key] = key == "status" ? Int(text).map(JSONValue.init(_:)) ?? .string(text) : .string(text)
            }
            line = JSONValue.object(object).serialized(.compact)
        }
        line.append(UInt8(ascii: "\n"))
        sink.write(line)
    }
}
