import CordonValues
import Crypto
import Foundation
import Synchronization
import Yams

extension Catalog {
    /// Names of the catalogs that Cordon ships. They are inside the program: it is installed as one file.
    public static let shippedNames = ["demo-care", "heart-registry", "omop-5.3", "omop-5.4"]

    /// One of the catalogs that Cordon ships. Each is read once.
    public static func shipped(_ name: String) throws(Diagnostic) -> Catalog {
        if let known = known.withLock({ $0[name] }) { return known }
        let catalog = try Catalog(yaml: shippedFile(name), place: "\(name).yaml")
        known.withLock { $0[name] = catalog }
        return catalog
    }

    private static let known = Mutex<[String: Catalog]>([:])

    /// The bytes of a shipped catalog's file, as a charter's hash covers them.
    public static func shippedFile(_ name: String) throws(Diagnostic) -> Data {
        switch name {
        case "demo-care": return Data(PackageResources.demo_care_yaml)
        case "heart-registry": return Data(PackageResources.heart_registry_yaml)
        case "omop-5.3": return Data(PackageResources.omop_5_3_yaml)
        case "omop-5.4": return Data(PackageResources.omop_5_4_yaml)
        default:
            throw Diagnostic(
                .catalogInvalid, "There is no shipped catalog '\(name)'.",
                hint: "The shipped ones are \(shippedNames.joined(separator: ", ")).")
        }
    }

    /// What people name a catalog by: the name of a shipped one, or else a file, which is at `path`.
    public static func shipped(_ name: String, orFile path: String) throws(Diagnostic) -> Catalog {
        shippedNames.contains(name) ? try shipped(name) : try Catalog(file: path)
    }

    /// Reads a catalog from a file.
    public init(file: String) throws(Diagnostic) {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw Diagnostic(
                .fileUnreadable, "The catalog file '\(file)' cannot be read.",
                hint: "Check its path and permissions. The catalogs that go by a name are \(Self.shippedNames.joined(separator: ", ")).")
        }
        try self.init(yaml: bytes, place: file)
    }

    /// Reads a catalog from the bytes of its YAML file; `place` names the file in errors. Unknown and missing members, names used
    /// twice and facts that contradict each other are errors, with the line.
    public init(yaml bytes: Data, place: String) throws(Diagnostic) {
        let root = try YAMLNode(bytes, place: place, code: .catalogInvalid)
        try root.allow(["catalog", "version", "title", "tables"])
        let hash = Hexadecimal.encode(SHA256.hash(data: bytes))
        let tables = try root.member("tables").entries().map { (name, node) throws(Diagnostic) in
            try CatalogTable(name: name, node)
        }
        self.init(
            name: try root.member("catalog").string(), version: try root.member("version").string(),
            title: try root.member("title").string(), tables: tables, hash: hash)
    }
}

extension CatalogTable {
    fileprivate init(name: String, _ node: YAMLNode) throws(Diagnostic) {
        try node.allow(["title", "kind", "patient_key", "row_key", "indexes", "columns"])
        try node.requireName(name)
        let columnsNode = try node.member("columns")
        let columns = try columnsNode.entries().map { (name, node) throws(Diagnostic) in
            try CatalogColumn(name: name, node)
        }
        let rowKeyNode = try node.member("row_key")
        let rowKey = try rowKeyNode.strings()
        if let missing = rowKey.first(where: { key in !columns.contains { $0.name == key } }) {
            throw rowKeyNode.error("The row key names '\(missing)', which is not a column of '\(name)'.")
        }
        guard !rowKey.isEmpty, Set(rowKey).count == rowKey.count else {
            throw rowKeyNode.error("The row key names one column at least, and each once.")
        }
        let kind: Kind
        switch try node.member("kind").string() {
        case "patient-local":
            let key = try node.member("patient_key").string()
            guard let column = columns.first(where: { $0.name == key }), column.role == .patient, !column.nullable else {
                throw try node.member("patient_key").error(
                    "The patient key '\(key)' must be a column of '\(name)' with role patient and nullable: false.")
            }
            try columnsNode.refusePatients(in: columns, except: key)
            kind = .patientLocal(patientKey: key, rowKey: rowKey)
        case "replicated":
            try node.refusePatientKey("A replicated table", columnsNode, columns)
            kind = .replicated(rowKey: rowKey)
        case "node-owned":
            try node.refusePatientKey("A node-owned table", columnsNode, columns)
            kind = .nodeOwned(rowKey: rowKey)
        default:
            throw try node.member("kind").error("A table's kind is patient-local, node-owned or replicated.")
        }
        let indexes = try node.optional("indexes")?.elements().map { (node) throws(Diagnostic) in try node.index(of: columns) } ?? []
        self.init(name: name, title: try node.member("title").string(), kind: kind, columns: columns, indexes: indexes)
    }
}

extension CatalogColumn {
    fileprivate init(name: String, _ node: YAMLNode) throws(Diagnostic) {
        try node.allow(["type", "role", "title", "unit", "nullable", "codes", "bin", "bounds", "grain"])
        try node.requireName(name)
        let typeNode = try node.member("type")
        guard let type = ValueType(rawValue: try typeNode.string()) else {
            let known = ValueType.allCases.map(\.rawValue).joined(separator: ", ")
            throw typeNode.error("A column's type is one of \(known).")
        }
        self.init(
            name: name, type: type, role: try ColumnRole(node, type: type), unit: try node.optional("unit")?.string(),
            title: try node.member("title").string(), nullable: try node.optional("nullable")?.boolean() ?? true)
    }
}

extension ColumnRole {
    fileprivate init(_ node: YAMLNode, type: ValueType) throws(Diagnostic) {
        let roleNode = try node.member("role")
        let word = try roleNode.string()
        let facts: [String: [String]] = [
            "patient": [], "node-key": [], "category": ["codes"], "measure": ["bin", "bounds"], "date": ["grain"], "identifier": [],
            "text": [],
        ]
        for fact in ["codes", "bin", "bounds", "grain"] where facts[word]?.contains(fact) == false {
            if let stray = try node.optional(fact) { throw stray.error("A column with role \(word) has no '\(fact)'.") }
        }
        switch word {
        case "patient": self = .patient
        case "node-key": self = .nodeKey
        case "identifier": self = .identifier
        case "text": self = .text
        case "category":
            self = .category(codes: try node.optional("codes")?.codes(type) ?? [])
        case "measure":
            guard type.isNumber else { throw roleNode.error("A measure has a numeric type, not \(type.rawValue).") }
            self = .measure(bin: try node.optional("bin")?.positive(), bounds: try node.optional("bounds")?.bounds())
        case "date":
            guard type == .date || type == .timestamp else {
                throw roleNode.error("A column with role date has type date or timestamp, not \(type.rawValue).")
            }
            let grainNode = try node.member("grain")
            guard let grain = DateGrain(rawValue: try grainNode.string()) else {
                throw grainNode.error("A grain is one of \(DateGrain.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            self = .date(grain: grain)
        default:
            throw roleNode.error("A role is one of patient, node-key, category, measure, date, identifier, text.")
        }
    }
}

extension Value {
    /// A code as a catalog writes it: the column's type decides how the text reads.
    fileprivate init?(catalogText text: String, type: ValueType) {
        switch type {
        case .integer, .bigint: guard let whole = Int64(text) else { return nil }; self = .integer(whole)
        case .boolean: guard let truth = Bool(text) else { return nil }; self = .boolean(truth)
        case .text: self = .text(text)
        case .date: guard let day = CalendarDate(iso: text) else { return nil }; self = .date(day)
        case .timestamp: guard let time = CalendarTimestamp(text: text) else { return nil }; self = .timestamp(time)
        case .numeric, .double: return nil
        }
    }
}

extension YAMLNode {
    fileprivate func requireName(_ name: String) throws(Diagnostic) {
        let letters = name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
        guard letters, let first = name.utf8.first, !(0x30...0x39).contains(first), name.utf8.count <= 63 else {
            throw error("'\(name)' is no usable name: lower-case letters, digits and underscores, at most 63, a letter first.")
        }
    }

    fileprivate func refusePatientKey(_ what: String, _ columnsNode: YAMLNode, _ columns: [CatalogColumn]) throws(Diagnostic) {
        if let stray = try optional("patient_key") { throw stray.error("\(what) has no patient key.") }
        try columnsNode.refusePatients(in: columns, except: nil)
    }

    /// A rule of the whole: patients are told apart by one column of a table. A second one with this role would let rows of different
    /// people meet, and thresholds count the wrong ones.
    fileprivate func refusePatients(in columns: [CatalogColumn], except key: String?) throws(Diagnostic) {
        guard let stray = columns.first(where: { $0.role == .patient && $0.name != key }) else { return }
        let place = try member(stray.name).member("role")
        throw place.error(
            "'\(stray.name)' has role patient, but "
                + (key.map { "patients of this table are told apart by its patient_key, '\($0)'." } ?? "a table that is not patient-local has no patients."),
            hint: "Give '\(stray.name)' the role identifier.")
    }

    /// The columns of one index, in its order.
    fileprivate func index(of columns: [CatalogColumn]) throws(Diagnostic) -> [String] {
        let names = try strings()
        guard !names.isEmpty, Set(names).count == names.count else { throw error("An index names one column at least, and each once.") }
        for name in names {
            switch columns.first(where: { $0.name == name })?.role {
            case nil: throw error("An index names '\(name)', which is not a column of its table.")
            case .identifier, .text: throw error("An index names '\(name)', which no question can read.")
            case .patient, .nodeKey, .category, .measure, .date: continue
            }
        }
        return names
    }

    /// A code list: its keys are values of the column's type, each once however it is spelt.
    fileprivate func codes(_ type: ValueType) throws(Diagnostic) -> [CategoryCode] {
        var spellings: [Value: String] = [:]
        return try entries().map { (code, label) throws(Diagnostic) in
            guard let value = Value(catalogText: code, type: type) else {
                throw label.error("The code '\(code)' is not a value of type \(type.rawValue).")
            }
            if let first = spellings.updateValue(code, forKey: value) {
                throw label.error("The codes '\(first)' and '\(code)' are the same \(type.rawValue).")
            }
            return CategoryCode(value: value, label: try label.string())
        }
    }

    fileprivate func positive() throws(Diagnostic) -> Rational {
        guard let number = Rational(decimal: try string()), number > .zero else { throw error("A bin is a number above zero.") }
        return number
    }

    fileprivate func bounds() throws(Diagnostic) -> ClosedRange<Rational> {
        let ends = try strings()
        guard ends.count == 2, let low = Rational(decimal: ends[0]), let high = Rational(decimal: ends[1]), low <= high else {
            throw error("Bounds are two numbers, [low, high].")
        }
        return low...high
    }
}
