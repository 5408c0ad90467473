import CordonAggregates
import CordonCatalog
import CordonQuery
import CordonValues
import RandomQuestions
import Testing

/// What a permit leaves is what a warehouse would hold that never had the rest: the same partial tables, for questions that nobody thought of.
@Suite struct PermittedRowsTests {
    private static let catalog = try? Catalog.shipped("omop-5.4")

    @Test(arguments: 0..<4)
    func `a filtered question is the question over data without the rows`(_ part: Int) throws {
        let adults = RowFilter(table: "person", condition: "year_of_birth < 1990")
        let filters = [
            adults, RowFilter(table: "measurement", condition: "person_id IN (SELECT person_id FROM person WHERE year_of_birth < 1990)"),
            RowFilter(table: "condition_occurrence", condition: "EXISTS (SELECT 1 FROM person p WHERE p.person_id = condition_occurrence.person_id AND p.year_of_birth < 1990)"),
            RowFilter(table: "visit_occurrence", condition: "visit_start_date >= DATE '2015-01-01' AND visit_start_date < CURRENT_DATE"),
        ]
        try compare(part, PermittedRows(filters: filters, dates: .day)) { tables, catalog in
            let born = try Column("person", "year_of_birth", catalog), person = try Column("person", "person_id", catalog)
            let isAdult = { (row: [Value]) in Self.integer(row[born.index]).map { $0 < 1990 } ?? false }
            let adults = Set((tables["person"] ?? []).filter(isAdult).map { $0[person.index] })
            var left = tables
            left["person"] = tables["person"]?.filter(isAdult)
            for name in ["measurement", "condition_occurrence"] {
                let key = try Column(name, "person_id", catalog)
                left[name] = tables[name]?.filter { adults.contains($0[key.index]) }
            }
            let start = try Column("visit_occurrence", "visit_start_date", catalog)
            left["visit_occurrence"] = try tables["visit_occurrence"]?.filter { row in
                guard case .date(let day) = row[start.index] else { return false }
                return try day >= #require(CalendarDate(iso: "2015-01-01")) && day < #require(CalendarDate(iso: "2021-12-31"))
            }
            return left
        }
    }

    @Test(arguments: [DateResolution.month, .year], 0..<2)
    func `a question under coarser dates is the question over data with those dates`(_ dates: DateResolution, _ part: Int) throws {
        try compare(part, PermittedRows(filters: [], dates: dates)) { tables, catalog in
            var coarse = tables
            for table in catalog.tables {
                if case .replicated = table.kind { continue }
                coarse[table.name] = tables[table.name]?.map { row in
                    zip(row, table.columns).map { value, column in Self.coarse(value, column.name, dates) }
                }
            }
            return coarse
        }
    }

    @Test(arguments: 0..<4)
    func `a question under a permit that clips is the question over data with the clipped values`(_ part: Int) throws {
        let bounds = Rational(Int64(1950))...Rational(Int64(1985))
        func narrowed(_ column: CatalogColumn) -> CatalogColumn {
            guard case .measure(let bin, _) = column.role, column.name == "year_of_birth" || column.type == .double else { return column }
            let own = column.type == .double ? Rational(Int64(2))...Rational(Int64(40)) : bounds
            return CatalogColumn(
                name: column.name, type: column.type, role: .measure(bin: bin, bounds: own), unit: column.unit, title: column.title, nullable: column.nullable)
        }
        let whole = try #require(Self.catalog)
        let catalog = Catalog(
            name: whole.name, version: whole.version, title: whole.title,
            tables: whole.tables.map {
                CatalogTable(name: $0.name, title: $0.title, kind: $0.kind, columns: $0.columns.map(narrowed), indexes: $0.indexes)
            }, hash: whole.hash)
        try compare(part, PermittedRows(filters: [], dates: .day, outOfBounds: .clip), catalog) { tables, catalog in
            var clipped = tables
            for table in catalog.tables {
                if case .replicated = table.kind { continue }
                clipped[table.name] = tables[table.name]?.map { row in zip(row, table.columns).map { Self.clipped($0, $1) } }
            }
            return clipped
        }
    }

    /// By the ends of what the test declares.
    private static func clipped(_ value: Value, _ column: CatalogColumn) -> Value {
        switch value {
        case .integer(let year) where column.name == "year_of_birth": .integer(year < 1950 ? 1950 : year > 1985 ? 1985 : year)
        case .double(let number): .double(number.value < 2 ? 2 : number.value > 40 ? 40 : number.value)
        default: value
        }
    }

    private struct Column {
        let index: Int

        init(_ table: String, _ name: String, _ catalog: Catalog) throws {
            index = try #require(catalog.table(named: table)?.columns.firstIndex { $0.name == name })
        }
    }

    private static func integer(_ value: Value) -> Int64? {
        if case .integer(let whole) = value { whole } else { nil }
    }

    /// By cutting the text of a day: `2021-12-31` is `2021-12-01`.
    private static func coarse(_ value: Value, _ column: String, _ dates: DateResolution) -> Value {
        let (kept, rest) = dates == .month ? (7, "-01") : (4, "-01-01")
        switch value {
        case .date(let day): return CalendarDate(iso: day.description.prefix(kept) + rest).map(Value.date) ?? value
        case .timestamp(let time): return CalendarTimestamp(text: time.description.prefix(kept) + rest + " 00:00:00").map(Value.timestamp) ?? value
        default: return column == "day_of_birth" || dates == .year && column == "month_of_birth" ? .null : value
        }
    }

    private func compare(
        _ part: Int, _ rows: PermittedRows, _ changed: Catalog? = nil, _ left: (TableRows, Catalog) throws -> TableRows
    ) throws {
        let catalog = try #require(changed ?? Self.catalog)
        var (compared, changed) = (0, 0)
        for start in [part * 50, part * 50 + 25] {
            let pooled = RandomRun.hospitals(catalog, seed: 77, number: start).pooled
            let cutoff = try #require(CalendarDate(iso: "2021-12-31"))
            let whole = try HospitalFiles(catalog: catalog, tables: pooled, cutoff: cutoff)
            let reduced = try HospitalFiles(catalog: catalog, tables: left(pooled, catalog), cutoff: cutoff)
            for number in start..<start + 25 {
                let sql = RandomRun.question(catalog, seed: 77, number: number).sql
                guard let plain = try? Planner.plan(sql, catalog: catalog), let permitted = try permitted(sql, rows, catalog) else { continue }
                let (own, expected) = try (whole.answers(permitted).map(Self.figures), reduced.answers(plain).map(Self.figures))
                #expect(own == expected, "question \(number): \(sql)")
                compared += 1
                if try own != whole.answers(plain).map(Self.figures) { changed += 1 }
            }
        }
        // Questions that are refused, or that the permit does not touch, would prove nothing.
        #expect(compared > 15)
        #expect(changed > 2)
    }

    /// Without the patients of few values: where a filter names a column, more columns tell them.
    private static func figures(_ table: PartialTable) throws -> PartialTable {
        let layout = PartialLayout(keys: table.layout.keys, aggregates: table.layout.aggregates.map { $0.telling(values: false) }, mode: table.layout.mode)
        let columns = table.columns.map {
            PartialColumn(
                states: $0.states, contributors: $0.contributors, partlyMissing: $0.partlyMissing, nonZero: $0.nonZero, partlyZero: $0.partlyZero,
                contributions: $0.contributions, verdicts: $0.verdicts)
        }
        return try PartialTable(layout: layout, keys: table.keys, patients: table.patients, columns: columns)
    }

    /// Nil for a question whose order rested on days, or that was as deep as a question may be before the filters.
    private func permitted(_ sql: String, _ rows: PermittedRows, _ catalog: Catalog) throws -> FederatedQuery? {
        do throws(Refusal) {
            return try Planner.plan(sql, catalog: catalog, rows: rows)
        } catch {
            guard rows.dates == .day ? error.first.code == .tooDeep : error.first.code == .orderNotTotal else { throw error }
            return nil
        }
    }
}
