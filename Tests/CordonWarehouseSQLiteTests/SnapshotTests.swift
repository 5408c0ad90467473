import CordonCatalog
import CordonQuery
import CordonTestSupport
import CordonValues
import CordonWarehouse
import CordonWarehouseSQLite
import Foundation
import Testing

extension TemporaryFolder {
    /// Leaves a file's first pages and destroys the rest.
    func overwriteMiddle(of path: String) throws {
        let handle = try FileHandle(forUpdating: URL(filePath: path))
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: size / 4)
        try handle.write(contentsOf: Data(repeating: 0xA5, count: Int(size / 2)))
        try handle.close()
    }
}

struct SnapshotTests {
    private static func row(_ patient: Int64, _ catalog: Catalog) -> [Value] {
        (catalog.table(named: "person")?.columns ?? []).map { $0.role == .patient ? .integer(patient) : .null }
    }

    @Test func `a snapshot describes itself and is the current one`() throws {
        let folder = try TemporaryFolder()
        let catalog = SampleData.catalog()
        let first = try SampleData.write([:], catalog, to: folder.path)
        let writer = try SnapshotWriter(directory: folder.path, catalog: catalog, number: 2)
        try writer.begin("person")
        try writer.insert(Self.row(1, catalog))
        try writer.insert(Self.row(2, catalog))
        let cutoff = try #require(CalendarDate(iso: "2024-12-31"))
        let written = try writer.commit(cutoff: cutoff)
        let current = try SnapshotFolder(directory: folder.path).current(catalog: catalog)
        #expect(current.snapshot == written)
        #expect(written.rows == ["person": 2, "sample": 0])
        #expect(written.id.count == 32 && written.id != first.snapshot.id)
        #expect(SnapshotFolder(directory: folder.path).files.map(\.number) == [1, 2])
        #expect(SnapshotFolder(directory: folder.path).nextNumber == 3)
        try current.checkIntegrity()
        let mode = try FileManager.default.attributesOfItem(atPath: current.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func `another catalog, a half file and no file are refused`() throws {
        let folder = try TemporaryFolder()
        let catalog = SampleData.catalog()
        let warehouse = try SampleData.write([:], catalog, to: folder.path)
        let other = Catalog(name: catalog.name, version: "2", title: "", tables: catalog.tables, hash: String(repeating: "0", count: 64))
        func code(_ path: String, _ catalog: Catalog) -> DiagnosticCode? {
            do { _ = try SQLiteWarehouse.open(path: path, catalog: catalog); return nil } catch { return error.code }
        }
        #expect(code(warehouse.path, other) == .snapshotMissing)
        #expect(code(folder.file("nowhere.sqlite"), catalog) == .snapshotMissing)
        let bytes = try #require(FileManager.default.contents(atPath: warehouse.path))
        try bytes.prefix(bytes.count / 2 + 100).write(to: URL(filePath: folder.file("half.sqlite")))
        #expect(code(folder.file("half.sqlite"), catalog) == .snapshotMissing)
        try Data("not a database at all".utf8).write(to: URL(filePath: folder.file("text.sqlite")))
        #expect(code(folder.file("text.sqlite"), catalog) == .snapshotMissing)
    }

    @Test func `a row that a table cannot hold is refused and the load goes on`() throws {
        let folder = try TemporaryFolder()
        let catalog = SampleData.catalog()
        let writer = try SnapshotWriter(directory: folder.path, catalog: catalog, number: 1)
        func code(_ row: [Value]) -> DiagnosticCode? {
            do { try writer.insert(row); return nil } catch { return error.code }
        }
        try writer.begin("person")
        let good = Self.row(7, catalog)
        #expect(code(good) == nil)
        #expect(code(good) == .conflict)
        #expect(code(Array(good.dropLast())) == .typeMismatch)
        #expect(code([.null] + good.dropFirst()) == .typeMismatch)
        for (type, value) in [
            (ValueType.integer, Value.integer(2_147_483_648)), (.double, .double(.nan)), (.double, .double(.infinity)), (.boolean, .integer(1)),
            (.text, .integer(1)), (.date, .text("2024-01-01")),
        ] {
            let place = try #require(catalog.table(named: "person")?.columns.firstIndex { $0.name == "\(type.rawValue)_a" })
            var bad = Self.row(8, catalog)
            bad[place] = value
            #expect(code(bad) == .typeMismatch)
        }
        try writer.begin("sample")
        let sample = [Value.integer(1)] + Self.row(7, catalog)
        #expect(code(sample) == nil)
        #expect(code(sample) == .conflict)
        #expect(try writer.commit(cutoff: .last).rows == ["person": 1, "sample": 1])
    }

    @Test func `one load at a time writes to a directory, and numbers only grow`() throws {
        let folder = try TemporaryFolder()
        let catalog = SampleData.catalog()
        func code(_ number: Int64) -> DiagnosticCode? {
            do { _ = try SnapshotWriter(directory: folder.path, catalog: catalog, number: number); return nil } catch { return error.code }
        }
        do {
            let writer = try SnapshotWriter(directory: folder.path, catalog: catalog, number: 5)
            #expect(code(6) == .conflict)
            _ = try writer.commit(cutoff: .last)
        }
        #expect(code(5) == .conflict)
        #expect(code(4) == .conflict)
        #expect(code(6) == nil)
        #expect(SnapshotFolder(directory: folder.path).files.map(\.number) == [5])
    }

    @Test func `a load that is killed leaves nothing that is taken for a snapshot`() async throws {
        let folder = try TemporaryFolder()
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = folder.path as String] in
            let catalog = SampleData.catalog()
            let writer = try SnapshotWriter(directory: path, catalog: catalog, number: 1)
            try writer.begin("person")
            for patient in 0..<500 { try writer.insert(SnapshotTests.row(Int64(patient), catalog)) }
            kill(getpid(), SIGKILL)
        }
        let catalog = SampleData.catalog()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).contains("snapshot-1.loading"))
        #expect(SnapshotFolder(directory: folder.path).files == [])
        let warehouse = try SampleData.write([:], catalog, to: folder.path)
        #expect(warehouse.snapshot.number == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["load.lock", "snapshot-1.sqlite"])
    }

    @Test func `NULL is a group of its own, and a patient counts once in each group`() throws {
        let folder = try TemporaryFolder()
        let catalog = SampleData.catalog()
        let place = try #require(catalog.table(named: "sample")?.columns.firstIndex { $0.name == "text_a" })
        var number: Int64 = 0
        func sample(_ patient: Int64, _ text: Value) -> [Value] {
            number += 1
            var row = [.integer(number)] + Self.row(patient, catalog)
            row[place] = text
            return row
        }
        let samples = [sample(1, .text("a")), sample(2, .null), sample(1, .null), sample(1, .text("a")), sample(2, .null), sample(3, .text(""))]
        let warehouse = try SampleData.write(["sample": samples], catalog, to: folder.path)
        let query = PlanBuilder.query(
            .scan(table: "sample", relation: 0), keys: [PlanBuilder.column("text_a", .text)], aggregates: [PlanBuilder.rows, PlanBuilder.patients])
        let partial = try warehouse.answer(query.parts[0], limits: ExecutionLimits(), cancellation: Cancellation())
        #expect(partial.keys == [[.text("")], [.text("a")], [.null]])
        #expect(partial.patients == [1, 1, 2])
        #expect(partial.columns[0].states == [.count(1), .count(2), .count(3)])
        #expect(partial.columns[1].states == [.count(1), .count(1), .count(2)])
        #expect(partial.columns[0].contributors == [1, 1, 2])
    }
}
