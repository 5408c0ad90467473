import BigInt
import CordonQuery
import CordonValues
import Foundation

extension ReleasedBoundary {
    /// The bytes that the ledger keeps: JSON that ``init(stored:)`` reads back to the same cells.
    public func stored() throws(Diagnostic) -> Data {
        let form = StoredBoundary(
            version: 1, rules: rules, applied: applied, remainder: hasRemainder, kinds: kinds.isEmpty ? nil : kinds, blocked: isBlocked ? true : nil,
            sets: newSets, spent: isSpent ? true : nil, definitions: definitions, alike: alike.isEmpty ? nil : alike, same: columnsWithSets.isEmpty ? nil : columnsWithSets,
            figures: figures.isEmpty ? nil : figures, groups: groups.map { group in
                StoredGroup(
                    keys: group.keys.map(StoredValue.init),
                    cells: group.cells.map(StoredCell.init), near: group.nearOnly.isEmpty ? nil : group.nearOnly.sorted(),
                    hospitals: group.hospitals.isEmpty ? nil : group.hospitals, sizes: group.sizes.isEmpty ? nil : group.sizes,
                    harmless: group.harmless.isEmpty ? nil : group.harmless,
                    sites: group.sites.isEmpty ? nil : group.sites)
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        do {
            return try encoder.encode(form)
        } catch {
            throw Diagnostic(.storageFailed, "A released table could not be written for the ledger.")
        }
    }

    /// Reads what ``stored()`` wrote; whatever that cannot have written is an error, and no cell of it is shown.
    public init(stored bytes: Data) throws(Diagnostic) {
        let damaged = Diagnostic(.storageFailed, "A ledger record is damaged.", hint: "Restore the coordinator's database from a copy.")
        guard let form = try? JSONDecoder().decode(StoredBoundary.self, from: bytes), form.version == 1 else { throw damaged }
        var groups: [ReleasedGroup] = []
        for group in form.groups {
            let keys = group.keys.compactMap(\.value)
            let cells = group.cells.compactMap(\.cell)
            guard keys.count == group.keys.count, cells.count == group.cells.count else { throw damaged }
            // Groups of one answer have the same shape.
            if let first = groups.first, first.keys.count != keys.count || first.cells.count != cells.count { throw damaged }
            guard (group.near ?? []).allSatisfy({ cells.indices.contains($0) && cells[$0] == .suppressed }) else { throw damaged }
            groups.append(
                ReleasedGroup(
                    keys: keys, cells: cells, nearOnly: Set(group.near ?? []), hospitals: group.hospitals ?? [],
                    sizes: group.sizes ?? [], harmless: group.harmless ?? [], sites: group.sites ?? [:]))
        }
        self.init(groups: groups, hasRemainder: form.remainder, rules: form.rules, applied: form.applied, kinds: form.kinds ?? [], isBlocked: form.blocked ?? false)
        definitions = form.definitions
        alike = form.alike ?? [:]
        columnsWithSets = form.same ?? []
        figures = form.figures ?? []
        restore(newSets: form.sets ?? mostSets, isSpent: form.spent ?? false)
    }
}

private struct StoredBoundary: Codable {
    let version: Int
    let rules: DisclosureRules
    let applied: [AppliedRule]
    let remainder: Bool
    /// Nil where all are exact.
    let kinds: [ReleasedColumn.Kind]?
    let blocked: Bool?
    /// Nil where they were not counted.
    let sets: Int?
    let spent: Bool?
    /// Nil where they were not kept.
    let definitions: CellDefinitions?
    /// Nil where there are none.
    let alike: [String: [String: String]]?
    /// Nil where they were not kept.
    let same: [Int]?
    /// Nil where none is a figure, or where they were not kept.
    let figures: [String?]?
    let groups: [StoredGroup]
}

private struct StoredGroup: Codable {
    let keys: [StoredValue]
    let cells: [StoredCell]
    /// Nil where there are none.
    let near: [Int]?
    let hospitals: [[UInt16]]?
    let sizes: [[UInt8]]?
    let harmless: [UInt8]?
    /// Nil where they were not kept.
    let sites: [String: [[UInt8]]]?
}

private struct StoredCell: Codable {
    let state: CellState
    let value: StoredValue?
    var low: StoredValue?
    var high: StoredValue?
    /// The bits of a double.
    var error: String?

    init(_ cell: Cell) {
        state = cell.state
        value = cell.value.map(StoredValue.init)
        low = cell.bounds.map { StoredValue($0.low) }
        high = cell.bounds.map { StoredValue($0.high) }
        error = cell.error.map { String($0.bitPattern, radix: 16) }
    }

    /// Nil when state and value contradict each other.
    var cell: Cell? {
        let cell: Cell? =
            switch state {
            case .suppressed: value == nil ? .suppressed : nil
            case .withheld: value == nil ? .withheld : nil
            case .notApplicable: value == nil ? .notApplicable : nil
            case .value, .zero: shown
            }
        return cell?.state == state ? cell : nil
    }
}

extension StoredCell {
    private var shown: Cell? {
        if let low = low?.value, let high = high?.value { return .showing(.bounded(low: low, high: high)) }
        guard let value = value?.value else { return nil }
        guard let error else { return .showing(value) }
        return UInt64(error, radix: 16).map { .showing(.estimate(value, error: Double(bitPattern: $0))) }
    }
}

/// A value as a type letter and a text that names it exactly.
private struct StoredValue: Codable {
    let type: String
    let text: String

    init(_ value: Value) {
        switch value {
        case .null: (type, text) = ("null", "")
        case .boolean(let truth): (type, text) = ("boolean", String(truth))
        case .integer(let whole): (type, text) = ("integer", String(whole))
        case .numeric(let exact): (type, text) = ("numeric", "\(exact.numerator)/\(exact.denominator)")
        case .double(let double): (type, text) = ("double", String(double.value.bitPattern, radix: 16))
        case .text(let string): (type, text) = ("text", string)
        case .date(let day): (type, text) = ("date", day.description)
        case .timestamp(let time): (type, text) = ("timestamp", String(time.microsecondsSince1970))
        }
    }

    var value: Value? {
        switch type {
        case "null": .null
        case "boolean": Bool(text).map(Value.boolean)
        case "integer": Int64(text).map(Value.integer)
        case "numeric": rational.map(Value.numeric)
        case "double": UInt64(text, radix: 16).map { .double(Double(bitPattern: $0)) }
        case "text": .text(text)
        case "date": CalendarDate(iso: text).map(Value.date)
        case "timestamp": Int64(text).flatMap { CalendarTimestamp(microsecondsSince1970: $0) }.map(Value.timestamp)
        default: nil
        }
    }

    private var rational: Rational? {
        let halves = text.split(separator: "/")
        guard halves.count == 2, let numerator = BigInt(halves[0], radix: 10), let denominator = BigInt(halves[1], radix: 10) else {
            return nil
        }
        return Rational(numerator, over: denominator)
    }
}
