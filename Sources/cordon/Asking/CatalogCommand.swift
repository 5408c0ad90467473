import ArgumentParser
import CordonCatalog
import CordonValues
import Foundation

struct CatalogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalog",
        abstract: "Show the tables and columns that questions can name.",
        discussion: "Without TABLE the tables; with it the columns with type, role, unit, bins and codes.")

    @Argument(help: "A table.") var table: String?
    @Option(help: "A catalog's name or file; the network's own otherwise.") var catalog: String?

    func run() async throws {
        try await Outcome.reporting {
            let catalog = try await source()
            guard let name = table else { return print(Self.overview(catalog), terminator: "") }
            guard let table = catalog.table(named: name) else {
                throw Diagnostic(
                    .unknownTable, "The catalog \(catalog.name) has no table '\(name)'.",
                    hint: "It has \(catalog.tables.map(\.name).joined(separator: ", ")).")
            }
            print(Self.details(table), terminator: "")
        }
    }

    private func source() async throws(Diagnostic) -> Catalog {
        if let name = catalog { return try Catalog.shipped(name, orFile: name) }
        let connection = try CoordinatorConnection(Profile())
        return try await connection.catalog(of: connection.charter())
    }

    private static func overview(_ catalog: Catalog) -> String {
        let width = catalog.tables.map(\.name.count).max() ?? 0
        let lines = catalog.tables.map { "  \($0.name.padded(to: width))  \($0.title)" }
        return (["\(catalog.name) \(catalog.version): \(catalog.title)"] + lines).joined(separator: "\n") + "\n"
    }

    private static func details(_ table: CatalogTable) -> String {
        let rows = table.columns.map { [$0.name, $0.type.rawValue, $0.role.word, facts($0), $0.title] }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            "  "
                + row.enumerated().map { index, text in
                    index < 4 ? text.padded(to: widths[index]) : text
                }.joined(separator: "  ")
        }
        return (["\(table.name): \(table.title)"] + lines).joined(separator: "\n") + "\n"
    }

    /// Unit, bin, bounds, grain or codes, and for what is never readable that it is not.
    private static func facts(_ column: CatalogColumn) -> String {
        var facts: [String] = []
        if let unit = column.unit { facts.append(unit) }
        switch column.role {
        case .category(let codes):
            facts += codes.map { "\($0.value.text(as: column.type) ?? "?") \($0.label)" }
        case .measure(let bin, let bounds):
            if let bin { facts.append("group by FLOOR(x / \(decimal(bin))) or coarser") }
            if let bounds { facts.append("\(decimal(bounds.lowerBound)) to \(decimal(bounds.upperBound))") }
        case .date(let grain): facts.append("group by \(grain.rawValue) or coarser")
        case .identifier, .text: facts.append("never readable")
        case .patient, .nodeKey: facts.append("joins and COUNT(DISTINCT)")
        }
        return facts.joined(separator: "; ")
    }

    private static func decimal(_ number: Rational) -> String { Value.numeric(number).text(as: .numeric) ?? "?" }
}

extension String {
    /// With spaces after it until it has so many characters, counted as people do.
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
