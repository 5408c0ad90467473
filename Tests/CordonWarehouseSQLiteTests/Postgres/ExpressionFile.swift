import Foundation

/// One line of the `Expressions/*.expressions` files.
///
///     expression                       PostgreSQL and both of our ways give the same
///     ~ expression                     so, up to one unit in the last place of a double
///     ! departure ; expression         they differ, as docs/query-language.md says under this name
struct ExpressionLine: Sendable {
    let file: String
    let text: String
    let departure: String?
    let isNear: Bool

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Expressions")

    static func all() throws -> [ExpressionLine] {
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".expressions") }.sorted()
        return try files.flatMap { file in
            try String(contentsOf: folder.appending(path: file), encoding: .utf8).split(separator: "\n")
                .filter { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
                .map { try ExpressionLine(file, String($0)) }
        }
    }

    struct Malformed: Error { let line: String }

    private init(_ file: String, _ line: String) throws {
        self.file = file
        guard line.hasPrefix("! ") else {
            isNear = line.hasPrefix("~ ")
            text = isNear ? String(line.dropFirst(2)) : line
            departure = nil
            return
        }
        guard let separator = line.range(of: " ; ") else { throw Malformed(line: line) }
        departure = line[..<separator.lowerBound].dropFirst(2).trimmingCharacters(in: .whitespaces)
        text = String(line[separator.upperBound...])
        isNear = false
    }
}
