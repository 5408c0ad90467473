import CordonTrust
import Foundation
import Logging

/// Log lines on standard error: text for people, or one JSON object a line. What is logged are ids, states and codes, never SQL
/// values, counts or messages from nodes.
public struct ServiceLog: LogHandler {
    public var metadata: Logger.Metadata = [:]
    public var logLevel: Logger.Level
    private let asJSON: Bool

    public init(level: Logger.Level, json: Bool) {
        logLevel = level
        asJSON = json
    }

    public static func logger(_ configuration: CoordinatorConfiguration) -> Logger {
        let level = Logger.Level(rawValue: configuration.logLevel) ?? .info
        return Logger(label: "cordon-coordinator") { _ in ServiceLog(level: level, json: configuration.logJSON) }
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") }
        let time = Timestamp(Date()).text
        let line: Data
        if asJSON {
            let members = [("time", time), ("level", event.level.rawValue), ("event", event.message.description)] + fields
            line = StrictJSON.object(members.map { .init($0.0, .string($0.1)) }).written
        } else {
            let rest = fields.map { " \($0.0)=\(Self.plain($0.1))" }.joined()
            line = Data("\(time) \(event.level.rawValue) \(Self.plain(event.message.description))\(rest)".utf8)
        }
        FileHandle.standardError.write(line + Data("\n".utf8))
    }

    /// One line, whatever a path or id in it holds.
    private static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
    }
}
