import CordonCatalog
import CordonTestSupport
import CordonValues
import Foundation
import Testing

/// The four hospitals of the UCI Heart Disease data and the questions of `examples/heart-disease`.
enum HeartRegistry {
    static let data = "data/uci_heart"

    static let questions: [(name: String, sql: String)] = {
        let folder = URL(filePath: #filePath).appending(path: "../../../examples/heart-disease/questions").standardizedFileURL.path
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        return files.compactMap { name in (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)).map { (name, $0) } }
    }()

    /// Of each hospital its rows, by table.
    static func hospitals(_ catalog: Catalog) throws -> [[String: [[Value]]]] {
        let folder = try #require(SharedData.path(data))
        return try ["cleveland", "hungarian", "switzerland", "va"].map { name in
            let lines = try String(contentsOfFile: "\(folder)/\(name).csv", encoding: .utf8).split(whereSeparator: \.isNewline)
            let table = try #require(catalog.table(named: "patient"))
            let header = try #require(lines.first).split(separator: ",").map(String.init)
            let rows = lines.dropFirst().enumerated().map { number, line in
                let fields = Dictionary(uniqueKeysWithValues: zip(header, line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)))
                return table.columns.map { column -> Value in
                    guard let number = fields[column.name].flatMap(Double.init) else { return column.role == .patient ? .integer(Int64(number + 1)) : .null }
                    // There it was not measured.
                    if column.name == "chol", number == 0 { return .null }
                    return column.type == .double ? .double(number) : .integer(Int64(number))
                }
            }
            return ["patient": rows]
        }
    }
}
