import CordonCatalog
import CordonSQLite
import CordonTestSupport
import CordonValues
import CordonWarehouseSQLite
import Foundation
import Testing

@testable import CordonNode

/// A catalog of a few lines, and sources for it.
private struct SmallSource {
    let folder: TemporaryFolder
    let catalog: Catalog

    init() throws {
        folder = try TemporaryFolder()
        let yaml = """
            catalog: small
            version: "1"
            title: A small one
            tables:
              person:
                title: People
                kind: patient-local
                patient_key: person_id
                row_key: [person_id]
                columns:
                  person_id: {type: bigint, role: patient, nullable: false, title: Key}
                  sex: {type: text, role: category, title: Sex}
                  weight: {type: double, role: measure, title: Weight}
                  born: {type: date, role: date, grain: year, title: Day of birth}
              word:
                title: Words
                kind: replicated
                row_key: [word_id]
                columns:
                  word_id: {type: integer, role: category, nullable: false, title: Key}
                  name: {type: text, role: category, nullable: false, title: Name}
            """
        catalog = try Catalog(yaml: Data(yaml.utf8), place: "small.yaml")
        for name in ["source", "snapshots", "reports"] {
            try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: true)
        }
    }

    func write(_ name: String, _ bytes: Data) throws { try bytes.write(to: URL(filePath: folder.file("source/\(name)"))) }
    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    func mapping(_ yaml: String) throws -> Mapping { try Mapping(yaml: Data(yaml.utf8), place: "mapping.yaml", catalog: catalog) }

    func load(_ source: String = "source", mapping: Mapping? = nil, maximumRejectedShare: Double = 0) throws(Diagnostic) -> SnapshotLoad.Outcome {
        try SnapshotLoad(
            source: folder.file(source), catalog: catalog, mapping: mapping ?? .byName(catalog),
            snapshots: SnapshotFolder(directory: folder.file("snapshots")), reports: folder.file("reports"), cutoff: .last,
            maximumRejectedShare: maximumRejectedShare, keptSnapshots: 3
        ).run()
    }

    func failure() -> Diagnostic? {
        do throws(Diagnostic) {
            _ = try load()
            return nil
        } catch {
            return error
        }
    }

    /// The rows of a table of the newest snapshot, columns parted by a bar.
    func rows(_ table: String) throws -> [String] {
        let file = try #require(SnapshotFolder(directory: folder.file("snapshots")).files.last)
        let db = try Connection(path: file.path, mode: .readOnly)
        return try db.query("SELECT * FROM \(table) ORDER BY 1") { row in
            (0..<row.count).map { row.isNull($0) ? "-" : row.text($0) }.joined(separator: "|")
        }
    }

    func database(_ name: String, _ script: String) throws {
        let db = try Connection(path: folder.file(name), mode: .create)
        try db.executeScript(script)
    }
}

/// The same three rows in several archives, made by gzip, zstd and Python, not by the code under test.
private enum Archives {
    static let text = "PERSON_ID,Sex,weight,born\n1,F,60.5,1970-01-02\n2,M,,2000-02-29\n"
    static let expected = ["1|F|60.5|1", "2|M|-|11016"]
    static let gzip = "H4sIAAAAAAACAwtwDQr294v3dNEJTq3QKU/NTM8o0UnKL8rjMtRx0zEz0DPVMbQ0N9A1MNQ1MOIy0vHV0TEyMADyjXSNLLkAHxZb7j4AAAA="
    static let gzipTwice = "H4sIAAAAAAACAwtwDQr294v3dNEJTq3QKU/NTM8o0UnKL8rjMtRx0wEASz6cXx4AAAAfiwgAAAAAAAIDMzPQM9UxtDQ30DUw1DUw4jLS8dXRMTIwAPKNdI0suQAzCfEtIAAAAA=="
    static let zstd = "KLUv/QRY8QEAUEVSU09OX0lELFNleCx3ZWlnaHQsYm9ybgoxLEYsNjAuNSwxOTcwLTAxLTAyCjIsTSwsMjAwMC0wMi0yOQrunKxN"

    static func data(_ base64: String) throws -> Data { try #require(Data(base64Encoded: base64)) }
}

@Suite struct `Compressed files` {
    @Test(arguments: [("person.csv.gz", Archives.gzip), ("PERSON.csv.GZ", Archives.gzipTwice), ("person.csv.zst", Archives.zstd)])
    func `an archive loads as the file in it`(_ name: String, _ archive: String) throws {
        let source = try SmallSource()
        try source.write(name, Archives.data(archive))
        let outcome = try source.load()
        #expect(outcome.snapshot != nil)
        #expect(try source.rows("person") == Archives.expected)
    }

    @Test(arguments: [("person.csv.gz", Archives.gzip), ("person.csv.zst", Archives.zstd)])
    func `an archive that is cut off or damaged anywhere is refused, and the snapshot before stays`(_ name: String, _ archive: String) throws {
        let source = try SmallSource()
        let whole = try Archives.data(archive)
        try source.write(name, whole)
        let first = try #require(try source.load().snapshot)
        var damaged: [Data] = stride(from: 1, to: whole.count, by: 3).map { whole.prefix($0) }
        for index in stride(from: 0, to: whole.count, by: 5) {
            var bytes = whole
            bytes[index] ^= 0x55
            damaged.append(bytes)
        }
        damaged.append(whole + Data("trailing".utf8))
        var refused = 0
        for bytes in damaged {
            try source.write(name, bytes)
            if let error = source.failure() {
                refused += 1
                #expect(error.code == .fileUnreadable || error.code == .mappingInvalid, "\(error)")
            } else {
                // Some bytes of a header say nothing of the content (a time, a flag).
                #expect(try source.rows("person") == Archives.expected)
            }
        }
        #expect(refused > damaged.count * 3 / 4)
        let newest = SnapshotFolder(directory: source.folder.file("snapshots")).files.last
        #expect((newest?.number ?? 0) >= first.number)
    }

    @Test func `two files for one table are a conflict that names both`() throws {
        let source = try SmallSource()
        try source.write("person.csv", Archives.text)
        try source.write("person.csv.gz", Archives.data(Archives.gzip))
        let error = #expect(throws: Diagnostic.self) { try source.load() }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("person.csv.gz") == true)
    }
}

@Suite struct `Finding out` {
    @Test(arguments: [",", "\t", ";", "|"]) func `the delimiter is the one that makes the table's columns`(_ delimiter: String) throws {
        let source = try SmallSource()
        try source.write("person.csv", Archives.text.replacing(",", with: delimiter))
        _ = try source.load()
        #expect(try source.rows("person") == Archives.expected)
    }

    @Test func `a quote in a file of tabs is a character like any other`() throws {
        let source = try SmallSource()
        try source.write("person.csv", Archives.text)
        try source.write("WORD.csv", "word_id\tname\n1\t\"Old\" name\n2\tsaid \"so\n")
        _ = try source.load()
        #expect(try source.rows("word") == ["1|\"Old\" name", "2|said \"so"])
    }

    /// What the column holds for 2000-02-29 and 1970-01-02, and which encoding that is; nil: none can be told.
    static let dates: [(String, String, DateEncoding?)] = [
        ("2000-02-29", "1970-01-02", .iso),
        ("2000-02-29T10:11:12", "1970-01-02 00:00:00", .iso),
        ("20000229", "19700102", .iso),
        ("951782400", "86400", nil),
        ("951782400", "951868799", .unixSeconds),
        ("2451603.5", "2440588.5", .julianDay),
        ("2451604", "2440589.25", .julianDay),
        ("36585", "25570", nil),
        ("29.02.2000", "02.01.1970", nil),
    ]

    @Test(arguments: dates) func `how days are written`(_ first: String, _ second: String, _ encoding: DateEncoding?) throws {
        let source = try SmallSource()
        try source.write("person.csv", "person_id,born\n1,\(first)\n2,\n3,\(second)\n")
        guard let encoding else {
            let error = #expect(throws: Diagnostic.self) { try source.load() }
            #expect(error?.code == .mappingInvalid)
            #expect(error?.message.contains("born") == true)
            #expect(error?.description.contains(first) == false)
            return
        }
        let outcome = try source.load()
        #expect(outcome.report.tables[0].foundDates == (encoding == .iso ? [:] : ["born": encoding]))
        let second = encoding == .unixSeconds ? "11016" : "1"
        #expect(try source.rows("person") == ["1|-|-|11016", "2|-|-|-", "3|-|-|\(second)"])
    }

    @Test func `columns that are not in the catalog are named, missing ones are NULL, missing tables are empty`() throws {
        let source = try SmallSource()
        try source.write("Person.CSV", "extra,PERSON_ID\nx,7\n")
        let outcome = try source.load()
        #expect(outcome.report.tables[0].ignoredColumns == ["extra"])
        #expect(outcome.report.tables[1].isMissing)
        #expect(outcome.report.summary.last == "not there, and left empty: word")
        #expect(!outcome.report.hasWarnings)
        #expect(try source.rows("person") == ["7|-|-|-"])
    }

    @Test func `a key that is missing, and a folder without any table, are errors`() throws {
        let source = try SmallSource()
        #expect(throws: Diagnostic.self) { try source.load() }
        try source.write("person.csv", "sex\nF\n")
        let error = #expect(throws: Diagnostic.self) { try source.load() }
        #expect(error?.message.contains("person_id") == true)
        #expect(throws: Diagnostic.self) { try source.load("nowhere") }
    }
}

@Suite struct `A SQLite file as the source` {
    private static let script = """
        CREATE TABLE PERSON (person_id INTEGER, Sex TEXT, weight, born TEXT, more TEXT);
        INSERT INTO PERSON VALUES (1, 'F', 60.5, '1970-01-02', 'x'), (2, 'M', NULL, '2000-02-29', 'y');
        CREATE TABLE raw_words (id, label);
        INSERT INTO raw_words VALUES (5, 'five'), (3, 'three'), ('4', 'four');
        CREATE VIEW word AS SELECT id AS word_id, upper(label) AS name FROM raw_words;
        """

    @Test(arguments: ["file", "folder"]) func `its tables and views are read by name`(_ how: String) throws {
        let source = try SmallSource()
        try source.database("source/hospital.db", Self.script)
        let outcome = try source.load(how == "file" ? "source/hospital.db" : "source")
        #expect(try source.rows("person") == Archives.expected)
        #expect(try source.rows("word") == ["3|THREE", "4|FOUR", "5|FIVE"])
        #expect(outcome.report.tables[0].ignoredColumns == ["more"])
    }

    @Test func `a mapping names relations, spellings and dates`() throws {
        let source = try SmallSource()
        try source.database("h.sqlite", "CREATE TABLE patients (nr, sx, w, b); INSERT INTO patients VALUES (9, 1, -1, 951782400), (10, 2, 3.25, 86400)")
        let mapping = try source.mapping(
            """
            mapping: small
            rest: by-name
            tables:
              person:
                relation: Patients
                columns:
                  person_id: nr
                  sex: {source: sx, map: {"1": F, "2": M}}
                  weight: {source: w, "null": ["-1"]}
                  born: {source: b, date: unix-seconds}
            """)
        _ = try source.load("h.sqlite", mapping: mapping)
        #expect(try source.rows("person") == ["9|F|-|11016", "10|M|3.25|1"])
    }

    @Test func `what is no value of the column is rejected by row and counted, without being repeated`() throws {
        let source = try SmallSource()
        try source.database(
            "h.sqlite",
            "CREATE TABLE person (person_id, sex, weight); INSERT INTO person VALUES (1, 'F', 'heavy'), (2, x'00ff', 1), (NULL, 'M', 1), (3.5, 'M', 1), (4, 'M', 2), (4, 'F', 2), (5.0, 'M', 7)")
        let outcome = try source.load("h.sqlite", maximumRejectedShare: 0.9)
        #expect(outcome.report.tables[0].rejectedLines == 5)
        #expect(try source.rows("person") == ["4|M|2.0|-", "5|M|7.0|-"])
        #expect(outcome.firstRejections.first == "person line 1: weight is not a value of the column's type")
        #expect(!outcome.firstRejections.joined().contains("heavy"))
    }

    @Test func `a relation that is not there, a broken view and a file that is no database are errors`() throws {
        let source = try SmallSource()
        try source.database("h.sqlite", "CREATE TABLE base (x); CREATE VIEW person AS SELECT y AS person_id FROM base")
        let broken = #expect(throws: Diagnostic.self) { try source.load("h.sqlite") }
        #expect(broken?.code == .fileUnreadable)
        let mapping = try source.mapping("mapping: small\nrest: by-name\ntables: {person: {relation: bas}}")
        let missing = #expect(throws: Diagnostic.self) { try source.load("h.sqlite", mapping: mapping) }
        #expect(missing?.hint == "Did you mean 'base'?")
        try source.write("text.sqlite", "no database")
        #expect(throws: Diagnostic.self) { try source.load("source/text.sqlite") }
    }

    @Test func `a damaged database is an error and leaves nothing`() throws {
        let source = try SmallSource()
        try source.database("h.sqlite", Self.script + String(repeating: "INSERT INTO PERSON SELECT person_id + (SELECT max(person_id) FROM PERSON), Sex, weight, born, more FROM PERSON;", count: 10))
        var bytes = try Data(contentsOf: URL(filePath: source.folder.file("h.sqlite")))
        for index in stride(from: 4096, to: bytes.count, by: 7) { bytes[index] = 0xA5 }
        try bytes.write(to: URL(filePath: source.folder.file("h.sqlite")))
        #expect(throws: Diagnostic.self) { try source.load("h.sqlite") }
        #expect(SnapshotFolder(directory: source.folder.file("snapshots")).files.isEmpty)
    }
}
