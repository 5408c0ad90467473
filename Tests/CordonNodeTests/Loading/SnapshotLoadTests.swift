import CordonCatalog
import CordonSQLite
import CordonTestSupport
import CordonTrust
import CordonValues
import CordonWarehouseSQLite
import Foundation
import Testing

@testable import CordonNode

/// A node's state folder in a folder of its own.
struct NodeFixture {
    let folder: TemporaryFolder
    let state: StateFolder
    let card: Signed<MemberCard>

    init(id: String = "hospital-a", catalog: String = "heart-registry", minimumThreshold: Int = 11) throws {
        folder = try TemporaryFolder()
        state = StateFolder(path: folder.file("state"))
        let identity = try NodeIdentity(id: id, name: "A hospital", jurisdiction: "CH")
        card = try NodeSetup.initialise(
            state, .init(identity: identity, minimumMode: .merged, minimumThreshold: minimumThreshold, catalog: catalog), now: Date())
    }

    /// Writes a file into the folder that is loaded.
    func write(_ name: String, _ text: String) throws {
        try FileManager.default.createDirectory(atPath: folder.file("csv"), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: folder.file("csv/\(name)")))
    }

    func load(
        from source: String? = nil, mapping: String? = nil, maximumRejectedShare: Double = 0.01
    ) throws -> SnapshotLoad.Outcome {
        try SnapshotLoad(
            state, source: source ?? folder.file("csv"), mappingFile: mapping,
            cutoff: CalendarDate(iso: "2026-06-30") ?? .last, maximumRejectedShare: maximumRejectedShare
        ).run()
    }

    /// One value of the newest snapshot.
    func number(_ sql: String) throws -> Int64? {
        let file = try #require(state.snapshotFolder.files.last)
        let db = try Connection(path: file.path, mode: .readOnly)
        return try db.first(sql, []) { $0.integer(0) }
    }

    /// The mappings and templates that hospitals get.
    static func nodesFile(_ name: String) -> String {
        URL(filePath: #filePath).appending(path: "../../../../nodes/\(name)").standardizedFileURL.path
    }
}

@Suite struct `Loading the heart hospitals` {
    @Test(
        .enabled(if: SharedData.has("data/uci_heart")),
        arguments: [("cleveland", 303, 0), ("hungarian", 294, 23), ("switzerland", 123, 123), ("va", 200, 56)])
    func `each loads whole, with its own spellings of what was not measured`(name: String, rows: Int64, withoutChol: Int64) throws {
        let node = try NodeFixture(id: name)
        let outcome = try node.load(
            from: SharedData.path("data/uci_heart"), mapping: NodeFixture.nodesFile("heart/\(name)/mapping.yaml"))
        #expect(outcome.report.rejectedLines == 0)
        #expect(outcome.snapshot?.totalRows == rows)
        #expect(try node.number("SELECT count(*) FROM patient") == rows)
        #expect(try node.number("SELECT count(*) FROM patient WHERE chol IS NULL") == withoutChol)
        #expect(try node.number("SELECT count(DISTINCT patient_id) FROM patient") == rows)
        #expect(try node.number("SELECT count(*) FROM patient WHERE chol = 0") == 0)
    }

    @Test(.enabled(if: SharedData.has("data/uci_heart"))) func `Cleveland's 63 point 0 is the integer 63`() throws {
        let node = try NodeFixture()
        _ = try node.load(from: SharedData.path("data/uci_heart"), mapping: NodeFixture.nodesFile("heart/cleveland/mapping.yaml"))
        #expect(try node.number("SELECT age FROM patient ORDER BY patient_id LIMIT 1") == 63)
    }

    @Test(.enabled(if: SharedData.has("data/uci_heart"))) func `a column without any value is named`() throws {
        let node = try NodeFixture()
        let outcome = try node.load(
            from: SharedData.path("data/uci_heart"), mapping: NodeFixture.nodesFile("heart/switzerland/mapping.yaml"))
        #expect(outcome.report.tables.first?.uniform == [UniformColumn(column: "chol", kind: .empty)])
        #expect(outcome.report.hasWarnings)
    }
}

@Suite struct `Loading` {
    private let header = "patient_id,name,sex,birth_year,age,region,smoker,bmi\n"

    private func demo() throws -> NodeFixture {
        let node = try NodeFixture(catalog: "demo-care")
        try node.write("stay.csv", "stay_id,patient_id,admitted,days,ward,emergency,note\n")
        try node.write("diagnosis.csv", "diagnosis_id,patient_id,stay_id,code,recorded\n")
        try node.write("lab.csv", "lab_id,patient_id,analyte,taken,value\n")
        return node
    }

    @Test func `the demonstration mapping and every template fit their catalogs`() throws {
        for (file, catalog) in [("demo/mapping.yaml", "demo-care"), ("mapping-template.yaml", "demo-care")] {
            _ = try Mapping(file: NodeFixture.nodesFile(file), catalog: Catalog.shipped(catalog))
        }
        for catalog in Catalog.shippedNames {
            let shipped = try Catalog.shipped(catalog)
            _ = try Mapping(yaml: Data(MappingSkeleton.text(shipped).utf8), place: "skeleton", catalog: shipped)
        }
    }

    @Test func `rejected lines are reported by line and reason, and no value is repeated anywhere`() throws {
        let node = try demo()
        let secret = "ZZsecretZZ"
        var text = header
        for id in 1...200 { text += "\(id),Doe,F,1970,56,north,true,22.5\n" }
        text += "\(secret),Doe,F,1970,56,north,true,22.5\n"  // line 202: not a key
        text += "301,Doe,\(secret),1970,56,north,true,22.5\n"  // line 203: not in the code list
        text += "302,Doe,F,1970,56.5,north,true,22.5\n"  // line 204: not a whole number
        text += ",Doe,F,1970,56,north,true,22.5\n"  // line 205: no key
        text += "7,Doe,F,1970,56,north,true,22.5\n"  // line 206: key repeats
        text += "303,Doe\n"  // line 207: too few fields
        text += "304,\"\(secret)\" x,F,1970,56,north,true,22.5\n"  // line 208: quote
        text += "305,Doe,M,1970,190,north,true,22.5\n"  // line 209: out of bounds, loaded
        try node.write("patient.csv", text)
        let outcome = try node.load(maximumRejectedShare: 0.05)
        let patient = try #require(outcome.report.tables.first)
        #expect(patient.rows == 201)
        #expect(patient.rejectedLines == 7)
        #expect(patient.outOfBounds == ["age": 1])
        #expect(outcome.firstRejections.count == 7)
        for line in 202...208 { #expect(outcome.firstRejections.contains { $0.hasPrefix("patient.csv line \(line): ") }) }
        let file = try String(contentsOfFile: #require(outcome.rejectionFile), encoding: .utf8)
        let everything = file + outcome.report.summary.joined() + outcome.firstRejections.joined()
        for value in [secret, "56.5", "190", "Doe", "1970"] { #expect(!everything.contains(value)) }
        #expect(try node.number("SELECT count(*) FROM patient") == 201)
    }

    @Test func `a load that rejects too much leaves the snapshot before`() throws {
        let node = try demo()
        try node.write("patient.csv", header + "1,Doe,F,1970,56,north,true,22.5\n")
        let first = try #require(try node.load().snapshot)
        try node.write("patient.csv", header + "1,Doe,F,1970,56,north,true,22.5\nx,Doe,F,1970,56,north,true,22.5\n")
        let second = try node.load()
        #expect(second.snapshot == nil)
        #expect(node.state.snapshotFolder.files.map(\.number) == [first.number])
        let third = try node.load(maximumRejectedShare: 0.5)
        #expect(third.snapshot?.number == first.number + 1)
    }

    @Test func `what fails in the middle leaves nothing`() throws {
        let node = try demo()
        try node.write("patient.csv", header + "1,\"Doe,F,1970,56,north,true,22.5\n2,Doe,F,1970,56,north,true,22.5\n")
        #expect(throws: Diagnostic.self) { try node.load() }
        #expect(node.state.snapshotFolder.files.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: node.state.snapshots).filter { $0 != "load.lock" } == [])
    }

    @Test func `a missing file or column is found before anything is loaded, with the nearest name`() throws {
        let node = try demo()
        #expect(throws: Diagnostic.self) { try node.load() }
        try node.write("patient.csv", header.replacing("birth_year", with: "birthyear"))
        let error = #expect(throws: Diagnostic.self) { try node.load() }
        #expect(error?.code == .mappingInvalid)
        #expect(error?.hint == "Did you mean 'birthyear'?")
    }

    @Test func `only the newest snapshots are kept`() throws {
        let node = try demo()
        try node.write("patient.csv", header + "1,Doe,F,1970,56,north,true,22.5\n")
        for _ in 0..<5 { _ = try node.load() }
        #expect(node.state.snapshotFolder.files.map(\.number) == [3, 4, 5])
    }
}

@Suite struct `Setting up` {
    @Test func `init writes a configuration that reads back, and keys for their owner only`() throws {
        let node = try NodeFixture(minimumThreshold: 20)
        let configuration = try NodeConfiguration(node.state)
        #expect(configuration.identity.id == "hospital-a")
        #expect(configuration.policy == NodePolicy(minimumMode: .merged, minimumThreshold: 20))
        #expect(configuration.network == NetworkSettings(proxy: nil, caDirectory: nil))
        let mode = try FileManager.default.attributesOfItem(atPath: node.state.signingKey)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try SigningKey.read(file: node.state.signingKey).verifyingKey == node.card.document.key)
    }

    @Test func `the reviewed configuration is the one that init writes`() throws {
        let identity = try NodeIdentity(id: "hospital-a", name: "Hospital A", jurisdiction: "CH")
        let text = ConfigurationTemplate.text(identity, minimumMode: .merged, minimumThreshold: 11, catalog: "heart-registry")
        #expect(try String(contentsOfFile: NodeFixture.nodesFile("config.yaml"), encoding: .utf8) == text)
    }

    @Test func `a name with quotes and colons survives the configuration`() throws {
        let folder = try TemporaryFolder()
        let state = StateFolder(path: folder.file("state"))
        let identity = try NodeIdentity(id: "a", name: "St. \"Ann\": #1 \\ Ospedale è", jurisdiction: "IT")
        _ = try NodeSetup.initialise(
            state, .init(identity: identity, minimumMode: .secure, minimumThreshold: 11, catalog: "demo-care"), now: Date())
        #expect(try NodeConfiguration(state).identity == identity)
    }

    @Test(arguments: ["node: 1", "extra: 1", "limits: {seconds: 0}", "limits: {jobs: 3}", "policy: {minimum_mode: none}"])
    func `a wrong configuration is refused with its place`(line: String) throws {
        let folder = try TemporaryFolder()
        let base = ["node: {id: a, name: A, jurisdiction: CH}", "policy: {minimum_mode: merged}", "data: {catalog: demo-care}"]
        let key = line.prefix { $0 != ":" }
        let text = (base.filter { !$0.hasPrefix(key) } + [line]).joined(separator: "\n")
        let error = #expect(throws: Diagnostic.self) { try NodeConfiguration(yaml: Data(text.utf8), place: folder.file("c.yaml")) }
        #expect(error?.code == .configurationInvalid)
        #expect(error?.message.contains("c.yaml") == true)
    }
}
