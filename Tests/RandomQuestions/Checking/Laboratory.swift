import CordonAggregates
import CordonAttacker
import CordonCatalog
import CordonDisclosure
import CordonQuery
import CordonSQLite
import CordonValues
import CordonWarehouse

/// One set of hospitals with all the warehouses that a question is asked of.
final class Laboratory {
    private let catalog: Catalog
    private let hospitals: [HospitalFiles]
    private let pooledFile: HospitalFiles
    private let pooledMemory: InMemoryWarehouse
    private let plain: PlainDatabase

    private static let nothingHidden = Disclosure(rules: DisclosureRules(threshold: 1, minimumHospitals: 0), suppression: Suppression.decide(_:until:))
    private static let guarded = Disclosure(rules: DisclosureRules(threshold: 3, minimumHospitals: 2), suppression: Suppression.decide(_:until:))

    init(_ data: RandomHospitals) throws {
        let cutoff = CalendarDate(iso: RandomHospitals.cutoff) ?? .first
        catalog = data.catalog
        hospitals = try data.hospitals.map { try HospitalFiles(catalog: data.catalog, tables: $0, cutoff: cutoff) }
        let pooled = data.pooled
        pooledFile = try HospitalFiles(catalog: data.catalog, tables: pooled, cutoff: cutoff)
        pooledMemory = InMemoryWarehouse(catalog: data.catalog, tables: pooled, cutoff: cutoff)
        plain = try .holding(pooled, catalog: data.catalog)
    }

    func outcome(_ question: Question) -> Outcome {
        let query: FederatedQuery
        do throws(Refusal) {
            query = try Planner.plan(question.sql, catalog: catalog)
        } catch {
            if error.diagnostics.contains(where: { $0.code == .internalFailure }) {
                return .wrong(Fault(.noReason, "refused without a reason: \(error.first.message)"))
            }
            return .refused(error)
        }
        do {
            let split = try merged(query)
            if let fault = try differenceOfWarehouses(query, split) { return .wrong(fault) }
            if let text = question.plain {
                return try comparison(query, split, text)
            }
            guard let counted = question.counted else { return .same(.notCompared) }
            return try comparison(counted)
        } catch let diagnostic as Diagnostic {
            let statement = diagnostic.code == .internalFailure
                ? "\n" + query.parts.map { SQLiteDialect.sql(for: $0, catalog: catalog).text }.joined(separator: "\n") : ""
            return .wrong(Fault(.failed, "failed: \(diagnostic.code.rawValue) \(diagnostic.message)\(statement)"))
        } catch {
            return .wrong(Fault(.failed, "failed: \(error)"))
        }
    }

    /// One table for each part of the question.
    private func merged(_ query: FederatedQuery) throws -> [MergedTable] {
        var tables = query.layouts.map(MergedTable.init)
        for hospital in hospitals {
            for (part, partial) in try hospital.partials(query).enumerated() { try tables[part].merge(partial) }
        }
        return tables
    }

    private func alone(_ partial: PartialTable) throws(Diagnostic) -> MergedTable {
        var table = MergedTable(layout: partial.layout)
        try table.merge(partial)
        return table
    }

    private func differenceOfWarehouses(_ query: FederatedQuery, _ split: [MergedTable]) throws -> Fault? {
        let file = try pooledFile.answers(query).map { try alone($0) }
        for (split, (file, part)) in zip(split, zip(file, query.parts)) {
            if let difference = split.difference(from: file) { return Fault(.split, "the split differs from the pooled file: \(difference)") }
            if let memory = try inMemory(part), let difference = file.difference(from: memory) {
                return Fault(.engines, "the pooled file differs from memory: \(difference)")
            }
        }
        let released = try release(split, query, Self.nothingHidden)
        guard try released == release(file, query, Self.nothingHidden) else { return Fault(.outside, "the outside of equal tables differs") }
        _ = try release(split, query, Self.guarded)
        return nil
    }

    /// Nil where the reference, which tries every pair of rows, would take too long.
    private func inMemory(_ part: FederatedPart) throws -> MergedTable? {
        let limits = ExecutionLimits(seconds: 3)
        do throws(Diagnostic) {
            return try alone(pooledMemory.answer(part, limits: limits, cancellation: Cancellation()))
        } catch {
            guard error == .notAnswered else { throw error }
            return nil
        }
    }

    private func release(_ tables: [MergedTable], _ query: FederatedQuery, _ disclosure: Disclosure) throws -> ReleasedTable {
        let boundaries = try zip(tables, query.parts).map { try disclosure.release($0, boundary: $1.boundary) }
        return try ReleasedTable(boundaries, of: query)
    }

    private func comparison(_ counted: CountedQuestion) throws -> Outcome {
        let query = try Planner.plan(counted.sql, catalog: catalog)
        let rows: [[SQLiteValue]]?
        do { rows = try plain.rows(counted.rows) } catch { return .wrong(Fault(.plain, "plain SQLite refuses its text: \(error)\n\(counted.rows)")) }
        guard let rows else { return .same(.notComparable) }
        let table = try release(merged(query), query, Self.nothingHidden)
        guard let difference = PlainAnswer(counted, rows: rows).difference(from: table) else { return .same(.agrees) }
        return .wrong(Fault(.plain, "plain SQLite differs: \(difference)\n\(counted.rows)"))
    }

    /// The whole answer, with what is computed above the aggregates.
    private func comparison(_ query: FederatedQuery, _ split: [MergedTable], _ text: String) throws -> Outcome {
        let rows: [[SQLiteValue]]?
        do { rows = try plain.rows(text) } catch { return .wrong(Fault(.plain, "plain SQLite refuses its text: \(error)\n\(text)")) }
        guard let rows else { return .same(.notComparable) }
        let (isCompared, difference) = try WholeAnswer(rows: rows).difference(from: release(split, query, Self.nothingHidden))
        if let difference { return .wrong(Fault(.plain, "plain SQLite differs: \(difference)\n\(text)")) }
        return .same(isCompared ? .agrees : .notCompared)
    }
}

/// What came of a question.
enum Outcome {
    case same(Plain)
    case refused(Refusal)
    case wrong(Fault)

    /// What plain SQLite says.
    enum Plain {
        case agrees
        /// The question does not mean the same there.
        case notCompared
        /// It does not take the text.
        case notComparable
    }
}

struct Fault {
    enum Kind { case noReason, failed, split, engines, outside, plain }

    let kind: Kind
    let text: String

    init(_ kind: Kind, _ text: String) {
        self.kind = kind
        self.text = text
    }
}

extension MergedTable {
    /// Where the states, keys and patients of two tables differ; hospitals and verdicts are of a split alone.
    fileprivate func difference(from other: MergedTable) -> String? {
        guard keys == other.keys else { return "keys \(keys) and \(other.keys)" }
        guard patients == other.patients else { return "patients \(patients) and \(other.patients)" }
        for (column, (mine, theirs)) in zip(columns, other.columns).enumerated() {
            for group in keys.indices {
                let place = "aggregate \(column) of \(keys[group])"
                guard mine.states[group] == theirs.states[group] else { return "\(place): \(mine.states[group]) and \(theirs.states[group])" }
                guard mine.sets(group: group, patients: patients[group]) == theirs.sets(group: group, patients: patients[group]) else {
                    return "patients behind \(place)"
                }
            }
        }
        return nil
    }
}
