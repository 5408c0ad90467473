import CordonCatalog
import CordonValues
import Foundation

/// What a hospital loads from: a folder of CSV files, or one SQLite file.
enum LoadSource {
    case folder(SourceFolder)
    case database(SourceDatabase)

    /// `path` is a folder of CSV files, a SQLite file, or a folder that holds one and no CSV file of any table.
    init(path: String, mapping: Mapping) throws(Diagnostic) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw Diagnostic(.fileUnreadable, "There is nothing at '\(path)'.", hint: "Name the folder of CSV files, or the SQLite file.")
        }
        guard isFolder.boolValue else {
            guard SourceDatabase.isDatabase(path) else {
                throw Diagnostic(
                    .fileUnreadable, "'\(path)' is neither a folder nor a SQLite file.", hint: "CSV files are named by their folder.")
            }
            self = .database(try SourceDatabase(path: path))
            return
        }
        let folder = try SourceFolder(path: path)
        guard let database = try folder.database(for: mapping) else {
            self = .folder(folder)
            return
        }
        self = .database(try SourceDatabase(path: "\(path)/\(database)"))
    }

    /// Where the rows of a table are; nowhere when a table that is found by its name is not there.
    func parts(of table: TableMapping) throws(Diagnostic) -> [SourcePart] {
        switch self {
        case .folder(let folder): return try folder.parts(of: table)
        case .database(let database):
            switch table.rows {
            case .byName: return database.relation(named: table.table.name).map { [.relation(database, $0)] } ?? []
            case .relation(let name):
                guard let found = database.relation(named: name) else {
                    throw Diagnostic(
                        .mappingInvalid, "'\(database.place)' has no table or view '\(name)', from which '\(table.table.name)' is read.",
                        hint: database.relations.nearest(to: name).map { "Did you mean '\($0)'?" })
                }
                return [.relation(database, found)]
            case .files:
                throw Diagnostic(
                    .mappingInvalid, "The mapping reads '\(table.table.name)' from CSV files, but '\(database.place)' is a SQLite file.",
                    hint: "Write relation: NAME in place of file.")
            }
        }
    }

    /// Refuses a source that has no table at all under the catalog's names: then it is the wrong folder.
    func check(_ mapping: Mapping) throws(Diagnostic) {
        for table in mapping.tables {
            if try !parts(of: table).isEmpty { return }
        }
        throw Diagnostic(
            .fileUnreadable, "There is no table of the catalog '\(mapping.catalog)' here.",
            hint: "Files, tables and views are named as the catalog's tables: \(mapping.tables.first?.table.name ?? "patient").csv.")
    }

    /// Bytes of a part, for showing how far a load is.
    func size(_ part: SourcePart) -> Int {
        guard case .file(let folder, let name) = part else { return 0 }
        return ((try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size]) as? Int) ?? 0
    }
}

/// A folder of CSV files, compressed or not.
struct SourceFolder {
    let path: String
    private let names: [String]
    private static let endings = ["csv", "tsv"].flatMap { ending in ([""] + Compression.allCases.map(\.rawValue)).map { ".\(ending)\($0)" } }

    init(path: String) throws(Diagnostic) {
        self.path = path
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            throw Diagnostic(.fileUnreadable, "The folder '\(path)' cannot be read.", hint: "Check its permissions.")
        }
        self.names = names.sorted()
    }

    func parts(of table: TableMapping) throws(Diagnostic) -> [SourcePart] {
        switch table.rows {
        case .files(let files): return files.map { .file(folder: path, name: $0) }
        case .byName:
            let found = files(named: table.table.name)
            guard found.count <= 1 else {
                throw Diagnostic(
                    .conflict, "'\(table.table.name)' could be read from \(found.joined(separator: " or ")).",
                    hint: "Keep one of them, or name the files in the mapping.")
            }
            return found.map { .file(folder: path, name: $0) }
        case .relation(let name):
            throw Diagnostic(
                .mappingInvalid, "The mapping reads '\(table.table.name)' from the relation '\(name)', but '\(path)' holds CSV files.",
                hint: "Name the SQLite file itself.")
        }
    }

    /// The SQLite file that is meant when there is exactly one and the mapping asks for relations, or no CSV file fits any table.
    func database(for mapping: Mapping) throws(Diagnostic) -> String? {
        let databases = names.filter { SourceDatabase.isDatabase("\(path)/\($0)") }
        guard let only = databases.first else { return nil }
        let wantsRelations = mapping.tables.contains { if case .relation = $0.rows { true } else { false } }
        let hasFiles = mapping.tables.contains { !$0.files.isEmpty || !files(named: $0.table.name).isEmpty }
        if hasFiles, !wantsRelations { return nil }
        guard databases.count == 1 else {
            throw Diagnostic(.conflict, "'\(path)' holds several SQLite files.", hint: "Name the one to load.")
        }
        return only
    }

    private func files(named table: String) -> [String] {
        names.filter { name in Self.endings.contains { name.lowercased() == table + $0 } }
    }
}
