import CordonCatalog
import CordonValues
import Foundation
import Testing

/// One text file of `Cases/` (see the README there).
struct FederationCase: CustomTestStringConvertible {
    let title: String
    let catalog: Catalog
    /// Rows of each hospital, by table.
    let hospitals: [[String: [[Value]]]]
    /// What the permit leaves.
    let rows: PermittedRows
    let question: String
    let pooled: String
    let released: String
    /// What is released where every hospital runs disclosure control on its own part first; nil where the file does not say.
    let floored: String?

    var testDescription: String { title }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases").path
    static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".case") }.sorted()
    static let all: [FederationCase] = files.compactMap { name in
        do {
            return try FederationCase(file: "\(folder)/\(name)")
        } catch {
            print("\(name): \(error)")
            return nil
        }
    }

    init(file: String) throws {
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        let sections = Self.sections(lines)
        func fact(_ name: String) throws -> String {
            guard let line = lines.first(where: { $0.hasPrefix("\(name): ") }) else { throw Malformed(line: "\(name) is missing") }
            return String(line.dropFirst(name.count + 2))
        }
        title = try fact("title")
        catalog = try Catalog.shipped(try fact("catalog"))
        question = sections["question"] ?? ""
        pooled = sections["pooled"] ?? ""
        released = sections["released"] ?? ""
        floored = sections["site-floor"]
        hospitals = try Self.rows(lines, catalog)
        let filters = try lines.filter { $0.hasPrefix("permit filter ") }.map { line in
            let parts = line.dropFirst(14).split(separator: " ", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw Malformed(line: line) }
            return RowFilter(table: parts[0], condition: parts[1])
        }
        let dates = try lines.first { $0.hasPrefix("permit dates ") }.map { line in
            guard let dates = DateResolution(rawValue: String(line.dropFirst(13))) else { throw Malformed(line: line) }
            return dates
        }
        let outOfBounds = try lines.first { $0.hasPrefix("permit out-of-bounds ") }.map { line in
            guard let outOfBounds = OutOfBounds(rawValue: String(line.dropFirst(21))) else { throw Malformed(line: line) }
            return outOfBounds
        }
        rows = PermittedRows(filters: filters, dates: dates ?? .day, outOfBounds: outOfBounds)
    }

    struct Malformed: Error { let line: String }

    private static func sections(_ lines: [String]) -> [String: String] {
        var result: [String: String] = [:]
        var current: String?
        for line in lines {
            if ["question", "pooled", "released", "site-floor"].contains(line) {
                current = line
            } else if let name = current {
                result[name, default: ""] += line + "\n"
            }
        }
        return result.mapValues { text in text.trimmingCharacters(in: .newlines) }
    }

    /// Of each hospital the rows that stand before the first question.
    static func rows(_ lines: [String], _ catalog: Catalog) throws -> [[String: [[Value]]]] {
        var hospitals: [[String: [[Value]]]] = []
        var table = "patient"
        for line in lines.prefix(while: { !$0.hasPrefix("question") }) {
            if line.hasPrefix("hospital ") {
                hospitals.append([:])
                table = "patient"
            } else if line.hasPrefix("table ") {
                table = String(line.dropFirst(6))
            } else if let cross = line.range(of: " x "), let count = Int(line[..<cross.lowerBound]), !hospitals.isEmpty {
                guard let shape = catalog.table(named: table) else { throw Malformed(line: line) }
                let present = hospitals[hospitals.count - 1][table]?.count ?? 0
                hospitals[hospitals.count - 1][table, default: []] += try RowPattern(String(line[cross.upperBound...]), shape)
                    .rows(count, after: present)
            }
        }
        return hospitals
    }
}

/// `sex=0 age=50..59 code='I10'`: a row's columns, ranges running through their values.
struct RowPattern {
    private let table: CatalogTable
    private let values: [String: [Value]]

    init(_ text: String, _ table: CatalogTable) throws {
        self.table = table
        var values: [String: [Value]] = [:]
        for part in text.split(separator: " ") {
            let halves = part.split(separator: "=", maxSplits: 1).map(String.init)
            let name = halves[0] == "patient" ? table.patientKey ?? "" : halves[0]
            guard halves.count == 2, let column = table.column(named: name) else { throw FederationCase.Malformed(line: text) }
            values[name] = try Self.values(halves[1], column.type)
        }
        self.values = values
    }

    func rows(_ count: Int, after present: Int) -> [[Value]] {
        (0..<count).map { index in
            table.columns.map { column in
                if let choice = values[column.name] { return choice[index % choice.count] }
                // Keys that are not named are numbered.
                return table.rowKey.contains(column.name) ? .integer(Int64(present + index + 1)) : .null
            }
        }
    }

    private static func values(_ text: String, _ type: ValueType) throws -> [Value] {
        let ends = text.components(separatedBy: "..")
        if ends.count == 2, let low = Int64(ends[0]), let high = Int64(ends[1]), low <= high {
            return (low...high).map(Value.integer)
        }
        let bare = text.trimmingCharacters(in: CharacterSet(charactersIn: "'"))
        let value: Value? =
            switch type {
            case .integer, .bigint: Int64(bare).map(Value.integer)
            case .double: Double(bare).map(Value.double)
            case .text: .text(bare)
            case .boolean: Bool(bare).map(Value.boolean)
            case .date: CalendarDate(iso: bare).map(Value.date)
            case .timestamp: CalendarTimestamp(text: bare).map(Value.timestamp)
            case .numeric: Rational(decimal: bare).map(Value.numeric)
            }
        guard let value else { throw FederationCase.Malformed(line: text) }
        return [value]
    }
}
