import CordonValues
import Crypto
import Foundation

extension Mapping {
    /// Reads a mapping from a file and checks it against the catalog.
    public init(file: String, catalog: Catalog) throws(Diagnostic) {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw Diagnostic(
                .fileUnreadable, "The mapping file '\(file)' cannot be read.",
                hint: "Copy nodes/mapping-template.yaml there and fill it in, or name the file in the configuration.")
        }
        try self.init(yaml: bytes, place: file, catalog: catalog)
    }

    /// Reads a mapping from the bytes of its YAML file; `place` names the file in errors. Each table and each column of the catalog
    /// must stand there, each once and nothing else: what the hospital does not have is declared `absent: true`. With `rest: by-name`
    /// what does not stand there is read by its name, as by ``byName(_:)``.
    public init(yaml bytes: Data, place: String, catalog: Catalog) throws(Diagnostic) {
        let root = try YAMLNode(bytes, place: place, code: .mappingInvalid)
        try root.allow(["mapping", "null", "rest", "tables"])
        let name = try root.member("mapping")
        guard try name.string() == catalog.name else {
            throw name.error("This mapping is for the catalog '\(try name.string())', but the node's catalog is '\(catalog.name)'.")
        }
        let nulls = try root.optional("null")?.strings() ?? [""]
        let byName = try root.restIsByName()
        let written = try root.member("tables")
        let nodes = try written.oneForEach(
            catalog.tables.map(\.name), what: "table", of: "catalog '\(catalog.name)'", allowsMissing: byName)
        self.init(
            catalog: catalog.name,
            tables: try zip(catalog.tables, nodes).map { (table, node) throws(Diagnostic) in
                guard let node else { return .byName(table, nulls: nulls) }
                return try TableMapping(table, node, nulls: nulls, restByName: byName)
            },
            hash: Hexadecimal.encode(SHA256.hash(data: bytes)))
    }
}

extension TableMapping {
    fileprivate init(_ table: CatalogTable, _ node: YAMLNode, nulls: [String], restByName: Bool) throws(Diagnostic) {
        try node.allow(["file", "files", "relation", "delimiter", "quotes", "decimal", "null", "columns"])
        let tableNulls = try node.optional("null")?.strings() ?? nulls
        let columnsNode = restByName ? try node.optional("columns") : try node.member("columns")
        let nodes = try columnsNode?.oneForEach(
            table.columns.map(\.name), what: "column", of: "table '\(table.name)'", allowsMissing: restByName)
        self.init(
            table: table, rows: try node.rows(restByName: restByName), dialect: try node.dialect(restByName: restByName),
            decimalComma: try node.decimalComma(),
            columns: try table.columns.enumerated().map { (index, column) throws(Diagnostic) in
                guard let node = nodes?[index] else { return .byName(column, nulls: tableNulls) }
                return try ColumnMapping(column, node, nulls: tableNulls, findsDates: restByName)
            })
        guard columns.contains(where: \.origin.isRead) else { throw node.error("No column of '\(table.name)' is read from the source.") }
    }
}

extension ColumnMapping {
    /// `findsDates`: an encoding that is not declared is found out, and is not ISO text by rule.
    fileprivate init(_ column: CatalogColumn, _ node: YAMLNode, nulls: [String], findsDates: Bool) throws(Diagnostic) {
        self.column = column
        let dates: DateEncoding? = findsDates ? nil : .iso
        // `age: age_years` is short for `age: {source: age_years}`.
        if let name = try? node.string() {
            origin = .source(SourceReading(name: name, trims: true, nulls: nulls, replacements: [:], dates: dates))
            return
        }
        try node.allow(["source", "null", "map", "date", "trim", "synthesise", "value", "absent"])
        let written = try node.entries()
        let origins = ["source", "synthesise", "value", "absent"].filter { key in written.contains { $0.0 == key } }
        guard origins.count == 1, let word = origins.first else {
            throw node.error(
                "The column '\(column.name)' needs exactly one of source, synthesise, value, absent.",
                hint: "Write {source: NAME}, {synthesise: row-number}, {value: CONSTANT} or {absent: true}.")
        }
        if word != "source", let stray = written.first(where: { $0.0 != word }) {
            throw stray.1.error("null, map, date and trim go with source, not with \(word).")
        }
        switch word {
        case "source": origin = .source(try SourceReading(column, node, nulls: nulls, dates: dates))
        case "synthesise": origin = try .rowNumber(column, node.member(word))
        case "value": origin = try .constant(column, node.member(word))
        default: origin = try .absent(column, node.member(word))
        }
    }
}

extension ColumnMapping.Origin {
    fileprivate static func rowNumber(_ column: CatalogColumn, _ node: YAMLNode) throws(Diagnostic) -> Self {
        guard try node.string() == "row-number" else { throw node.error("The only thing to synthesise is row-number.") }
        guard column.type.isWhole else { throw node.error("Only an integer or bigint column can be numbered.") }
        switch column.role {
        case .patient, .nodeKey: return .rowNumber
        case .category, .measure, .date, .identifier, .text:
            throw node.error("Only a patient key or a node key can be synthesised; '\(column.name)' is a \(column.role.word).")
        }
    }

    fileprivate static func constant(_ column: CatalogColumn, _ node: YAMLNode) throws(Diagnostic) -> Self {
        switch column.role {
        case .patient, .nodeKey: throw node.error("A key cannot be the same in every row.")
        case .category, .measure, .date, .identifier, .text: break
        }
        guard let value = FieldReading(column, decimalComma: false, dates: .iso).value(try node.string()) else {
            throw node.error("The constant of '\(column.name)' is not a value of type \(column.type.rawValue).")
        }
        guard column.admits(value) else { throw node.error("The constant of '\(column.name)' is not in its code list.") }
        return .constant(value)
    }

    fileprivate static func absent(_ column: CatalogColumn, _ node: YAMLNode) throws(Diagnostic) -> Self {
        guard try node.boolean() else { throw node.error("Write absent: true, or leave it out.") }
        guard column.nullable else { throw node.error("'\(column.name)' must have values: the catalog says nullable: false.") }
        return .absent
    }
}

extension SourceReading {
    fileprivate init(_ column: CatalogColumn, _ node: YAMLNode, nulls: [String], dates: DateEncoding?) throws(Diagnostic) {
        let replacements = try node.optional("map")?.entries().map { (key, value) throws(Diagnostic) in (key, try value.string()) } ?? []
        let dateNode = try node.optional("date")
        if let dateNode, column.type != .date, column.type != .timestamp { throw dateNode.error("'\(column.name)' is no date.") }
        let encodings = DateEncoding.allCases.map(\.rawValue).joined(separator: ", ")
        let declared = try dateNode.map { (node) throws(Diagnostic) in
            guard let encoding = DateEncoding(rawValue: try node.string()) else {
                throw node.error("A date is encoded as one of \(encodings).")
            }
            return encoding
        }
        self.init(
            name: try node.member("source").string(), trims: try node.optional("trim")?.boolean() ?? true,
            nulls: try node.optional("null")?.strings() ?? nulls,
            // The keys are distinct: entries() refuses a key that is written twice.
            replacements: Dictionary(replacements) { first, _ in first }, dates: declared ?? dates)
    }
}

extension ColumnMapping.Origin {
    /// True for what is read from the source, false for what is made up.
    public var isRead: Bool {
        switch self {
        case .source, .byName: true
        case .rowNumber, .constant, .absent: false
        }
    }
}

extension YAMLNode {
    fileprivate func restIsByName() throws(Diagnostic) -> Bool {
        guard let node = try optional("rest") else { return false }
        guard try node.string() == "by-name" else { throw node.error("The only thing to write here is rest: by-name.") }
        return true
    }

    /// The members in the order of `names`; an unknown one is an error, and a missing one unless that is allowed.
    fileprivate func oneForEach(
        _ names: [String], what: String, of owner: String, allowsMissing: Bool
    ) throws(Diagnostic) -> [YAMLNode?] {
        let written = try entries()
        for (name, node) in written where !names.contains(name) {
            let nearest = names.nearest(to: name).map { "Did you mean '\($0)'?" }
            throw node.error(
                "There is no \(what) '\(name)' in \(owner).", hint: nearest ?? "It has \(names.joined(separator: ", ")).")
        }
        return try names.map { (name) throws(Diagnostic) in
            if let found = written.first(where: { $0.0 == name }) { return found.1 }
            if allowsMissing { return nil }
            throw error(
                "The \(what) '\(name)' of \(owner) is not mapped.",
                hint: what == "column"
                    ? "If the hospital does not have it, write \(name): {absent: true}." : "With rest: by-name it is read by its name.")
        }
    }

    fileprivate func rows(restByName: Bool) throws(Diagnostic) -> TableMapping.Rows {
        guard let relation = try optional("relation") else {
            if restByName, try optional("file") == nil, try optional("files") == nil { return .byName }
            return .files(try fileNames())
        }
        for stray in ["file", "files", "delimiter", "quotes"] {
            if let node = try optional(stray) { throw node.error("\(stray) is of CSV files, not of a relation.") }
        }
        return .relation(try relation.string())
    }

    fileprivate func fileNames() throws(Diagnostic) -> [String] {
        let one = try optional("file")
        let several = try optional("files")
        guard (one == nil) != (several == nil), let node = one ?? several else {
            throw error("A table needs either file: NAME or files: [NAME, …].")
        }
        let names = one == nil ? try node.strings() : [try node.string()]
        guard !names.isEmpty, Set(names).count == names.count else { throw node.error("Name at least one file, and each once.") }
        for name in names where name.isEmpty || name.hasPrefix("/") || name.split(separator: "/").contains("..") {
            throw node.error("A file is named relative to the folder that is loaded, without '..'.")
        }
        return names
    }

    /// Nil where nothing is declared and it may be found out.
    fileprivate func dialect(restByName: Bool) throws(Diagnostic) -> CSVDialect? {
        let (delimiterNode, quotesNode) = (try optional("delimiter"), try optional("quotes"))
        if restByName, delimiterNode == nil, quotesNode == nil { return nil }
        let known: [String: UInt8] = [",": 0x2C, ";": 0x3B, "\t": 0x09, "tab": 0x09, "|": 0x7C]
        guard let byte = known[try delimiterNode?.string() ?? ","] else {
            throw (delimiterNode ?? self).error("A delimiter is ',', ';', '|' or tab.")
        }
        switch try quotesNode?.string() ?? "double" {
        case "double": return CSVDialect(delimiter: byte)
        case "none": return CSVDialect(delimiter: byte, hasQuotes: false)
        default: throw (quotesNode ?? self).error("quotes is double or none.")
        }
    }

    fileprivate func decimalComma() throws(Diagnostic) -> Bool {
        guard let node = try optional("decimal") else { return false }
        switch try node.string() {
        case ".": return false
        case ",": return true
        default: throw node.error("decimal is '.' or ','.")
        }
    }
}
