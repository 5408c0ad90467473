import CordonAudit
import CordonTrust
import CordonValues
import Foundation
import Testing

@testable import CordonNode

@Suite struct `Patients who object` {
    /// Patients 1 to 20 with a row in each of two tables.
    private func hospital() throws -> NodeFixture {
        let node = try NodeFixture(catalog: "omop-5.4")
        let persons = (1...20).map { "\($0),8507,\(1950 + $0),0,0" }
        try node.write("person.csv", "person_id,gender_concept_id,year_of_birth,race_concept_id,ethnicity_concept_id\n" + persons.joined(separator: "\n"))
        let periods = (1...20).map { "\(100 + $0),\($0),2020-01-\(10 + $0),2021-01-\(10 + $0),44814724" }
        let header = "observation_period_id,person_id,observation_period_start_date,observation_period_end_date,period_type_concept_id\n"
        try node.write("observation_period.csv", header + periods.joined(separator: "\n"))
        return node
    }

    private func counts(_ node: NodeFixture) throws -> [Int64?] {
        [try node.number("SELECT count(*) FROM person"), try node.number("SELECT count(*) FROM observation_period")]
    }

    @Test func `are left out of the next snapshot with all their rows, and are in the one after when they no longer object`() throws {
        let node = try hospital()
        #expect(try node.load().snapshot?.objections == nil)
        let desk = try ObjectionDesk(node.state)
        #expect(try desk.add([" 3", "17", "3", "999"]) == 3)
        #expect(try counts(node) == [20, 20])
        let snapshot = try #require(try node.load().snapshot)
        #expect(try counts(node) == [18, 18])
        #expect(try node.number("SELECT count(*) FROM person WHERE person_id IN (3, 17)") == 0)
        // 999 matches nobody, and is kept.
        #expect(snapshot.objections?.matched == 2)
        #expect(try ObjectionList.read(node.state.objections)?.patients == ["17", "3", "999"])
        #expect(try desk.remove(["17", "5"]) == 1)
        #expect(try node.load().snapshot?.objections?.matched == 1)
        #expect(try counts(node) == [19, 19])
    }

    @Test func `are imported from a list or a column, all of a file or none of it`() throws {
        let node = try hospital()
        let desk = try ObjectionDesk(node.state)
        try node.write("list.txt", "\u{FEFF}4\r\n\r\n 5 \n")
        try node.write("list.csv", "ward;Patient\nA;6\nB;\nC;\"7\"\n")
        try node.write("torn.csv", "ward,patient\nA,8\nB\n")
        #expect(try desk.import(node.folder.file("csv/list.txt"), column: nil) == 2)
        #expect(try desk.import(node.folder.file("csv/list.csv"), column: "patient") == 2)
        for (file, column) in [("torn.csv", "patient"), ("list.csv", "person"), ("none.txt", nil)] {
            let error = #expect(throws: Diagnostic.self) { try desk.import(node.folder.file("csv/\(file)"), column: column) }
            #expect(error?.code == .fileUnreadable)
        }
        #expect(throws: Diagnostic.self) { try desk.add(["9", ""]) }
        #expect(try ObjectionList.read(node.state.objections)?.patients == ["4", "5", "6", "7"])
    }

    @Test func `stop a load whose list cannot be read or is gone`() throws {
        let node = try hospital()
        _ = try ObjectionDesk(node.state).add(["3"])
        _ = try node.load()
        let path = node.state.objections
        func failure() -> DiagnosticCode? {
            let error = #expect(throws: Diagnostic.self) { try node.load() }
            return error?.code
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(failure() == .fileUnreadable)
        try Data([0x33, 0x0A, 0xFF, 0x0A]).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(failure() == .fileUnreadable)
        // Cut off within a line.
        try Data("3\n1".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(failure() == .fileUnreadable)
        try FileManager.default.removeItem(atPath: path)
        #expect(failure() == .fileUnreadable)
        #expect(node.state.snapshotFolder.files.map(\.number) == [1])
        // A new list, even an empty one, is a decision.
        try node.write("empty.txt", "")
        #expect(try ObjectionDesk(node.state).import(node.folder.file("csv/empty.txt"), column: nil) == 0)
        #expect(try node.load().snapshot?.objections?.matched == 0)
        #expect(try counts(node) == [20, 20])
    }

    @Test func `are told of to nobody else: the list is its owner's, and records have neither identifiers nor numbers`() throws {
        let node = try hospital()
        let desk = try ObjectionDesk(node.state)
        _ = try desk.add(["3", "987654321"])
        try node.write("list.txt", "123454321\n")
        _ = try desk.import(node.folder.file("csv/list.txt"), column: nil)
        _ = try desk.remove(["987654321"])
        _ = try node.load()
        let mode = try FileManager.default.attributesOfItem(atPath: node.state.objections)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let records = try AuditSelection().records(in: .folder(node.state.audit))
        #expect(records.map(\.kind).suffix(4) == ["objections-added", "objections-imported", "objections-removed", "snapshot-loaded"])
        #expect(records.last?.text("objections") == "applied")
        for file in try FileManager.default.subpathsOfDirectory(atPath: node.state.audit.path) {
            let text = String(decoding: FileManager.default.contents(atPath: "\(node.state.audit.path)/\(file)") ?? Data(), as: UTF8.self)
            #expect(!text.contains("987654321") && !text.contains("123454321"))
        }
    }

    @Test func `have a status that says when to load again`() throws {
        let node = try hospital()
        func lines() throws -> [String] { try ObjectionStatus(node.state).lines }
        #expect(try lines() == ["This hospital keeps no list of patients who object."])
        _ = try ObjectionDesk(node.state).add(["3", "999"])
        #expect(try lines() == ["entries     2", "snapshot    nothing is loaded yet: the list is applied by the first load"])
        let snapshot = try #require(try node.load().snapshot)
        let loaded = try #require(Timestamp(secondsSince1970: snapshot.loaded)).text
        #expect(try lines() == ["entries     2", "snapshot    1 of the entries had rows; snapshot 1 of \(loaded) leaves them out"])
        _ = try ObjectionDesk(node.state).add(["4"])
        #expect(try lines().last?.hasSuffix("leaves them out; the list is another one since: load again") == true)
    }
}
