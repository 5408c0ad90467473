import CordonCatalog
import CordonValues
import Foundation
import Testing

@Suite struct CatalogFileTests {
    static let small = """
        catalog: small
        version: "1"
        title: A catalog
        tables:
          patient:
            title: Patients
            kind: patient-local
            patient_key: id
            row_key: [id]
            indexes: [[sex, id]]
            columns:
              id: {type: bigint, role: patient, nullable: false, title: Key}
              sex: {type: integer, role: category, title: Sex, codes: {0: female, 1: male}}
              weight: {type: double, role: measure, unit: kg, bin: 2.5, bounds: [0, 500], title: Weight}
              seen: {type: date, role: date, grain: month, title: Seen}
              name: {type: text, role: identifier, title: Name}
        """

    private func read(_ text: String) throws(Diagnostic) -> Catalog { try Catalog(yaml: Data(text.utf8), place: "small.yaml") }

    @Test(arguments: Catalog.shippedNames) func `a shipped catalog reads`(_ name: String) throws {
        let catalog = try Catalog.shipped(name)
        #expect(catalog.name == name)
        #expect(catalog.hash.count == 64)
        #expect(!catalog.tables.isEmpty)
    }

    @Test func `columns carry type, role, unit, bin, bounds, codes and grain`() throws {
        let table = try #require(try read(Self.small).table(named: "patient"))
        #expect(table.isOneRowPerPatient)
        #expect(table.wholeRowKey == "id")
        #expect(table.indexes == [["sex", "id"]])
        #expect(table.column(named: "id")?.role == .patient)
        #expect(
            table.column(named: "sex")?.role
                == .category(codes: [CategoryCode(value: .integer(0), label: "female"), CategoryCode(value: .integer(1), label: "male")]))
        let bin = try #require(Rational(decimal: "2.5"))
        #expect(table.column(named: "weight")?.role == .measure(bin: bin, bounds: Rational(Int64(0))...Rational(Int64(500))))
        #expect(table.column(named: "weight")?.unit == "kg")
        #expect(table.column(named: "seen")?.role == .date(grain: .month))
    }

    @Test func `the hash is of the bytes, so that a changed comment changes it`() throws {
        #expect(try read(Self.small).hash != read(Self.small + "\n# changed").hash)
        #expect(try read(Self.small).hash == read(Self.small).hash)
    }

    /// What is replaced, by what, and a word that the error must say.
    static let mistakes: [(String, String, String)] = [
        ("title: A catalog", "titel: A catalog", "titel"),
        ("type: double", "type: float", "boolean"),
        ("role: measure", "role: number", "measure"),
        ("bin: 2.5", "bin: 0", "bin"),
        ("bounds: [0, 500]", "bounds: [500, 0]", "Bounds"),
        ("grain: month", "grain: decade", "grain"),
        ("nullable: false", "nullable: perhaps", "true or false"),
        ("patient_key: id", "patient_key: sex", "patient key"),
        ("row_key: [id]", "row_key: [nothing]", "nothing"),
        ("kind: patient-local", "kind: local", "replicated"),
        ("codes: {0: female, 1: male}", "codes: {x: female}", "x"),
        ("title: Seen}", "title: Seen, codes: {a: b}}", "codes"),
        ("sex: {", "Sex: {", "Sex"),
        ("version: \"1\"\n", "", "version"),
        ("title: Patients", "title: Patients\n    title: Again", "title"),
        ("codes: {0: female, 1: male}", "codes: {1: female, 01: male}", "the same integer"),
        ("row_key: [id]", "row_key: []", "row key"),
        ("row_key: [id]", "row_key: [id, id]", "row key"),
        ("role: category, title: Sex, codes: {0: female, 1: male}", "role: patient, title: Mother", "role identifier"),
        ("kind: patient-local\n    patient_key: id", "kind: replicated", "role identifier"),
        ("kind: patient-local", "kind: replicated", "no patient key"),
        ("indexes: [[sex, id]]", "indexes: [[sex, age]]", "'age'"),
        ("indexes: [[sex, id]]", "indexes: [[name]]", "no question can read"),
        ("indexes: [[sex, id]]", "indexes: [[sex, sex]]", "each once"),
        ("indexes: [[sex, id]]", "indexes: [sex]", "A list"),
        ("indexes: [[sex, id]]", "indexes: [[]]", "one column"),
    ]

    @Test(arguments: mistakes) func `a mistake is told with file, line and what is right`(_ from: String, _ to: String, _ word: String) throws {
        #expect(Self.small.contains(from))
        let diagnostic = #expect(throws: Diagnostic.self) { try read(Self.small.replacing(from, with: to, maxReplacements: 1)) }
        #expect(diagnostic?.code == .catalogInvalid)
        #expect(diagnostic?.description.contains(word) == true)
        #expect(diagnostic?.description.contains("small.yaml") == true)
        #expect(diagnostic?.description.contains("line") == true)
    }

    @Test func `a node-owned table has a row key and no patient`() throws {
        let owned = """
            \(Self.small)
              site:
                title: Places of one hospital
                kind: node-owned
                row_key: [site]
                columns:
                  site: {type: bigint, role: node-key, nullable: false, title: Key}
            """
        let table = try #require(try read(owned).table(named: "site"))
        #expect(table.kind == .nodeOwned(rowKey: ["site"]))
        #expect(table.patientKey == nil)
        #expect(table.rowKey == ["site"])
        #expect(!table.isOneRowPerPatient)
        let diagnostic = #expect(throws: Diagnostic.self) { try read(owned.replacing("role: node-key", with: "role: patient")) }
        #expect(diagnostic?.description.contains("role identifier") == true)
    }

    @Test func `a code list keeps values apart that only look alike`() throws {
        let texts = Self.small.replacing("type: integer, role: category", with: "type: text, role: category")
            .replacing("{0: female, 1: male}", with: "{'1': female, '01': male}")
        guard case .category(let codes) = try read(texts).table(named: "patient")?.column(named: "sex")?.role else {
            Issue.record("no category")
            return
        }
        #expect(codes.map(\.value) == [.text("1"), .text("01")])
    }

    @Test func `a catalog is named by its shipped name or else by its file`() throws {
        #expect(try Catalog.shipped("heart-registry", orFile: "/nowhere/heart-registry").name == "heart-registry")
        let diagnostic = #expect(throws: Diagnostic.self) { try Catalog.shipped("hart-registry", orFile: "/nowhere/hart-registry") }
        #expect(diagnostic?.code == .fileUnreadable)
        #expect(diagnostic?.hint?.contains("heart-registry") == true)
    }

    @Test(arguments: ["", "just text", "- a\n- b", "a: [", "\u{0}"]) func `what is no catalog at all is an error`(_ text: String) {
        #expect(throws: Diagnostic.self) { try read(text) }
    }

    @Test func `bytes that are not UTF-8 are an error`() {
        #expect(throws: Diagnostic.self) { try Catalog(yaml: Data([0x61, 0xFF]), place: "x") }
    }

    @Test func `a catalog file that is not there is named`() {
        let diagnostic = #expect(throws: Diagnostic.self) { try Catalog(file: "/nowhere/catalog.yaml") }
        #expect(diagnostic?.code == .fileUnreadable)
    }
}
