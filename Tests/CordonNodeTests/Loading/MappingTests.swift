@testable import CordonCatalog
import CordonValues
import Foundation
import Testing

@Suite struct `Mapping file` {
    private let catalog: Catalog

    init() throws {
        let yaml = """
            catalog: small
            version: "1"
            title: A small one
            tables:
              person:
                title: People
                kind: patient-local
                patient_key: id
                row_key: [id]
                columns:
                  id: {type: bigint, role: patient, nullable: false, title: Key}
                  age: {type: integer, role: measure, title: Age}
                  sex: {type: text, role: category, title: Sex, codes: {F: female, M: male}}
                  born: {type: date, role: date, grain: month, title: Day of birth}
            """
        catalog = try Catalog(yaml: Data(yaml.utf8), place: "small.yaml")
    }

    private func mapping(_ columns: String, head: String = "mapping: small", table: String = "file: person.csv") throws(Diagnostic) -> Mapping {
        let yaml = "\(head)\ntables:\n  person:\n    \(table)\n    columns:\n" + columns.split(separator: "\n").map { "      \($0)\n" }.joined()
        return try Mapping(yaml: Data(yaml.utf8), place: "mapping.yaml", catalog: catalog)
    }

    private func failure(_ columns: String, head: String = "mapping: small", table: String = "file: person.csv") -> Diagnostic? {
        do throws(Diagnostic) {
            _ = try mapping(columns, head: head, table: table)
            return nil
        } catch {
            return error
        }
    }

    private let whole = "id: {synthesise: row-number}\nage: age_years\nsex: {source: gender, map: {f: F, m: M}, null: [\"?\"]}\nborn: {absent: true}"

    @Test func `every column has its origin, in the catalog's order`() throws {
        let table = try #require(try mapping(whole, head: "mapping: small\nnull: [\"\", NA]").tables.first)
        let plain = SourceReading(name: "age_years", trims: true, nulls: ["", "NA"], replacements: [:], dates: .iso)
        let mapped = SourceReading(name: "gender", trims: true, nulls: ["?"], replacements: ["f": "F", "m": "M"], dates: .iso)
        #expect(table.columns.map(\.column.name) == ["id", "age", "sex", "born"])
        #expect(table.columns.map(\.origin) == [.rowNumber, .source(plain), .source(mapped), .absent])
        #expect(table.files == ["person.csv"])
    }

    @Test func `an unknown column is named with its line and the nearest name`() throws {
        let error = try #require(failure(whole.replacing("age:", with: "aeg:")))
        #expect(error.code == .mappingInvalid)
        #expect(error.message.contains("'aeg'"))
        #expect(error.message.contains("mapping.yaml, line 7"))
        #expect(error.hint == "Did you mean 'age'?")
    }

    @Test func `a column that is left out is an error that says how to declare it absent`() throws {
        let error = try #require(failure(whole.replacing("born: {absent: true}", with: "")))
        #expect(error.message.contains("'born'"))
        #expect(error.hint?.contains("absent: true") == true)
    }

    @Test(arguments: [
        ("id: {synthesise: row-number}", "id: {absent: true}"),
        ("id: {synthesise: row-number}", "id: {value: 7}"),
        ("id: {synthesise: row-number}", "id: {synthesise: random}"),
        ("age: age_years", "age: {synthesise: row-number}"),
        ("age: age_years", "age: {value: 63.5}"),
        ("age: age_years", "age: {source: age, value: 1}"),
        ("age: age_years", "age: {value: 1, null: [\"\"]}"),
        ("age: age_years", "age: {source: age, date: iso}"),
        ("age: age_years", "age: {source: age, typo: 1}"),
        ("age: age_years", "age: {}"),
        ("age: age_years", "age: [age]"),
        ("born: {absent: true}", "born: {absent: false}"),
        ("born: {absent: true}", "born: {source: b, date: excel}"),
        ("born: {absent: true}", "born: {value: 1.1.1970}"),
        ("sex: {source: gender, map: {f: F, m: M}, null: [\"?\"]}", "sex: {value: X}"),
    ])
    func `a contradiction is refused`(old: String, new: String) {
        #expect(failure(whole.replacing(old, with: new))?.code == .mappingInvalid)
    }

    @Test(arguments: ["file: /etc/passwd", "file: ../person.csv", "files: []", "files: [a.csv, a.csv]", "delimiter: x", "title: x"])
    func `a table needs files of the loaded folder and known settings`(table: String) {
        #expect(failure(whole, table: table)?.code == .mappingInvalid)
    }

    @Test func `with rest by-name what does not stand there is read by its name`() throws {
        let head = "mapping: small\nnull: [\"\", NA]\nrest: by-name"
        let table = try #require(try mapping("age: {source: years}", head: head, table: "delimiter: tab").tables.first)
        let byName = SourceReading(name: "born", trims: true, nulls: ["", "NA"], replacements: [:], dates: nil)
        let named = SourceReading(name: "years", trims: true, nulls: ["", "NA"], replacements: [:], dates: nil)
        #expect(table.rows == .byName)
        #expect(table.dialect == CSVDialect(delimiter: 0x09))
        #expect(table.columns[1].origin == .source(named))
        #expect(table.columns[3].origin == .byName(byName))
        let whole = try Mapping(yaml: Data("\(head)\ntables: {}".utf8), place: "mapping.yaml", catalog: catalog)
        #expect(whole.tables.first?.rows == .byName)
        #expect(whole.tables.first?.dialect == nil)
        #expect(Mapping.byName(catalog).tables.map(\.table.name) == ["person"])
    }

    @Test func `a relation has no file and no delimiter, and settings have their words`() {
        let head = "mapping: small\nrest: by-name"
        let wrong = ["relation: p\n    file: p.csv", "relation: p\n    delimiter: tab", "relation: p\n    quotes: none", "quotes: single"]
        for table in wrong { #expect(failure("age: years", head: head, table: table)?.code == .mappingInvalid) }
        #expect(failure(whole, head: "mapping: small\nrest: everything")?.code == .mappingInvalid)
        #expect(failure("id: {absent: true}", head: head, table: "file: p.csv")?.code == .mappingInvalid)
        #expect(failure("ages: years", head: head, table: "file: p.csv")?.hint == "Did you mean 'age'?")
    }

    @Test func `a mapping for another catalog is refused`() {
        #expect(failure(whole, head: "mapping: large")?.code == .mappingInvalid)
    }
}

@Suite struct `Reading a field` {
    private func value(_ text: String, _ type: ValueType, comma: Bool = false, dates: DateEncoding = .iso) -> Value? {
        FieldReading(CatalogColumn(name: "c", type: type, role: .text, title: "c"), decimalComma: comma, dates: dates).value(text)
    }

    @Test func `whole numbers are read exactly`() {
        #expect(value("63", .integer) == .integer(63))
        #expect(value("63.0", .integer) == .integer(63))
        #expect(value("-6.30e1", .integer) == .integer(-63))
        #expect(value("63.5", .integer) == nil)
        #expect(value("2147483648", .integer) == nil)
        #expect(value("2147483648", .bigint) == .integer(2_147_483_648))
        #expect(value("9223372036854775808", .bigint) == nil)
        #expect(value("1e999", .bigint) == nil)
        #expect(value("0x10", .integer) == nil)
        #expect(value("1,5", .integer) == nil)
    }

    @Test func `decimals and doubles are decimal and finite`() {
        #expect(value(".7", .double) == .double(0.7))
        #expect(value("-.7", .double) == .double(-0.7))
        #expect(value("nan", .double) == nil)
        #expect(value("inf", .double) == nil)
        #expect(value("0x1p3", .double) == nil)
        #expect(value("1e999", .double) == nil)
        #expect(value("", .double) == nil)
        #expect(value("1,5", .double, comma: true) == .double(1.5))
        #expect(value("1.000,5", .double, comma: true) == nil)
        #expect(value("12.50", .numeric) == Rational(decimal: "12.5").map(Value.numeric))
    }

    @Test func `numbers that the source holds as such are the values that they write`() {
        func reading(_ type: ValueType, _ dates: DateEncoding = .iso) -> FieldReading {
            FieldReading(CatalogColumn(name: "c", type: type, role: .text, title: "c"), decimalComma: false, dates: dates)
        }
        #expect(reading(.bigint).value(Int64.max) == .integer(.max))
        #expect(reading(.integer).value(Int64(1) << 31) == nil)
        #expect(reading(.integer).value(5.0) == .integer(5))
        #expect(reading(.integer).value(5.5) == nil)
        #expect(reading(.double).value(Int64.max) == .double(0x1p63))
        #expect(reading(.double).value(0.1) == .double(0.1))
        #expect(reading(.double).value(Double.infinity) == nil)
        #expect(reading(.numeric).value(0.1) == Rational(decimal: "0.1").map(Value.numeric))
        #expect(reading(.numeric).value(1e-7) == Rational(decimal: "0.0000001").map(Value.numeric))
        #expect(reading(.text).value(Int64(7)) == .text("7"))
        #expect(reading(.boolean).value(Int64(1)) == .boolean(true))
        #expect(reading(.date).value(Int64(20_240_229)) == CalendarDate(iso: "2024-02-29").map(Value.date))
        #expect(reading(.date, .julianDay).value(2_460_369.5) == CalendarDate(iso: "2024-02-29").map(Value.date))
    }

    @Test func `the three date encodings name the same day`() throws {
        let day = try #require(CalendarDate(iso: "2024-02-29"))
        #expect(value("2024-02-29", .date) == .date(day))
        #expect(value("2024-02-29T23:59:59", .date) == .date(day))
        #expect(value("2024-02-29 00:00", .date) == .date(day))
        #expect(value("1709164800", .date, dates: .unixSeconds) == .date(day))
        #expect(value("1709251199.9", .date, dates: .unixSeconds) == .date(day))
        #expect(value("2460369.5", .date, dates: .julianDay) == .date(day))
        #expect(value("2460370.4999", .date, dates: .julianDay) == .date(day))
        #expect(value("-1", .date, dates: .unixSeconds) == CalendarDate(iso: "1969-12-31").map(Value.date))
    }

    @Test func `the three date encodings name the same time`() throws {
        let time = try #require(CalendarTimestamp(text: "2024-02-29 12:00:00.5"))
        #expect(value("2024-02-29T12:00:00.5Z", .timestamp) == .timestamp(time))
        #expect(value("1709208000.5", .timestamp, dates: .unixSeconds) == .timestamp(time))
        let noon = try #require(CalendarTimestamp(text: "2024-02-29 12:00"))
        #expect(value("2460370", .timestamp, dates: .julianDay) == .timestamp(noon))
        #expect(value("2024-02-29", .timestamp) == CalendarTimestamp(text: "2024-02-29 00:00:00").map(Value.timestamp))
        #expect(value("2024-02-29 25:00", .timestamp) == nil)
    }

    @Test(arguments: ["2023-02-29", "29.02.2024", "2024-02-29x", "2024022", "", "2024-2-9"])
    func `what names no day is no date`(text: String) {
        #expect(value(text, .date) == nil)
    }

    @Test func `truth has PostgreSQL's spellings`() {
        #expect(value("Yes", .boolean) == .boolean(true))
        #expect(value("f", .boolean) == .boolean(false))
        #expect(value("2", .boolean) == nil)
    }
}
