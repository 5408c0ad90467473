import Foundation

/// A published table with the answers that its authors gave, in the form of `protocol/disclosure-instance.md`.
struct PublishedInstance {
    let name: String
    let json: Data
    /// The cells that the authors call primary; nil where they do not say.
    let primaries: Set<String>
    /// The cells that the authors hide.
    let pattern: Set<String>
    /// What the authors say of that pattern, at the levels of this instance.
    let isSafe: Bool
    /// Our cost is held against theirs.
    let isMeasured: Bool
}

/// Converters from the files of `shared/sdc-instances`; its README names the sources.
struct PublishedInstances {
    let folder: String

    func all() throws -> [PublishedInstance] {
        try gaussSuppression() + fourByFour() + linkedTables() + tauArgus() + fischettiSalazar()
    }

    private func read(_ file: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: "\(folder)/\(file)"))) as? [String: Any] ?? [:]
    }

    /// Writes an instance. `cells` are (id, atoms, further members).
    private func instance(
        _ name: String, measure: String = "count", decimals: Int = 0, rules: [String: Any], atoms: [Any],
        cells: [(id: String, atoms: [Int], more: [String: Any])], primaries: Set<String>, pattern: Set<String>, isSafe: Bool = true,
        isMeasured: Bool = true
    ) throws -> PublishedInstance {
        let object: [String: Any] = [
            "v": 1, "name": name, "measure": measure, "decimals": decimals, "rules": rules, "atoms": atoms,
            "cells": cells.map { cell in cell.more.merging(["id": cell.id, "atoms": cell.atoms]) { $1 } }, "pattern": pattern.sorted(),
        ]
        let json = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys])
        return PublishedInstance(
            name: name, json: json, primaries: primaries, pattern: pattern, isSafe: isSafe, isMeasured: isMeasured && isSafe)
    }

    // MARK: - GaussSuppression

    /// What the calls of the vignettes say; the levels are those of the method: no exact value, and in T9 a width of 5.
    private static let gaussRules: [String: [String: any Sendable]] = [
        "T1": ["threshold": 2, "zeros": "protect"], "T2": ["threshold": 3, "zeros": "protect"], "T3": ["threshold": 3, "zeros": "protect"],
        "T4": ["threshold": 5], "T5": ["threshold": 4, "secondary_zeros": true], "T6": ["threshold": 3, "zeros": "protect"],
        "T7": ["threshold": 3, "zeros": "protect"], "T8": ["threshold": 2], "T9": ["threshold": 4, "protection": ["width": 5]],
    ]

    private func gaussSuppression() throws -> [PublishedInstance] {
        let all = try read("gausssuppression_vignettes.json")["instances"] as? [[String: Any]] ?? []
        return try all.flatMap { entry -> [PublishedInstance] in
            let name = entry["id"] as? String ?? ""
            let number = String(name.split(separator: "-").last ?? "")
            let rules = Self.gaussRules[number]
            var result = [try gaussSuppression(entry, name: name, rules: rules)]
            // With the threshold known, a reader learns of two cells of Table 5 that they are small: 3 lies in [3, 5].
            if number == "T5" {
                let known: [String: Any] = ["threshold": 4, "secondary_zeros": true, "protection": "threshold"]
                result.append(try gaussSuppression(entry, name: "\(name) at T = 4", rules: known, isSafe: false))
            }
            return result
        }
    }

    private func gaussSuppression(
        _ entry: [String: Any], name: String, rules given: [String: Any]?, isSafe: Bool = true
    ) throws -> PublishedInstance {
        let isCount = given != nil
        var rules: [String: Any] = ["protection": "exact"]
        rules.merge(given ?? [:]) { $1 }
        let atoms = (entry["atoms"] as? [[String: Any]] ?? []).map { $0["value"] ?? 0 }
        var cells: [(id: String, atoms: [Int], more: [String: Any])] = []
        var (primaries, pattern) = (Set<String>(), Set<String>())
        for cell in entry["cells"] as? [[String: Any]] ?? [] {
            let key = cell["key"] as? [String: String] ?? [:]
            let id = key.sorted { $0.key < $1.key }.map(\.value).joined(separator: "/")
            let status = cell["status"] as? String
            if status == "u" { primaries.insert(id) }
            if status != "s" { pattern.insert(id) }
            // Contributors of magnitude tables are not in the file: what is primary is given.
            cells.append((id, cell["atoms"] as? [Int] ?? [], isCount ? [:] : ["primary": status == "u"]))
        }
        return try instance(
            name, measure: isCount ? "count" : "sum", decimals: isCount ? 0 : 1, rules: rules, atoms: isCount ? atoms : atoms.map(Self.decimal),
            cells: cells, primaries: primaries, pattern: pattern, isSafe: isSafe)
    }

    /// A number with one decimal, as it was written.
    private static func decimal(_ value: Any) -> NSDecimalNumber {
        NSDecimalNumber(string: String(format: "%.1f", (value as? NSNumber)?.doubleValue ?? 0), locale: Locale(identifier: "en_US_POSIX"))
    }

    // MARK: - sdcTable

    /// Every row and column hides two cells or more, and w/b is computable all the same.
    private func fourByFour() throws -> [PublishedInstance] {
        let file = try read("attacker_4x4_sdctable.json")
        let matrix = file["matrix_rows_wxyz_cols_abcd"] as? [String: [Int]] ?? [:]
        let primaries = Set(file["primary"] as? [String] ?? [])
        let table = Self.table(rows: ["w", "x", "y", "z"], columns: ["a", "b", "c", "d"], separator: "")
        let cells = table.map { ($0.id, $0.atoms, primaries.contains($0.id) ? ["primary": true] as [String: Any] : [:]) }
        let atoms = ["w", "x", "y", "z"].flatMap { matrix[$0] ?? [] }
        return [
            try instance(
                "sdcTable 4x4, as suppressed", rules: ["protection": "exact"], atoms: atoms, cells: cells, primaries: primaries,
                pattern: primaries, isSafe: false),
            try instance(
                "sdcTable 4x4, with x/d", rules: ["protection": "exact"], atoms: atoms, cells: cells, primaries: primaries,
                pattern: primaries.union(["xd"])),
        ]
    }

    /// Inner cells by rows, then margins.
    private static func table(rows: [String], columns: [String], separator: String) -> [(id: String, atoms: [Int])] {
        let width = columns.count
        var cells: [(id: String, atoms: [Int])] = []
        for (row, name) in rows.enumerated() {
            for (column, other) in columns.enumerated() { cells.append((name + separator + other, [row * width + column])) }
        }
        for (row, name) in rows.enumerated() { cells.append((name + separator + "Total", (0..<width).map { row * width + $0 })) }
        for (column, name) in columns.enumerated() {
            cells.append(("Total" + separator + name, rows.indices.map { $0 * width + column }))
        }
        cells.append(("Total" + separator + "Total", Array(0..<rows.count * width)))
        return cells
    }

    private func linkedTables() throws -> [PublishedInstance] {
        let file = try read("linked_tables_sdctable.json")
        let regions = (file["regions"] as? [String: Int] ?? [:]).sorted { $0.key < $1.key }
        let published = file["published"] as? [String: Any] ?? [:]
        let primaries = Set(published["primary"] as? [String] ?? [])
        let linked = Set(published["secondary_linked"] as? [String] ?? [])
        func variant(_ name: String, _ tables: [String], _ pattern: Set<String>, isSafe: Bool) throws -> PublishedInstance {
            var cells = regions.indices.map { (id: regions[$0].key, atoms: [$0], more: [String: Any]()) }
            for table in tables {
                for (margin, members) in (file[table] as? [String: [String]] ?? [:]).sorted(by: { $0.key < $1.key }) {
                    cells.append(("\(table) \(margin)", members.compactMap { name in regions.firstIndex { $0.key == name } }.sorted(), [:]))
                }
            }
            return try instance(
                "sdcTable linked, \(name)", rules: ["threshold": 4], atoms: regions.map(\.value), cells: cells, primaries: primaries,
                pattern: pattern, isSafe: isSafe)
        }
        return [
            try variant("table 1 alone", ["table1"], primaries, isSafe: true),
            try variant("table 2 alone", ["table2"], primaries, isSafe: true),
            try variant("both, as each alone", ["table1", "table2"], primaries, isSafe: false),
            try variant("both, with N", ["table1", "table2"], primaries.union(linked), isSafe: true),
        ]
    }

    // MARK: - tau-ARGUS, Fischetti and Salazar

    private func tauArgus() throws -> [PublishedInstance] {
        let entries = try read("tauargus_batch_ex1.json")["cells"] as? [[String: Any]] ?? []
        let (rows, columns) = (["A", "B", "C", "D"], ["male", "female"])
        var values: [String: Int] = [:]
        var (primaries, pattern) = (Set<String>(), Set<String>())
        for entry in entries {
            let id = "\(entry["region"] as? String ?? "")/\(entry["gender"] as? String ?? "")"
            values[id] = entry["freq"] as? Int
            if entry["status"] as? String == "u" { primaries.insert(id) }
            if entry["status"] as? String != "s" { pattern.insert(id) }
        }
        let cells = Self.table(rows: rows, columns: columns, separator: "/").map { cell in
            (cell.id, cell.atoms, (["value": values[cell.id] ?? -1] as [String: Any]).merging(primaries.contains(cell.id) ? ["primary": true] : [:]) { $1 })
        }
        let atoms: [Int] = rows.flatMap { row in columns.map { values["\(row)/\($0)"] ?? 0 } }
        return [
            try instance(
                "tau-ARGUS batch 1", rules: ["protection": ["percent": 20]],
                atoms: atoms, cells: cells, primaries: primaries, pattern: pattern)
        ]
    }

    /// Lower protection 5, upper 8, as in the paper.
    private func fischettiSalazar() throws -> [PublishedInstance] {
        let file = try read("fischetti_salazar_3x3.json")
        let matrix = file["matrix"] as? [[Int]] ?? []
        let primary = (file["primary"] as? [[String]] ?? []).map { $0.joined(separator: "/") }
        let pattern = (file["published_pattern"] as? [[String]] ?? []).map { $0.joined(separator: "/") }
        let cells = Self.table(rows: ["I", "II", "III"], columns: ["A", "B", "C"], separator: "/").map { cell in
            (cell.id, cell.atoms, primary.contains(cell.id) ? ["primary": true] as [String: Any] : [:])
        }
        return [
            try instance(
                "Fischetti & Salazar 3x3", rules: ["protection": ["lower": 5, "upper": 8]], atoms: Array(matrix.joined()), cells: cells,
                primaries: Set(primary), pattern: Set(pattern))
        ]
    }
}
