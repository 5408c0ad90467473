import CordonCatalog
import CordonTestSupport
import CordonValues
import Foundation
import Testing

/// A column as a data definition in SQL writes it.
private struct DefinedColumn {
    let name: String
    let type: String
    let required: Bool
}

@Suite struct OMOPCatalogTests {
    static let versions = ["omop-5.3", "omop-5.4"]

    /// The tables of `CREATE TABLE name ( column type [NOT] NULL, … );` statements.
    private func tables(_ definition: String) -> [String: [DefinedColumn]] {
        var found: [String: [DefinedColumn]] = [:]
        for statement in definition.components(separatedBy: ";") {
            guard let head = statement.range(of: "CREATE TABLE "), let open = statement.range(of: "("), let close = statement.range(of: ")", options: .backwards)
            else { continue }
            let name = statement[head.upperBound..<open.lowerBound].trimmingCharacters(in: .whitespacesAndNewlines)
            found[name] = statement[open.upperBound..<close.lowerBound].components(separatedBy: ",").map { line in
                let words = line.split(whereSeparator: \.isWhitespace).map { $0.replacing("\"", with: "").lowercased() }
                return DefinedColumn(name: words[0], type: words[1], required: words.contains("not"))
            }
        }
        return found
    }

    @Test(.enabled(if: SharedData.has("corpus"))) func `5 point 4 has every table and column of the model's definition, in its order`() throws {
        let catalog = try Catalog.shipped("omop-5.4")
        let defined = tables(try String(contentsOfFile: #require(SharedData.path("corpus/data/ddl_sqlite.sql")), encoding: .utf8))
        #expect(defined.count == 39)
        #expect(Set(defined.keys) == Set(catalog.tables.map(\.name)))
        for (name, columns) in defined {
            let table = try #require(catalog.table(named: name))
            #expect(table.columns.map(\.name) == columns.map(\.name), "\(name)")
            for (column, definition) in zip(table.columns, columns) {
                #expect(column.nullable != definition.required, "\(name).\(column.name)")
                let types: [String: [ValueType]] = [
                    "integer": [.integer, .bigint], "text": [.text], "date": [.date],
                    // The definition for SQLite keeps days with a time of day as numbers too.
                    "real": column.name.hasSuffix("_datetime") ? ValueType.allCases.filter { $0.rawValue == "timestamp" || $0 == .date } : [.double],
                ]
                #expect(types[definition.type]?.contains(column.type) == true, "\(name).\(column.name)")
            }
        }
    }

    @Test(.enabled(if: SharedData.has("data/omop_gibleed"))) func `5 point 3 has every table and column that the model's sample export has`() throws {
        let catalog = try Catalog.shipped("omop-5.3")
        let folder = try #require(SharedData.path("data/omop_gibleed"))
        // A second copy of a table under another name, and a slip of the pen in the sample.
        let strays = ["ontime", "reveue_code_source_value"]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file.hasSuffix(".csv") {
            let name = String(file.dropLast(4))
            if strays.contains(name) { continue }
            let table = try #require(catalog.table(named: name), "\(name)")
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            let header = text.prefix { $0 != "\n" && $0 != "\r\n" }.lowercased().split(separator: ",").map(String.init)
            let missing = header.filter { table.column(named: $0) == nil && !strays.contains($0) }
            #expect(missing.isEmpty, "\(name)")
            #expect(table.columns.count == header.count, "\(name)")
        }
    }

    @Test func `5 point 3 differs from 5 point 4 by what the model's own change list says`() throws {
        let (old, new) = (try Catalog.shipped("omop-5.3"), try Catalog.shipped("omop-5.4"))
        let (olds, news) = (Set(old.tables.map(\.name)), Set(new.tables.map(\.name)))
        #expect(news.subtracting(olds) == ["episode", "episode_event"])
        #expect(olds.subtracting(news) == ["cohort_attribute", "attribute_definition"])
        let both = olds.intersection(news).sorted()
        let columns = { (catalog: Catalog, table: String) in Set(catalog.table(named: table)?.columns.map(\.name) ?? []) }
        let added = both.flatMap { table in columns(new, table).subtracting(columns(old, table)).map { "\(table).\($0)" } }.sorted()
        #expect(
            added == [
                "cdm_source.cdm_version_concept_id", "device_exposure.production_id", "device_exposure.unit_concept_id",
                "device_exposure.unit_source_concept_id", "device_exposure.unit_source_value", "location.country_concept_id",
                "location.country_source_value", "location.latitude", "location.longitude", "measurement.meas_event_field_concept_id",
                "measurement.measurement_event_id", "measurement.unit_source_concept_id", "metadata.metadata_id", "metadata.value_as_number",
                "note.note_event_field_concept_id", "note.note_event_id", "observation.obs_event_field_concept_id",
                "observation.observation_event_id", "observation.value_source_value", "procedure_occurrence.procedure_end_date",
                "procedure_occurrence.procedure_end_datetime", "visit_detail.admitted_from_concept_id",
                "visit_detail.admitted_from_source_value", "visit_detail.discharged_to_concept_id", "visit_detail.discharged_to_source_value",
                "visit_detail.parent_visit_detail_id", "visit_occurrence.admitted_from_concept_id",
                "visit_occurrence.admitted_from_source_value", "visit_occurrence.discharged_to_concept_id",
                "visit_occurrence.discharged_to_source_value",
            ])
    }

    @Test(arguments: versions) func `what a column may be used for`(_ version: String) throws {
        let catalog = try Catalog.shipped(version)
        let role = { (table: String, column: String) in catalog.table(named: table)?.column(named: column)?.role }
        #expect(role("person", "person_id") == .patient)
        #expect(role("cohort", "subject_id") == .patient)
        #expect(role("visit_occurrence", "visit_occurrence_id") == .nodeKey)
        #expect(role("visit_occurrence", "care_site_id") == .nodeKey)
        #expect(role("care_site", "care_site_id") == .nodeKey)
        #expect(role("cost", "cost_event_id") == .nodeKey)
        #expect(role("fact_relationship", "fact_id_1") == .nodeKey)
        #expect(role("fact_relationship", "domain_concept_id_1") == .category(codes: []))
        #expect(role("condition_occurrence", "condition_concept_id") == .category(codes: []))
        #expect(role("condition_occurrence", "condition_source_value") == .category(codes: []))
        #expect(role("concept", "concept_id") == .category(codes: []))
        #expect(role("concept", "concept_name") == .category(codes: []))
        #expect(role("cohort", "cohort_definition_id") == .category(codes: []))
        #expect(role("condition_occurrence", "condition_start_date") == .date(grain: .day))
        #expect(role("person", "birth_datetime") == .date(grain: .year))
        let one = Rational(Int64(1))
        #expect(role("measurement", "value_as_number") == .measure(bin: one, bounds: nil))
        #expect(role("drug_exposure", "days_supply") == .measure(bin: one, bounds: nil))
        guard case .measure(one, .some)? = role("person", "year_of_birth") else {
            Issue.record("year_of_birth groups by single years")
            return
        }
    }

    @Test(arguments: versions) func `whose rows a table holds`(_ version: String) throws {
        let catalog = try Catalog.shipped(version)
        let kind = { (table: String) in catalog.table(named: table)?.kind }
        #expect(kind("person") == .patientLocal(patientKey: "person_id", rowKey: ["person_id"]))
        #expect(kind("death") == .patientLocal(patientKey: "person_id", rowKey: ["person_id"]))
        #expect(
            kind("cohort")
                == .patientLocal(
                    patientKey: "subject_id", rowKey: ["cohort_definition_id", "subject_id", "cohort_start_date", "cohort_end_date"]))
        #expect(kind("care_site") == .nodeOwned(rowKey: ["care_site_id"]))
        #expect(kind("cost") == .nodeOwned(rowKey: ["cost_id"]))
        #expect(kind("concept_ancestor") == .replicated(rowKey: ["ancestor_concept_id", "descendant_concept_id"]))
        // Every table with a person is patient-local, and no other.
        for table in catalog.tables {
            let person = table.column(named: "person_id") ?? table.column(named: "subject_id")
            #expect((table.patientKey != nil) == (person != nil), "\(table.name)")
        }
    }

    @Test(arguments: versions) func `no name, address or text of a person is readable`(_ version: String) throws {
        let telling = ["name", "address", "text", "title", "snippet", "sig", "person_source_value", "lot_number", "unique_device_id"]
        for table in try Catalog.shipped(version).tables {
            if case .replicated = table.kind { continue }
            for column in table.columns where telling.contains(where: { column.name == $0 || column.name.hasSuffix("_\($0)") }) {
                // A care site is a place, not a person.
                if column.name == "care_site_name" || (table.name == "metadata" && column.name == "name") { continue }
                #expect(["identifier", "text"].contains(column.role.word), "\(table.name).\(column.name)")
            }
        }
    }

    @Test(arguments: versions) func `every row key is never missing and every title differs from the name`(_ version: String) throws {
        for table in try Catalog.shipped(version).tables {
            for key in table.rowKey { #expect(table.column(named: key)?.nullable == false, "\(table.name).\(key)") }
            for column in table.columns { #expect(!column.title.contains("_") && column.title.first?.isUppercase == true, "\(column.title)") }
        }
    }
}
