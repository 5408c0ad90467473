import Foundation

/// One file of `protocol/vectors/`, written by the reference there and never by the code under test.
public struct ProtocolVector: Sendable, CustomStringConvertible {
    public let name: String
    public let bytes: Data

    public var description: String { name }

    /// Files whose name begins with `bad_` must be refused with the code that they state.
    public var isBad: Bool { name.hasPrefix("bad_") }

    /// The repository's `protocol` folder.
    public static let protocolFolder = URL(filePath: #filePath).appending(path: "../../../protocol").standardizedFileURL

    /// All vectors of one family, by name. An empty family is a broken checkout, and tests over it must fail.
    public static func family(_ family: String) -> [ProtocolVector] {
        let folder = protocolFolder.appending(path: "vectors/\(family)")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        return files.filter { $0.pathExtension == "json" }.sorted { $0.lastPathComponent < $1.lastPathComponent }.compactMap { file in
            guard let bytes = try? Data(contentsOf: file) else { return nil }
            return ProtocolVector(name: file.deletingPathExtension().lastPathComponent, bytes: bytes)
        }
    }

    public func read<Content: Decodable>(_: Content.Type = Content.self) throws -> Content {
        try JSONDecoder().decode(Content.self, from: bytes)
    }
}
