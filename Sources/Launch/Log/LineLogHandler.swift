internal import Logging

/// Formats one line for each event and hands it to the sink.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let formatter: LineFormatter
    private let sink: LogSink

    init(level: Logger.Level, formatter: LineFormatter, sink: LogSink) {
        logLevel = level
        self.formatter = formatter
        self.sink = sink
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        sink.write(formatter.line(level: event.level, message: "\(event.message)", metadata: all))
    }
}
