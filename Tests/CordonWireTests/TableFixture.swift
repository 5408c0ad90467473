import BigInt
import CordonAggregates
import CordonGate
import CordonQuery
import CordonTestSupport
import CordonTrust
import CordonValues
import Foundation

/// Tables of any layout, made from random rows by the node's own accumulators.
enum TableFixture {
    static func table(keys: [ValueType], aggregates: [AggregateSpecification], groups: Int, seed: UInt64) throws -> PartialTable {
        var generator = SeededRandom(seed: seed)
        let keyValues = keys.isEmpty ? [[]] : keyRows(keys, groups, &generator)
        var counter = PatientCounter()
        var accumulators = aggregates.map { AggregateAccumulator($0) }
        for group in keyValues.indices {
            counter.addGroup()
            for index in accumulators.indices { accumulators[index].addGroup() }
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let patient = group * 3 + Int.random(in: 0..<3, using: &generator)
                counter.add(group: group, patient: patient)
                for (index, specification) in aggregates.enumerated() {
                    guard let argument = specification.argument, specification.function != .countPatients else {
                        if Bool.random(using: &generator) {
                            accumulators[index].add(group: group, patient: patient)
                        } else {
                            accumulators[index].pass(group: group, patient: patient)
                        }
                        continue
                    }
                    let second = specification.second.map { value($0, &generator) }
                    accumulators[index].add(value(argument, &generator), second, group: group, patient: patient)
                }
            }
        }
        let order = keyValues.indices.sorted { KeyOrder.precedes(keyValues[$0], keyValues[$1]) }
        let counted = order.map { counter.counts[$0] }
        return try PartialTable(
            layout: PartialLayout(keys: keys, aggregates: aggregates), keys: order.map { keyValues[$0] },
            patients: counted, columns: accumulators.map { $0.finish(order: order, patients: counted) })
    }

    private static func keyRows(_ types: [ValueType], _ groups: Int, _ generator: inout SeededRandom) -> [[Value]] {
        var seen: Set<[Value]> = []
        for _ in 0..<groups {
            var row: [Value] = []
            for type in types { row.append(value(type, &generator)) }
            seen.insert(row)
        }
        return seen.sorted { KeyOrder.precedes($0, $1) }
    }

    static func value(_ type: ValueType, _ generator: inout SeededRandom) -> Value {
        if Int.random(in: 0..<8, using: &generator) == 0 { return .null }
        let isExtreme = Int.random(in: 0..<8, using: &generator) == 0
        switch type {
        case .boolean: return .boolean(Bool.random(using: &generator))
        case .integer: return .integer(Int64(Int32.random(in: isExtreme ? .min ... .max : -9...99, using: &generator)))
        case .bigint: return .integer(Int64.random(in: isExtreme ? .min ... .max : 0...999, using: &generator))
        case .numeric:
            let scale: BigInt = isExtreme ? 3 : 100
            return Rational(BigInt(Int64.random(in: -5000...5000, using: &generator)), over: scale).map { .numeric($0) } ?? .null
        case .double:
            return .double(isExtreme ? Double(bitPattern: UInt64.random(in: 0 ... .max, using: &generator)) : Double.random(in: -9...99, using: &generator))
        case .text:
            return .text(["", "Zürich", "Zurich", "Basel", "Long Beach", "Cleveland"].randomElement(using: &generator) ?? "")
        case .date: return CalendarDate(daysSince1970: Int64.random(in: 0...20_000, using: &generator)).map { .date($0) } ?? .null
        case .timestamp:
            return CalendarTimestamp(microsecondsSince1970: Int64.random(in: -20_000...20_000, using: &generator)).map { .timestamp($0) } ?? .null
        }
    }

    static let heart = PartialLayout(
        keys: [.text, .integer],
        aggregates: [
            AggregateSpecification(function: .countRows, argument: nil), AggregateSpecification(function: .average, argument: .integer),
            AggregateSpecification(function: .deviationSample, argument: .double),
        ])

    static func heartTable(groups: Int = 12, seed: UInt64 = 7) throws -> PartialTable {
        try table(keys: heart.keys, aggregates: heart.aggregates, groups: groups, seed: seed)
    }
}

/// A table through the real gate, as the answer to a question of its own shape.
func gated(_ table: PartialTable, permit: Permit? = nil, layout: PartialLayout? = nil, reads: [TableReads] = []) throws -> GatedPartial {
    let layout = layout ?? table.layout
    let patient = ColumnReference.table(relation: 0, column: "patient_id")
    let boundary = Boundary(
        keys: layout.keys.map { BoundaryKey(expression: .constant(.null, $0), domain: nil) },
        aggregates: layout.aggregates.map { specification in
            BoundaryAggregate(
                specification: specification, argument: specification.argument.map { .constant(.null, $0) }, filter: nil,
                disclosure: DisclosureNeeds(revealsComplement: false, revealsNonZero: false), span: nil)
        }, patient: .column(patient, .bigint), groupsPartitionPatients: true)
    let part = FederatedPart(
        inside: .scan(table: "patient", relation: 0), boundary: boundary,
        proof: LocalityProof(relation: "patient", property: .patientLocal, rule: "a table", premises: []), reads: reads)
    let query = FederatedQuery(parts: [part], outside: OutsidePlan(columns: [])).leaving(in: table.layout.mode)
    let floors = try CharterFloors(threshold: 11, minimumHospitals: 2, modes: [.merged, .siteFloor])
    return try Gate.pass([table], question: query, permit: permit ?? somePermit(), floors: floors)
}

func somePermit(threshold: Int = 11, mode: ReleaseMode = .merged, combinations: Combinations? = nil) throws -> Permit {
    try Permit(
        id: "p1", network: "hearts", study: "chol", title: "Cholesterol", legalBasis: "Ethics 2026-17",
        researchers: [PermitResearcher(name: "Ada", jurisdiction: "CH", key: SigningKey().verifyingKey)],
        tables: [PermitTable(table: "patient", columns: ["age", "sex"])], threshold: threshold, mode: mode,
        disclosure: PermitDisclosure(protectsZeros: false, siteResults: [], combinations: combinations),
        validFrom: Timestamp(Date(timeIntervalSince1970: 0)), validUntil: Timestamp(Date(timeIntervalSince1970: 4_000_000_000)))
}

/// The code of the diagnostic that `body` throws; nil when it succeeds.
func code<Result>(_ body: () throws -> Result) -> DiagnosticCode? {
    do {
        _ = try body()
        return nil
    } catch let diagnostic as Diagnostic {
        return diagnostic.code
    } catch {
        return .internalFailure
    }
}
