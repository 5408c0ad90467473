import CordonDisclosure
import CordonTrust
import CordonValues
import Foundation

/// A disclosure instance as `protocol/disclosure-instance.md` describes it.
struct InstanceFile {
    let name: String?
    let unit: InstanceUnit
    let identifiers: [String]
    let instance: SuppressionInstance
    /// A pattern that the file gives: the cells that are hidden.
    let pattern: Set<Int>?

    static let largestFile = 64 << 20

    init(path: String) throws(Diagnostic) {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
            throw Diagnostic(.fileUnreadable, "The file '\(path)' cannot be read.")
        }
        try self.init(bytes)
    }

    init(_ bytes: Data) throws(Diagnostic) {
        let file = try InstanceObject(
            try StrictJSON.read(bytes, limit: Self.largestFile), "the instance",
            known: ["v", "name", "measure", "decimals", "rules", "atoms", "cells", "pattern"])
        guard try file.whole("v") == 1 else { throw Diagnostic(.versionUnsupported, "The instance has another version than 1.") }
        name = try file.text("name")
        let isCount = try Self.isCount(file)
        let decimals = try file.whole("decimals") ?? 0
        guard (0...6).contains(decimals), !isCount || decimals == 0 else {
            throw file.invalid("decimals", "be 0 to 6, and 0 for counts")
        }
        let unit = InstanceUnit(decimals: Int(decimals))
        let reader = InstanceReader(unit: unit, isCount: isCount)
        let rules = try file["rules"].map { json throws(Diagnostic) in try reader.rules(json) } ?? InstanceRules()
        let atoms = try reader.atoms(try file.array("atoms") ?? [])
        let parts = try (try file.array("cells") ?? []).enumerated().map { number, json throws(Diagnostic) in
            try InstanceObject(json, "cell \(number)", known: InstanceReader.cellMembers)
        }
        let identifiers = try reader.identifiers(parts)
        let numbers = Dictionary(uniqueKeysWithValues: identifiers.enumerated().map { ($1, $0) })
        let cells = try parts.map { part throws(Diagnostic) in try reader.cell(part, atoms: atoms, numbers: numbers) }
        self.unit = unit
        self.identifiers = identifiers
        instance = try SuppressionInstance(atoms: atoms, cells: cells, rules: rules, isCount: isCount)
        pattern = try Self.pattern(file, numbers)
    }

    private static func isCount(_ file: InstanceObject) throws(Diagnostic) -> Bool {
        switch try file.text("measure") {
        case "count": true
        case "sum": false
        default: throw file.invalid("measure", "be \"count\" or \"sum\"")
        }
    }

    private static func pattern(_ file: InstanceObject, _ numbers: [String: Int]) throws(Diagnostic) -> Set<Int>? {
        guard let elements = try file.array("pattern") else { return nil }
        var cells: Set<Int> = []
        for element in elements {
            guard case .string(let id) = element, let cell = numbers[id] else { throw file.invalid("pattern", "name cells by their ids") }
            cells.insert(cell)
        }
        return cells
    }
}
